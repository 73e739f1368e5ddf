package merge_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"parley/collab/delta"
	"parley/collab/merge"
	"parley/collab/text"
)

func edit(by text.Author, number uint64, base merge.Version, d delta.Delta) merge.Entry {
	return merge.Entry{By: by, Number: number, Base: base, Delta: d}
}

func mustAppend(t *testing.T, d *merge.Document, at merge.Version, e merge.Entry) delta.Delta {
	t.Helper()
	if err := d.Check(e); err != nil {
		t.Fatal(err)
	}
	did, err := d.Append(at, e)
	if err != nil {
		t.Fatal(err)
	}
	return did
}

func mustPend(t *testing.T, d *merge.Document, e merge.Entry) {
	t.Helper()
	if _, err := d.Pend(e); err != nil {
		t.Fatal(err)
	}
}

func mustRead(t *testing.T, d *merge.Document, want string) {
	t.Helper()
	if got := d.Text().String(); got != want {
		t.Fatalf("got %q, want %q", got, want)
	}
}

func TestEntriesThatDoNotFitAreRefused(t *testing.T) {
	newDocument := func() *merge.Document {
		d := merge.New(text.New("Hello", 0), 10)
		mustAppend(t, d, 12, edit(1, 5, 10, delta.Replace(5, 5, 0, "!")))
		mustAppend(t, d, 14, edit(2, 1, 10, delta.Replace(5, 0, 0, ">")))
		mustAppend(t, d, 15, merge.Entry{By: 1, Number: 6, Base: 12, Undo: []uint64{5}})
		d.Advance(20)
		return d
	}
	for _, tt := range []struct {
		name string
		e    merge.Entry
		want error
	}{
		{"a base in the future", edit(3, 1, 21, delta.Replace(6, 0, 0, "x")), merge.ErrAhead},
		{"an absurd base", edit(3, 1, 1<<64-1, delta.Replace(6, 0, 0, "x")), merge.ErrAhead},
		{"a base before the beginning", edit(3, 1, 9, delta.Replace(5, 0, 0, "x")), merge.ErrTooOld},
		{"a number that was used", edit(1, 6, 20, delta.Replace(6, 0, 0, "x")), merge.ErrOrder},
		{"a base that goes back", edit(1, 7, 11, delta.Replace(6, 0, 0, "x")), merge.ErrOrder},
		{"a text that is too long", edit(3, 1, 20, delta.Replace(7, 0, 0, "x")), merge.ErrLength},
		{"a text of the right length at another version", edit(3, 1, 12, delta.Replace(7, 0, 0, "x")), merge.ErrLength},
		{"the zero delta", edit(3, 1, 20, delta.Delta{}), merge.ErrLength},
		{"an undo of somebody else's entry", merge.Entry{By: 3, Number: 2, Base: 20, Undo: []uint64{5}}, merge.ErrUnknown},
		{"an undo of what never was", merge.Entry{By: 1, Number: 7, Base: 20, Undo: []uint64{3}}, merge.ErrUnknown},
		{"an undo of an undo", merge.Entry{By: 1, Number: 7, Base: 20, Undo: []uint64{6}}, merge.ErrUnknown},
		{"an undo of itself", merge.Entry{By: 1, Number: 7, Base: 20, Undo: []uint64{7}}, merge.ErrUnknown},
		{"an undo that names an entry twice", merge.Entry{By: 1, Number: 7, Base: 20, Undo: []uint64{5, 5}}, merge.ErrUnknown},
		{"an undo of too many", merge.Entry{By: 1, Number: 7, Base: 20, Undo: make([]uint64, merge.UndoReach+1)}, merge.ErrTooOld},
		{"an undo with an edit", merge.Entry{By: 1, Number: 7, Base: 20, Delta: delta.Replace(6, 0, 0, "x"), Undo: []uint64{5}}, merge.ErrLength},
		{"a text past the limit", edit(3, 1, 20, delta.Replace(6, 0, 0, strings.Repeat("x", delta.MaxLen))), merge.ErrLimit},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDocument()
			if got := d.Check(tt.e); !errors.Is(got, tt.want) {
				t.Errorf("check: got %v, want %v", got, tt.want)
			}
			if _, got := d.Append(21, tt.e); tt.want != merge.ErrLimit && !errors.Is(got, tt.want) {
				t.Errorf("append: got %v, want %v", got, tt.want)
			}
			if tt.want != merge.ErrLimit {
				mustRead(t, d, ">Hello")
			}
		})
	}
	if _, err := newDocument().Append(20, edit(3, 1, 20, delta.Replace(6, 0, 0, "x"))); !errors.Is(err, merge.ErrOrder) {
		t.Errorf("append at a number that is taken: got %v", err)
	}
}

