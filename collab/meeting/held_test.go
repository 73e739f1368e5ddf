package meeting

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/merge"
)

// hold takes the draft elsewhere.
func (g *guest) hold() *Held {
	g.table.t.Helper()
	h, err := g.Hold(g.table.now)
	if err != nil {
		g.table.t.Fatal(err)
	}
	return h
}

// bringBack brings the held draft back as it reads now.
func (g *guest) bringBack(h *Held, saved string) {
	g.table.t.Helper()
	d, err := delta.Diff(h.Text().String(), saved)
	if err != nil {
		g.table.t.Fatal(err)
	}
	before := g.Text().String()
	did, err := g.EditFrom(h, d, g.table.now)
	if err != nil {
		g.table.t.Fatal(err)
	}
	if got, err := did.Apply(before); err != nil || got != g.Text().String() {
		g.table.t.Errorf("what it did to %q does not make %q of it: %v", before, g.Text().String(), err)
	}
}

func TestADraftComesBackFromElsewhere(t *testing.T) {
	const draft = "The Assembly,\nresolves that States should act;\nand requests a report."
	for _, tt := range []struct {
		name      string
		saved     string
		meanwhile func(a, b *guest)
		want      string
	}{
		{"nobody wrote", "The Assembly,\nresolves that States shall act;\nand requests a report.", nil,
			"The Assembly,\nresolves that States shall act;\nand requests a report."},
		{"another wrote in the same paragraph", "The Assembly,\nresolves that States shall act;\nand requests a report.",
			func(a, b *guest) { b.typed(45, " soon") },
			"The Assembly,\nresolves that States shall act soon;\nand requests a report."},
		{"another deleted what was changed", "The Assembly,\nresolves that MEMBER States should act;\nand requests a report.",
			func(a, b *guest) { b.deleted(14, 33) },
			"The Assembly,\nMEMBER and requests a report."},
		{"another wrote inside what was deleted", "The Assembly,\nand requests a report.",
			func(a, b *guest) { b.typed(28, "NEW ") },
			"The Assembly,\nNEW and requests a report."},
		{"both deleted the same and one of them more", "that States should act;\nand requests a report.",
			func(a, b *guest) { b.deleted(0, 14) },
			"that States should act;\nand requests a report."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tb := newTable(t, draft)
			a, b := tb.join("Amina", Delegate), tb.join("Bruno", Delegate)
			h := a.hold()
			if tt.meanwhile != nil {
				tt.meanwhile(a, b)
				b.arrive()
				a.hear()
			}
			a.bringBack(h, tt.saved)
			if got := tb.settle(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			before := tb.state.Text().String()
			if _, ok := a.Undo(tb.now); !ok || a.CanUndo() {
				t.Errorf("it is not one step of undo")
			}
			tb.settle()
			if _, ok := a.Redo(tb.now); !ok {
				t.Error("it cannot be done again")
			}
			if got := tb.settle(); got != before {
				t.Errorf("undone and redone: got %q, want %q", got, before)
			}
		})
	}
}

// What comes back means the same as if it had been sent as a late edit, made on
// the version that was held.
func TestWhatComesBackIsPlacedAsALateEdit(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 4))
		tb := newTable(t, "aaa bbb ccc")
		a, b := tb.join("Amina", Delegate), tb.join("Bruno", Delegate)
		if random.IntN(2) == 0 {
			a.typed(3, "x")
			tb.settle()
		}
		h, base := a.hold(), tb.state.Head()
		oracle := merge.New(tb.state.Text(), base)
		for range random.IntN(12) {
			if n := b.Text().Len(); n > 3 && random.IntN(3) == 0 {
				b.deleted(random.IntN(n-2), 1+random.IntN(2))
			} else {
				b.typed(random.IntN(n+1), string(rune('A'+random.IntN(26))))
			}
			b.arrive()
			if random.IntN(2) == 0 {
				a.hear()
			}
		}
		a.hear()
		for _, e := range tb.log {
			if edited, ok := e.What.(Edited); ok && e.Number > base {
				if _, err := oracle.Append(e.Number, entry(e.By, Command{e.Command, e.Base, Edit(edited), 0})); err != nil {
					t.Fatal(err)
				}
			}
		}
		n := h.Text().Len()
		from := random.IntN(n + 1)
		d := delta.Replace(n, from, random.IntN(n-from+1), strings.Repeat("é", random.IntN(3)))
		if _, err := oracle.Append(tb.state.Head()+1, merge.Entry{By: a.Me().Number, Number: 1000, Base: base, Delta: d}); err != nil {
			t.Fatal(err)
		}
		if _, err := a.EditFrom(h, d, tb.now); err != nil {
			t.Fatal(err)
		}
		if got, want := tb.settle(), oracle.Text().String(); got != want {
			t.Fatalf("seed %d: got %q, want %q", seed, got, want)
		}
	}
}

