package meeting

import (
	"errors"
	"testing"
	"time"
)

// again is the seat of the same person after the program was killed and
// started again: it begins with what was sent and is still unanswered.
func (g *guest) again(known Version) *guest {
	g.table.t.Helper()
	next := &guest{table: g.table}
	next.Seat = NewSeat(func(c Command) { next.sent = append(next.sent, c) })
	r := Restored{Commands: g.sent, Last: g.number}
	for i := range g.sent {
		r.At = append(r.At, time.UnixMilli(int64(200*i)))
	}
	for i, seat := range g.table.seats {
		if seat == g {
			g.table.seats[i] = next
		}
	}
	state := g.table.state
	next.got = []Notice{r, Welcome{You: g.Me(), Title: state.Title(), Head: state.Head(), Last: state.Last(g.Me().Number), Snapshot: state.Snapshot(known)}}
	next.sent = g.sent // the session sends it by itself
	next.hear()
	return next
}

func TestWhatAnEarlierRunTypedIsThereWithTheFirstSnapshot(t *testing.T) {
	tb := newTable(t, "The Assembly")
	a, b := tb.join("Amina", Delegate), tb.join("Bruno", Delegate)
	known := a.Version()
	a.typed(12, " resolves")
	a.Flush(tb.now)
	a.typed(21, " to act")
	a.Flush(tb.now)
	if err := a.Say("I am offline", tb.now); err != nil {
		t.Fatal(err)
	}
	b.typed(0, "RES. ")
	b.arrive()
	a = a.again(known)
	if got := a.Text().String(); got != "RES. The Assembly resolves to act" {
		t.Errorf("got %q at once", got)
	}
	if chat := a.Chat(); a.Waiting() != 3 || len(chat) != 1 || chat[0].Text != "I am offline" {
		t.Errorf("%d wait, chat %v; want 3, and the line", a.Waiting(), chat)
	}
	a.typed(33, "!")
	if got := tb.settle(); got != "RES. The Assembly resolves to act!" {
		t.Errorf("got %q in the end", got)
	}
}

func TestWhatTheServerHadOfAnEarlierRunIsNotDoneAgain(t *testing.T) {
	tb := newTable(t, "a")
	a := tb.join("Amina", Delegate)
	known := a.Version()
	a.typed(1, "b")
	a.Flush(tb.now)
	a.typed(2, "c")
	a.Flush(tb.now)
	sent := a.sent
	a.sent = sent[:1]
	a.arrive() // and the answer is lost
	a.sent = sent
	a = a.again(known)
	a.sent = sent[1:]
	if got := a.Text().String(); got != "abc" || a.Waiting() != 1 {
		t.Errorf("got %q, %d waiting; want abc and 1", got, a.Waiting())
	}
	a.typed(3, "d") // its number must be a new one
	if got := tb.settle(); got != "abcd" {
		t.Errorf("got %q in the end", got)
	}
}

func TestWhatAnEarlierRunTypedCanBeUndone(t *testing.T) {
	tb := newTable(t, "text")
	a := tb.join("Amina", Delegate)
	known := a.Version()
	a.typed(4, " one")
	a.Flush(tb.now)
	tb.now = tb.now.Add(10 * time.Second)
	a.typed(8, " two")
	a.Flush(tb.now)
	a.Undo(tb.now)
	a = a.again(known)
	if got := a.Text().String(); got != "text one" || !a.CanRedo() {
		t.Fatalf("got %q, can redo: %v", got, a.CanRedo())
	}
	a.Redo(tb.now)
	if got := a.Text().String(); got != "text one two" {
		t.Errorf("after redo: %q", got)
	}
	a.Undo(tb.now)
	a.Undo(tb.now)
	if got := tb.settle(); got != "text" {
		t.Errorf("got %q in the end", got)
	}
}