func TestWhatIsPendingShowsAtOnceAndChangesNothingWhenConfirmed(t *testing.T) {
	d := merge.New(text.New("Hello", 0), 3)
	mine := edit(1, 1, 3, delta.Replace(5, 5, 0, " world"))
	mustPend(t, d, mine)
	mustRead(t, d, "Hello world")
	theirs := edit(2, 1, 3, delta.Replace(5, 5, 0, ","))
	did, err := d.Append(4, theirs)
	if err != nil {
		t.Fatal(err)
	}
	mustRead(t, d, "Hello, world") // what is pending counts as later
	if want := delta.Replace(11, 5, 0, ","); !did.Equal(want) {
		t.Errorf("got %v, want %v", did, want)
	}
	if did, err = d.Append(5, mine); err != nil || did.Changes() || did.BaseLen() != 12 {
		t.Errorf("confirmed: got %v, %v", did, err)
	}
	if got := len(d.Pending()); got != 0 {
		t.Errorf("%d entries pending, want none", got)
	}
}

func TestAWithdrawnEntryVanishesWithWhatStoodOnIt(t *testing.T) {
	d := merge.New(text.New("Hello", 0), 0)
	mustPend(t, d, edit(1, 1, 0, delta.Replace(5, 5, 0, " wide")))
	mustPend(t, d, edit(1, 2, 0, delta.Replace(10, 10, 0, " world")))
	mustPend(t, d, merge.Entry{By: 1, Number: 3, Undo: []uint64{1}})
	mustAppend(t, d, 1, edit(2, 1, 0, delta.Replace(5, 0, 1, "J")))
	mustRead(t, d, "Jello world")
	if _, err := d.Withdraw(9); !errors.Is(err, merge.ErrUnknown) {
		t.Errorf("withdraw what is not pending: got %v", err)
	}
	did, err := d.Withdraw(1)
	if err != nil {
		t.Fatal(err)
	}
	mustRead(t, d, "Jello")
	if got, err := did.Apply("Jello world"); got != "Jello" {
		t.Errorf("the delta makes %q, %v", got, err)
	}
	for _, number := range []uint64{2, 3} {
		if did, err := d.Withdraw(number); err != nil || did.Changes() {
			t.Errorf("withdraw %d: got %v, %v", number, did, err)
		}
	}
	mustPend(t, d, edit(1, 4, 1, delta.Replace(5, 5, 0, "!")))
	mustRead(t, d, "Jello!")
}

func TestALaterPendingEntryThatStillFitsStays(t *testing.T) {
	d := merge.New(text.New("Hello", 0), 0)
	mustPend(t, d, edit(1, 1, 0, delta.Replace(5, 0, 1, "J"))) // keeps the length
	mustPend(t, d, edit(1, 2, 0, delta.Replace(5, 5, 0, "!")))
	if _, err := d.Withdraw(1); err != nil {
		t.Fatal(err)
	}
	mustRead(t, d, "Hello!")
}

func TestAnOwnEntryOutOfTurnReplacesWhatWasPendingBeforeIt(t *testing.T) {
	d := merge.New(text.New("Hello", 0), 0)
	mustPend(t, d, edit(1, 1, 0, delta.Replace(5, 0, 1, "J"))) // the server refused it, and we do not know yet
	second := edit(1, 2, 0, delta.Replace(5, 5, 0, "!"))
	mustPend(t, d, second)
	mustPend(t, d, edit(1, 3, 0, delta.Replace(6, 6, 0, "?")))
	did, err := d.Append(1, second)
	if err != nil {
		t.Fatal(err)
	}
	mustRead(t, d, "Hello!?")
	if want := delta.Replace(7, 0, 1, "H"); !did.Equal(want) {
		t.Errorf("got %v, want %v", did, want)
	}
	if p := d.Pending(); len(p) != 1 || p[0].Number != 3 {
		t.Errorf("pending: %v", p)
	}
}

func TestAnOutboxIsPendedAgainAfterARestart(t *testing.T) {
	server := merge.New(text.New("Hello", 0), 0)
	mustAppend(t, server, 1, edit(2, 1, 0, delta.Replace(5, 0, 0, "> ")))
	base, at, entries := server.Since(0)
	d := merge.New(base, at)
	for _, e := range entries {
		mustAppend(t, d, e.At, e.Entry)
	}
	mustPend(t, d, edit(1, 1, 0, delta.Replace(5, 5, 0, " world"))) // made before the other's entry was seen
	mustRead(t, d, "> Hello world")
}