func TestADraftComesBackIntoAMeetingFetchedAfresh(t *testing.T) {
	tb := newTable(t, "one two three")
	a, b := tb.join("Amina", Delegate), tb.join("Bruno", Delegate)
	a.typed(0, "mine ") // goes out when the draft is held
	h := a.hold()
	if len(a.sent) != 1 {
		t.Errorf("%d commands went out, want the typing", len(a.sent))
	}
	b.typed(4, "NEW ")
	b.arrive()
	a.got = []Notice{Welcome{You: a.Me(), Head: tb.state.Head(), Snapshot: tb.state.Snapshot(a.Need())}}
	a.hear()
	a.bringBack(h, "mine one 2 three")
	if got, want := tb.settle(), "mine one NEW 2 three"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhatIsNotHeldCannotComeBack(t *testing.T) {
	tb := newTable(t, "abc")
	a, o := tb.join("Amina", Delegate), tb.join("Olga", Observer)
	if _, err := o.Hold(tb.now); !errors.Is(err, NotAllowed) {
		t.Errorf("an observer: got %v, want %v", err, NotAllowed)
	}
	if _, err := NewSeat(nil).Hold(tb.now); !errors.Is(err, ErrNotJoined) {
		t.Errorf("before the welcome: got %v, want %v", err, ErrNotJoined)
	}
	first := a.hold()
	second := a.hold()
	d := delta.Replace(3, 0, 1, "X")
	if _, err := a.EditFrom(first, d, tb.now); !errors.Is(err, ErrNotHeld) {
		t.Errorf("held before another: got %v, want %v", err, ErrNotHeld)
	}
	if _, err := a.EditFrom(second, delta.Replace(4, 0, 1, "X"), tb.now); !errors.Is(err, merge.ErrLength) {
		t.Errorf("of another text: got %v, want %v", err, merge.ErrLength)
	}
	third := a.hold()
	a.LetGo()
	if _, err := a.EditFrom(third, d, tb.now); !errors.Is(err, ErrNotHeld) {
		t.Errorf("let go of: got %v, want %v", err, ErrNotHeld)
	}
	if got := tb.settle(); got != "abc" {
		t.Errorf("got %q, want it unchanged", got)
	}
}

func TestTooMuchFromElsewhereIsRefusedWhole(t *testing.T) {
	tb := newTable(t, "abc")
	a := tb.join("Amina", Delegate)
	_, err := a.EditFrom(a.hold(), delta.Replace(3, 3, 0, strings.Repeat("x", MaxInsert+1)), tb.now)
	if !errors.Is(err, TooBig) || a.Text().String() != "abc" {
		t.Errorf("got %v with %d code points, want %v and the text as it was", err, a.Text().Len(), TooBig)
	}
}

func TestWhatComesBackWithMostOfTheTextDeletedWaitsUntilItIsMeant(t *testing.T) {
	whole := strings.Repeat("The Parties shall consider. ", 100)
	tb := newTable(t, whole)
	a, b := tb.join("Amina", Delegate), tb.join("Bruno", Delegate)
	h := a.hold()
	emptied := delta.Replace(len(whole), 0, len(whole), "")
	if _, err := a.EditFrom(h, emptied, tb.now); !errors.Is(err, Unmeant) || a.Len() != len(whole) {
		t.Fatalf("got %v with %d code points, want %v and the text as it was", err, a.Len(), Unmeant)
	}
	b.typed(0, "Yes. ")
	tb.settle()
	if _, err := a.SweepFrom(h, emptied, tb.now); err != nil {
		t.Fatal(err)
	}
	if got := tb.settle(); got != "Yes. " {
		t.Errorf("got %q, want what was never seen in the editor", got)
	}
	h = a.hold()
	if _, err := a.EditFrom(h, delta.Replace(5, 0, 5, ""), tb.now); err != nil {
		t.Errorf("a note that is emptied: %v", err)
	}
}

// A day of others' work lies between taking the draft and bringing it back.
func BenchmarkBringBackOverManyEdits(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		tb := newTable(new(testing.T), strings.Repeat("The Parties shall consider the report.\n", 2000))
		a := tb.join("Amina", Delegate)
		h, err := a.Hold(tb.now)
		if err != nil {
			b.Fatal(err)
		}
		random := rand.New(rand.NewPCG(1, 2))
		for range n {
			e := Event{Number: tb.state.Head() + 1, By: 9, Base: tb.state.Head(), What: Edited{Delta: delta.Replace(tb.state.Text().Len(), random.IntN(70_000), 0, "x")}}
			e.Command = e.Number
			if err := tb.state.Apply(e); err != nil {
				b.Fatal(err)
			}
			if _, err := a.Take(Happened{e}, time.Time{}); err != nil {
				b.Fatal(err)
			}
		}
		saved := strings.ReplaceAll(h.Text().String(), "shall", "should")
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d, err := delta.Diff(h.Text().String(), saved)
				if err == nil {
					_, err = h.place(d)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