func TestStepsOfAnEarlierRunThatWereReceivedAreFoundInTheSnapshot(t *testing.T) {
	tb := newTable(t, "x")
	a, b := tb.join("Amina", Delegate), tb.join("Bruno", Delegate)
	types := func(at int, words ...string) {
		tb.now = tb.now.Add(time.Minute)
		for _, w := range words {
			a.typed(at, w)
			a.Flush(tb.now)
			tb.settle()
			at += len(w)
		}
	}
	types(1, " wo", "rd") // one step
	types(0, "a paste of many words. ")
	types(23, "and another. ")
	types(0, "! ")
	a.Undo(tb.now)
	b.typed(0, "B")
	tb.settle()
	a.sent = nil // all is answered
	a = a.again(tb.state.Head())
	tb.settle()
	for _, want := range []string{"Ba paste of many words. x word", "Bx word", "Bx"} {
		a.Undo(tb.now)
		if got := a.Text().String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if a.CanUndo() {
		t.Error("what was taken back before can be taken back again")
	}
	tb.settle()
}

func TestTypedThenKeptThenReceived(t *testing.T) {
	tb := newTable(t, "x")
	a := tb.join("Amina", Delegate)
	states := func(want string) {
		t.Helper()
		keeping, why := a.Keeping()
		got := []any{a.Waiting(), a.Typed(), keeping, why}
		for i, w := range map[string][]any{
			"not kept":  {2, 2, false, nil},
			"one kept":  {3, 2, true, nil},
			"two kept":  {3, 1, true, nil},
			"all kept":  {3, 0, true, nil},
			"disk full": {4, 1, false, errFull},
			"received":  {0, 0, true, nil},
		}[want] {
			if got[i] != w {
				t.Errorf("%s: got %v (waiting, typed, keeping, why)", want, got)
				return
			}
		}
	}
	tell := func(k Kept) {
		t.Helper()
		if c, err := a.Take(k, tb.now); err != nil || !c.Kept {
			t.Errorf("got %+v, %v", c, err)
		}
	}
	a.typed(1, "a")
	a.Flush(tb.now)
	a.typed(2, "b")
	states("not kept") // nobody keeps anything yet
	a.Flush(tb.now)
	a.typed(3, "c")
	tell(Kept{Command: 1})
	states("one kept")
	tell(Kept{Command: 2})
	states("two kept")
	a.Flush(tb.now)
	tell(Kept{Command: 3})
	states("all kept")
	a.typed(4, "d")
	tell(Kept{Command: 3, Why: errFull})
	states("disk full")
	tell(Kept{Command: 3})
	tb.settle()
	states("received")
}

var errFull = errors.New("the disk is full")

// goesOn writes and deletes so much that a snapshot need not reach back to what
// was before.
func (g *guest) goesOn() {
	for range 300 {
		g.typed(0, "x")
		g.arrive()
		g.hear()
		g.deleted(0, 1)
		g.arrive()
		g.hear()
	}
}

func TestASnapshotTooShortForWhatWasTypedIsAskedForAgainAndNothingIsLost(t *testing.T) {
	tb := newTable(t, "text")
	a, b := tb.join("Amina", Delegate), tb.join("Bruno", Delegate)
	a.typed(4, " of Amina's") // not sent yet
	b.goesOn()
	b.typed(0, "The ")
	b.arrive()
	a.got = nil // the line was lost
	short := Welcome{You: a.Me(), Title: tb.state.Title(), Head: tb.state.Head(), Snapshot: tb.state.Snapshot(tb.state.Head())}
	if _, err := a.Take(short, tb.now); !errors.Is(err, ErrResync) {
		t.Fatalf("got %v, want ErrResync", err)
	}
	if got := a.Text().String(); got != "text of Amina's" || a.Waiting() != 1 {
		t.Errorf("got %q and %d waiting meanwhile", got, a.Waiting())
	}
	long := short
	long.Snapshot = tb.state.Snapshot(a.Need())
	a.got = []Notice{long}
	a.hear()
	if got := tb.settle(); got != "The text of Amina's" {
		t.Errorf("got %q in the end", got)
	}
}

func TestASnapshotThatCannotReachBackIsTakenTheSecondTime(t *testing.T) {
	tb := newTable(t, "text")
	a, b := tb.join("Amina", Delegate), tb.join("Bruno", Delegate)
	a.typed(4, "!")
	b.goesOn()
	w := Welcome{You: a.Me(), Title: tb.state.Title(), Head: tb.state.Head(), Snapshot: tb.state.Snapshot(tb.state.Head())}
	if _, err := a.Take(w, tb.now); !errors.Is(err, ErrResync) {
		t.Fatalf("got %v, want ErrResync", err)
	}
	if _, err := a.Take(w, tb.now); err != nil {
		t.Fatal(err)
	}
	if got := a.Refusals(); len(got) != 1 || got[0].Why != TooOld {
		t.Errorf("got %v, want that the change is too old", got)
	}
}
