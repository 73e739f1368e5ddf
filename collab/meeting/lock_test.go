package meeting

import (
	"math/rand/v2"
	"strings"
	"testing"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/merge"
	"parley/collab/text"
)

// lockedDuet has two people type at once into a draft in which a paragraph is
// agreed, and returns how much was looked at for it.
func lockedDuet(t *testing.T, agreed draft.ID) int {
	start, log := duet(2000)
	s := New()
	s.doc = merge.New(text.New(start, 0), 0)
	s.trail.overlay = overlayOf(start)
	for by := range text.Author(2) {
		s.enter(Person{Number: by + 1, Role: Delegate})
	}
	if agreed != 0 {
		s.trail.overlay.Agree(agreed, true, draft.Decision{})
	}
	for _, n := range log {
		p, _ := s.Person(n.By)
		c := Command{Number: n.Number, Base: n.Base, Prior: s.doc.Prior(n.By, n.Base), Ask: Edit{Delta: n.Delta}}
		if err := s.Check(p, c); err != nil {
			t.Fatalf("event %d: %v", n.At, err)
		}
		if _, err := s.change(n.At, &n.Entry); err != nil {
			t.Fatal(err)
		}
	}
	return s.Walked()
}

func TestTypingIsAsCheapWhereAParagraphIsAgreed(t *testing.T) {
	plain := lockedDuet(t, 0)
	for name, agreed := range map[string]draft.ID{"far away": 3500, "right behind": 3} {
		if got := lockedDuet(t, agreed); got > 2*plain+1000 {
			t.Errorf("%s: %d entries and pieces were looked at, %d where nothing is agreed", name, got, plain)
		}
	}
}

// TestALateEditNeverChangesWhatIsAgreed lets somebody write who has not seen
// what others did around a paragraph that was agreed meanwhile.
func TestALateEditNeverChangesWhatIsAgreed(t *testing.T) {
	const agreed = "agreed words"
	for _, tt := range []struct {
		name string
		at   int // in "one\nagreed words\nthree"
		del  int
		in   string
		want error
	}{
		{"in it", 8, 0, "x", LockedParagraph},
		{"at its start", 4, 0, "x", LockedParagraph},
		{"at its end", 16, 0, "x", LockedParagraph},
		{"a new paragraph before it", 4, 0, "new\n", nil},
		{"a new paragraph behind it", 16, 0, "\nnew", nil},
		{"a letter of it", 5, 1, "", LockedParagraph},
		{"all of it", 0, 22, "y", LockedParagraph},
		{"its line break", 16, 1, "", LockedParagraph},
		{"the paragraph before it", 0, 3, "two", nil},
		{"the paragraph behind it", 17, 5, "3", nil},
		{"far behind it", 22, 0, "!", nil},
	} {
		for _, where := range []struct {
			name string
			at   int
		}{{"before", 1}, {"at the start of it", 4}, {"right before its line", 3}, {"behind its line", 17}, {"at the end", 22}, {"nowhere", -1}} {
			tb := newTable(t, "one\n"+agreed+"\nthree")
			a, b, chair := tb.join("Amina", Delegate), tb.join("Bruno", Delegate), tb.join("Chair", Chair)
			tb.settle()
			if err := a.EditWhole(delta.Replace(22, tt.at, tt.del, tt.in), tb.now); err != nil {
				t.Fatal(err)
			}
			if where.at >= 0 { // what Amina has not seen
				in := "uv\n"
				if where.at == 1 || where.at == 22 {
					in = "uv"
				}
				b.typed(where.at, in)
				b.arrive()
				chair.hear()
			}
			id := tb.state.Overlay().ID(1 + strings.Count(tb.state.Text().String()[:strings.Index(tb.state.Text().String(), agreed)], "\n"))
			if _, err := chair.Negotiate(Decide{Para: id, Outcome: draft.Agreed}, tb.now); err != nil {
				t.Fatal(err)
			}
			chair.arrive()
			a.arrive()
			got := tb.settle()
			if !strings.Contains("\n"+got+"\n", "\n"+agreed+"\n") {
				t.Errorf("%s, when others wrote %s: what was agreed reads %q", tt.name, where.name, got)
			}
			var refused error
			if r := a.Refusals(); len(r) > 0 {
				refused = r[0].Why
			}
			if refused != tt.want {
				t.Errorf("%s, when others wrote %s: refused with %v, want %v; the draft is %q", tt.name, where.name, refused, tt.want, got)
			}
		}
	}
}

// TestAnEditIsRefusedWhereItWouldChangeWhatIsAgreedAndOnlyThere compares what
// the server says of edits that come late with what they would really do.
func TestAnEditIsRefusedWhereItWouldChangeWhatIsAgreedAndOnlyThere(t *testing.T) {
	refused, taken := 0, 0
	for seed := range uint64(60) {
		chance := rand.New(rand.NewPCG(seed, 13))
		tb := newTable(t, "one\ntwo words\n\nfour\nfive\nsix")
		for range 3 {
			tb.join("Amina", Delegate)
		}
		chair := tb.join("Chair", Chair)
		for range 150 {
			g := tb.seats[chance.IntN(3)]
			switch chance.IntN(12) {
			case 0:
				tab := chair.Table()
				_, _ = chair.Negotiate(Decide{Para: tab.ID(1 + chance.IntN(tab.Text.Lines())), Outcome: []draft.Outcome{draft.Agreed, draft.Undecided}[chance.IntN(2)]}, tb.now)
				chair.arrive()
				chair.hear()
			case 1:
				g.Undo(tb.now)
			case 2, 3:
				g.hearSome(1 + chance.IntN(6))
			case 4, 5:
				g.Flush(tb.now)
				for sent := g.sent; len(sent) > 0; sent = sent[1:] {
					g.sent = sent[:1:1]
					c := sent[0]
					may := tb.state.Check(g.Me(), c)
					if may == nil || may == LockedParagraph {
						exact := breaksLock(tb.state.Overlay(), tb.state.Text(), tb.state.would(entry(g.Me().Number, c)))
						if exact != (may == LockedParagraph) {
							t.Fatalf("seed %d: %+v in %q, agreed %v: said %v, it would break a lock: %v", seed, c, tb.state.Text(), tb.state.Overlay().Record().Agreed, may, exact)
						}
						if exact {
							refused++
						} else if tb.state.Overlay().Locks() {
							taken++
						}
					}
					g.arrive()
				}
			default:
				someEdit(g, chance)
			}
		}
	}
	t.Logf("%d were refused and %d taken", refused, taken)
	if refused < 50 || taken < 50 {
		t.Error("this shows too little")
	}
}
