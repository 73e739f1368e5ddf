package meeting

import (
	"errors"
	"testing"

	"parley/collab/delta"
)

// happenings makes n edits of one letter each by a person happen, on the last
// version each, and tells everybody but one.
func (tb *table) happenings(by *guest, n int, but *guest) {
	tb.t.Helper()
	for _, g := range tb.seats {
		g.hear()
	}
	for range n {
		length := tb.state.doc.Len()
		c := Command{Number: tb.state.Last(by.me.Number) + 1, Base: tb.state.Head(), Ask: Edit{Delta: delta.Replace(length, length, 0, "x")}}
		if err := tb.state.Check(by.Me(), c); err != nil {
			tb.t.Fatal(err)
		}
		e := tb.happen(Event{By: by.me.Number, Command: c.Number, Base: c.Base, What: c.Happens()})
		for _, g := range tb.seats {
			if g == but {
				continue
			}
			if _, err := g.Take(Happened{e}, tb.now); err != nil {
				tb.t.Fatal(err)
			}
		}
		tb.state.Forget(tb.state.Head(), Remembered)
	}
}

func TestALongMeetingIsNotKeptWholeInMemory(t *testing.T) {
	const most = Remembered + Remembered/16 + 1024
	tb := newTable(t, "one two")
	a, b := tb.join("Amina", Delegate), tb.join("Bruno", Delegate)
	tb.happenings(a, 100_000, nil)
	for name, s := range map[string]*State{"the server": tb.state, "a listener": b.state} {
		if got := s.Kept(); got > most {
			t.Errorf("%s keeps %d edits of 100,000, want at most %d", name, got, most)
		}
		if got := s.Kept(); got < Remembered {
			t.Errorf("%s keeps %d edits, fewer than it means to", name, got)
		}
	}
}

func TestWhatSomebodyStillNeedsIsKept(t *testing.T) {
	tb := newTable(t, "one two")
	a, b := tb.join("Amina", Delegate), tb.join("Bruno", Delegate)
	b.typed(3, "!")
	b.Flush(tb.now) // on its way for long
	for range 2 {
		tb.happenings(a, Remembered/16, b)
		tb.state.Forget(b.Need(), 512)
	}
	if got, want := tb.state.Oldest(), b.Need(); got > want {
		t.Errorf("the server reaches back to %d, want %d", got, want)
	}
	b.arrive()
	if got, want := tb.state.Text().Slice(0, 8), "one! two"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestASeatThatForgotAsksForTheMeetingWhenSomethingComesFromBefore(t *testing.T) {
	tb := newTable(t, "one two")
	a, b, c := tb.join("Amina", Delegate), tb.join("Bruno", Delegate), tb.join("Chen", Delegate)
	b.typed(3, "!")
	b.Flush(tb.now)
	tb.happenings(a, 2048, b)
	c.state.forgot = 0
	c.state.Forget(c.Version(), 512)
	b.arrive()
	c.deleted(0, 1)
	late := c.got[0]
	if _, err := c.Take(late, tb.now); !errors.Is(err, ErrResync) {
		t.Fatalf("got %v for an edit from before what is kept, want ErrResync", err)
	}
	c.sent, c.got = nil, nil
	w := Welcome{You: c.Me(), Head: tb.state.Head(), Snapshot: tb.state.Snapshot(c.Need())}
	if _, err := c.Take(w, tb.now); err != nil {
		t.Fatal(err)
	}
	if got, want := c.Text().Slice(0, 7), "ne! two"; got != want {
		t.Errorf("got %q, want %q: the late edit and the own one", got, want)
	}
}