func TestACursorStaysBehindItsLetter(t *testing.T) {
	d := merge.New(text.New("Hello", 0), 0)
	mustAppend(t, d, 1, edit(1, 1, 0, delta.Replace(5, 0, 0, ">> ")))
	mustAppend(t, d, 2, edit(2, 1, 0, delta.Replace(5, 1, 2, "a"))) // Halo, as 2 sees it
	for _, tt := range []struct {
		name         string
		by           text.Author
		base         merge.Version
		offset, want int
	}{
		{"of somebody who saw nothing yet, behind H", 3, 0, 1, 4},
		{"the same, behind a letter deleted since", 3, 0, 3, 5},
		{"the same, at the end", 3, 0, 5, 7},
		{"at the start", 3, 0, 0, 0},
		{"of 2, who knows their own edit", 2, 0, 2, 5},
		{"of somebody who saw everything", 3, 2, 4, 4},
		{"past the end", 3, 0, 99, 7},
		{"before the start", 3, 0, -5, 0},
		{"on a version that does not exist", 3, 77, 99, 7},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := d.Locate(tt.by, tt.base, tt.offset); got != tt.want {
				t.Errorf("got %d in %q, want %d", got, d.Text(), tt.want)
			}
		})
	}
}

// write appends n entries, by three authors in turn who have seen everything.
func write(t *testing.T, d *merge.Document, n int) {
	t.Helper()
	for range n {
		head, length := d.Head(), d.Text().Len()
		mustAppend(t, d, head+1, edit(text.Author(head%3+1), head+1, head, delta.Replace(length, length/2, 0, "x")))
	}
}

func TestForgettingKeepsWhatUndoMayReach(t *testing.T) {
	d := merge.New(text.Text{}, 0)
	write(t, d, 2000)
	d.Forget(d.Head())
	entries, _ := merge.Kept(d)
	if entries < merge.UndoReach || entries > merge.UndoReach+64 {
		t.Errorf("%d entries kept, want a little over %d", entries, merge.UndoReach)
	}
	head := d.Head()
	newest, oldest := head-2, head-merge.UndoReach+3 // by the author whose turn it is
	by := text.Author(head%3 + 1)
	if err := d.Check(merge.Entry{By: by, Number: head + 1, Base: head, Undo: []uint64{newest, oldest}}); err != nil {
		t.Error(err)
	}
	if err := d.Check(merge.Entry{By: by, Number: head + 1, Base: head, Undo: []uint64{oldest - 3}}); !errors.Is(err, merge.ErrTooOld) {
		t.Errorf("one further back: got %v", err)
	}
	if err := d.Check(edit(9, 1, 1, delta.Replace(1, 0, 0, "x"))); !errors.Is(err, merge.ErrTooOld) {
		t.Errorf("an entry made at the beginning: got %v", err)
	}
}

func TestASnapshotIsSmallWhenNothingOldCanCome(t *testing.T) {
	d := merge.New(text.Text{}, 0)
	write(t, d, 3000)
	base, at, entries := d.Since(d.Head())
	if len(entries) < merge.UndoReach || len(entries) > merge.UndoReach+64 {
		t.Errorf("%d entries, want a little over %d", len(entries), merge.UndoReach)
	}
	joined := merge.New(base, at)
	for _, e := range entries {
		mustAppend(t, joined, e.At, e.Entry)
	}
	if !joined.Text().Same(d.Text()) {
		t.Errorf("got %q, want %q", joined.Text(), d.Text())
	}
	if _, at, entries := d.Since(0); at != 0 || len(entries) != 3000 {
		t.Errorf("since the beginning: %d entries after %d", len(entries), at)
	}
}

func TestAnOldUndoThatIsPendingOutlivesForgetting(t *testing.T) {
	d := merge.NewTight(text.New("Hello", 0), 0, 4, 1, 1, 1)
	mustAppend(t, d, 1, edit(1, 1, 0, delta.Replace(5, 5, 0, "!")))
	mustPend(t, d, merge.Entry{By: 1, Number: 2, Base: 1, Undo: []uint64{1}})
	mustPend(t, d, edit(1, 3, 1, delta.Replace(5, 5, 0, "?")))
	for at := merge.Version(2); at < 20; at++ {
		mustAppend(t, d, at, edit(2, at, at-1, delta.Replace(int(at)+4, 0, 0, ">")))
		d.Forget(at)
	}
	if _, err := d.Withdraw(3); err != nil {
		t.Fatal(err)
	}
	mustRead(t, d, strings.Repeat(">", 18)+"Hello")
}

func TestAWindowIsGoneWhenItWasQuietForLong(t *testing.T) {
	d := merge.New(text.New("Hello", 0), 0)
	mustAppend(t, d, 1, edit(1, 1, 0, delta.Replace(5, 5, 0, "!")))
	mustAppend(t, d, 2, edit(2, 2, 0, delta.Replace(5, 5, 0, "?")))
	if _, placed := merge.Kept(d); placed != 2 {
		t.Fatalf("%d entries in the window, want 2", placed)
	}
	write(t, d, 1100)
	if _, placed := merge.Kept(d); placed != -1 {
		t.Errorf("a window of %d entries is still there", placed)
	}
}

func TestAWindowDoesNotGrowWhenPeoplePause(t *testing.T) {
	d := merge.New(text.New("Hello", 0), 0)
	for range 200 {
		for range 5 { // two at a time who do not see each other, then a pause
			base, length := d.Head(), d.Text().Len()
			mustAppend(t, d, base+1, edit(1, base+1, base, delta.Replace(length, length, 0, "x")))
			mustAppend(t, d, base+2, edit(2, base+2, base, delta.Replace(length, 0, 0, "y")))
		}
		write(t, d, 5)
	}
	if _, placed := merge.Kept(d); placed > 1024 {
		t.Errorf("%d entries in the window, want at most 1024", placed)
	}
}

func ExampleDocument() {
	server := merge.New(text.New("The Parties shall act.", 0), 0)
	ada := merge.New(text.New("The Parties shall act.", 0), 0)
	mine := merge.Entry{By: 1, Number: 1, Base: 0, Delta: delta.Replace(22, 12, 5, "should")}
	theirs := merge.Entry{By: 2, Number: 1, Base: 0, Delta: delta.Replace(22, 21, 0, " now")}
	_, _ = ada.Pend(mine)
	for at, e := range []merge.Entry{theirs, mine} {
		_, _ = server.Append(merge.Version(at+1), e)
		_, _ = ada.Append(merge.Version(at+1), e)
	}
	fmt.Println(server.Text(), ada.Text().Same(server.Text()))
	// Output: The Parties should act now. true
}

func TestALongLogIsKeptWhole(t *testing.T) {
	d := merge.New(text.New("Hello", 0), 0)
	var log []merge.Numbered
	for at := merge.Version(1); at <= 6000; at++ {
		e := edit(text.Author(at%2+1), at, max(at, 4)-4, delta.Delta{})
		others := int(at-e.Base) / 2 // of what this one has not seen
		e.Delta = delta.Replace(4+int(at)-others, int(e.By)-1, 0, "x")
		if err := d.Check(e); err != nil {
			t.Fatal(err)
		}
		mustAppend(t, d, at, e)
		log = append(log, merge.Numbered{At: at, Entry: e})
	}
	_, at, entries := d.Since(0)
	if at != 0 || len(entries) != len(log) {
		t.Fatalf("%d entries after %d, want %d after 0", len(entries), at, len(log))
	}
	for i, e := range entries {
		if want := log[i]; e.At != want.At || e.By != want.By || e.Number != want.Number || e.Base != want.Base || !e.Delta.Equal(want.Delta) {
			t.Fatalf("entry %d: got %+v, want %+v", i, e, want)
		}
	}
}

func TestForgettingAndLateEntriesReachIntoALongLog(t *testing.T) {
	d := merge.New(text.New("Hello", 0), 0)
	write(t, d, 6000)
	mustAppend(t, d, 6001, edit(9, 1, 3000, delta.Replace(3005, 0, 0, "!")))
	if got, want := d.Text().Slice(0, 6), "!Hexxx"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	d.Forget(3000)
	if err := d.Check(edit(8, 1, 2000, delta.Replace(2005, 0, 0, "?"))); !errors.Is(err, merge.ErrTooOld) {
		t.Errorf("made on what was forgotten: got %v", err)
	}
	mustAppend(t, d, 6002, edit(8, 1, 3001, delta.Replace(3006, 0, 0, "?")))
	if got, want := d.Text().Slice(0, 6), "!?Hexx"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	joined := replayed(t, d, d.Head())
	if !joined.Text().Same(d.Text()) {
		t.Error("who joins has another text")
	}
}

// replayed returns a document that starts from what another hands over.
func replayed(t *testing.T, d *merge.Document, oldest merge.Version) *merge.Document {
	t.Helper()
	base, at, entries := d.Since(oldest)
	joined := merge.New(base, at)
	for _, e := range entries {
		mustAppend(t, joined, e.At, e.Entry)
	}
	return joined
}
