package meeting

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
)

func TestTypingIsInTheTextBeforeAnybodyAnswers(t *testing.T) {
	tb := newTable(t, "resolves")
	a := tb.join("Amina", Delegate)
	a.typed(8, " that")
	if got := a.Text().String(); got != "resolves that" {
		t.Errorf("got %q at once", got)
	}
	if len(a.sent) != 0 || a.Waiting() != 1 {
		t.Errorf("sent %d at once, waiting %d, want a batch of 1", len(a.sent), a.Waiting())
	}
	tb.now = tb.now.Add(BatchFor)
	a.Tick(tb.now)
	if len(a.sent) != 1 {
		t.Errorf("five keys in one batch were sent as %d commands", len(a.sent))
	}
	tb.settle()
}

func TestTwoPeopleTypingAtOnePlaceKeepTheirWords(t *testing.T) {
	tb := newTable(t, "[one two]")
	a, b := tb.join("Amina", Delegate), tb.join("Bruno", Delegate)
	for _, c := range "hello" {
		a.typed(4+strings.Index("hello", string(c)), string(c))
		a.Flush(tb.now)
	}
	b.typed(4, "welt")
	if got := tb.settle(); !strings.Contains(got, "welt") || !strings.Contains(got, "he") {
		t.Errorf("got %q, want both words whole", got)
	}
}

func TestAnotherPersonsEditSendsTheBatchFirst(t *testing.T) {
	tb := newTable(t, "abc")
	a, b := tb.join("Amina", Delegate), tb.join("Bruno", Delegate)
	b.typed(0, "X")
	b.arrive()
	a.typed(3, "d")
	a.hear() // Bruno's edit, while Amina's batch is open
	if got := a.Text().String(); got != "Xabcd" || len(a.sent) != 1 {
		t.Errorf("got %q with %d sent, want Xabcd with 1", got, len(a.sent))
	}
	a.typed(5, "e")
	if got := tb.settle(); got != "Xabcde" {
		t.Errorf("got %q", got)
	}
}

func TestUndoTakesBackOnlyMyOwn(t *testing.T) {
	tb := newTable(t, "one two")
	a, b := tb.join("Amina", Delegate), tb.join("Bruno", Delegate)
	a.typed(3, " AAA")
	tb.settle()
	b.typed(5, "b")
	tb.settle()
	if _, ok := a.Undo(tb.now); !ok {
		t.Fatal("there is nothing to undo")
	}
	if got := a.Text().String(); got != "oneb two" {
		t.Errorf("at once: got %q, want %q", got, "oneb two")
	}
	if got := tb.settle(); got != "oneb two" {
		t.Errorf("got %q, want %q", got, "oneb two")
	}
	if _, ok := a.Redo(tb.now); !ok {
		t.Fatal("there is nothing to redo")
	}
	if got := tb.settle(); got != "one AbAA two" {
		t.Errorf("redone: got %q, want %q", got, "one AbAA two")
	}
	if b.Undo(tb.now); tb.settle() != "one AAA two" {
		t.Errorf("Bruno's undo: got %q", tb.state.Text().String())
	}
}

func TestARefusedEditIsTakenOutAndShown(t *testing.T) {
	tb := newTable(t, "one")
	a := tb.join("Amina", Delegate)
	a.typed(3, "!")
	a.Flush(tb.now)
	n := a.sent[0].Number
	a.sent = nil
	a.got = append(a.got, Refused{n, TooOld})
	a.hear()
	if got := a.Text().String(); got != "one" {
		t.Errorf("got %q, want the refused edit out", got)
	}
	refused := a.Refusals()
	if len(refused) != 1 || refused[0].Why != TooOld || a.Waiting() != 0 || a.CanUndo() {
		t.Errorf("got refusals %+v, waiting %d, undo %v", refused, a.Waiting(), a.CanUndo())
	}
	if len(a.Refusals()) != 0 {
		t.Error("a refusal is told twice")
	}
}

func TestWhatWaitsSurvivesAFreshSnapshot(t *testing.T) {
	tb := newTable(t, "one")
	a, b := tb.join("Amina", Delegate), tb.join("Bruno", Delegate)
	a.typed(3, "A")
	a.arrive()  // taken by the server,
	a.got = nil // but the line is lost before the word comes
	tb.now = tb.now.Add(time.Second)
	a.typed(4, "B")
	a.Flush(tb.now)
	b.hear()
	b.typed(0, "b")
	b.arrive()
	a.got = []Notice{Welcome{You: a.Me(), Head: tb.state.Head(), Last: tb.state.Last(a.Me().Number), Snapshot: tb.state.Snapshot(a.sent[0].Base)}}
	a.hear()
	if got := a.Text().String(); got != "boneAB" || a.Waiting() != 1 {
		t.Errorf("got %q waiting for %d, want boneAB for 1", got, a.Waiting())
	}
	if got := tb.settle(); got != "boneAB" {
		t.Errorf("got %q, want boneAB", got)
	}
}

func TestResumingGoesOnWithTheMissedEvents(t *testing.T) {
	tb := newTable(t, "one")
	a, b := tb.join("Amina", Delegate), tb.join("Bruno", Delegate)
	a.typed(3, "A")
	a.arrive()
	a.got = nil
	b.hear()
	seen := a.Version()
	b.typed(0, "b")
	b.arrive()
	a.got = []Notice{Welcome{You: a.Me(), Head: tb.state.Head()}}
	for _, e := range tb.log[seen:] {
		a.got = append(a.got, Happened{e}) // its own among them
	}
	a.hear()
	if got := a.Text().String(); got != "boneA" || a.Waiting() != 0 {
		t.Errorf("got %q waiting for %d, want boneA for 0", got, a.Waiting())
	}
}

func TestAnotherNumberKeepsWhatWasTyped(t *testing.T) {
	tb := newTable(t, "one")
	a := &guest{table: tb}
	a.Seat = NewSeat(func(c Command) { a.sent = append(a.sent, c) })
	p := Person{Number: 9, Session: Session{9}, Name: "Amina", Role: Delegate}
	a.got = []Notice{Welcome{You: p, Head: 2, Snapshot: tb.state.Snapshot(2)}}
	a.hear()
	a.typed(3, "A")
	a.Flush(tb.now)
	p.Number = 10
	tb.happen(Event{By: 10, What: Entered{p}})
	a.got = []Notice{Welcome{You: p, Head: 3}, Happened{tb.log[2]}}
	a.hear()
	tb.seats = append(tb.seats, a)
	if got := tb.settle(); got != "oneA" {
		t.Errorf("got %q, want oneA", got)
	}
}

func TestCursorsOfOthersMoveWithTheText(t *testing.T) {
	tb := newTable(t, "one two three")
	a, b := tb.join("Amina", Delegate), tb.join("Bruno", Delegate)
	at := func(want int) {
		t.Helper()
		cursors := a.Cursors()
		if len(cursors) != 1 || cursors[0].Person.Name != "Bruno" || cursors[0].At != want {
			t.Errorf("got %+v, want Bruno at %d", cursors, want)
		}
	}
	p, ok := b.Pointer(4, 7)
	if !ok {
		t.Fatal("no pointer though nothing waits")
	}
	a.typed(0, "X") // unsent
	a.got = append(a.got, p)
	a.hear()
	at(5)
	a.typed(0, "Y")
	at(6)
	b.typed(4, "zz")
	if _, ok := b.Pointer(6, 6); ok {
		t.Error("a pointer into text that was not sent")
	}
	tb.settle()
	at(8) // it stands behind what its owner typed
	a.got = append(a.got, Pointed{By: b.Me().Number, Left: true})
	a.hear()
	if len(a.Cursors()) != 0 {
		t.Error("the cursor stays though its owner stopped writing")
	}
}

func TestWhoMayNotWriteIsToldSo(t *testing.T) {
	tb := newTable(t, "one")
	o := tb.join("Olga", Observer)
	if err := o.Edit(delta.Replace(3, 0, 1, ""), tb.now); !errors.Is(err, NotAllowed) {
		t.Errorf("an observer edits: got %v", err)
	}
	if err := o.Say("hello", tb.now); !errors.Is(err, NotAllowed) {
		t.Errorf("an observer chats: got %v", err)
	}
	if err := tb.state.Check(o.Me(), Command{1, 0, Say{"hello"}, 0}); err != NotAllowed {
		t.Errorf("the server: got %v", err)
	}
	early := NewSeat(func(Command) {})
	if err := early.Say("hello", tb.now); !errors.Is(err, ErrNotJoined) {
		t.Errorf("before the welcome: got %v", err)
	}
}

func TestChatWaitsAtTheEndUntilItIsTaken(t *testing.T) {
	tb := newTable(t, "one")
	a, b := tb.join("Amina", Delegate), tb.join("Bruno", Delegate)
	if err := a.Say("  good \x1b morning ", tb.now); err != nil {
		t.Fatal(err)
	}
	if err := b.Say("hello", tb.now); err != nil {
		t.Fatal(err)
	}
	b.arrive()
	a.hear()
	words := func(s *Seat) (all []string) {
		for _, l := range s.Chat() {
			all = append(all, l.Text)
		}
		return all
	}
	if got, want := words(a.Seat), []string{"hello", "good  morning"}; !slices.Equal(got, want) || a.Chat()[1].Number != 0 {
		t.Errorf("got %q, want %q with the last one waiting", got, want)
	}
	if err := a.Say(strings.Repeat("x", MaxChat+1), tb.now); err != TooBig || len(a.Chat()) != 2 {
		t.Errorf("a line past the limit: got %v and %d lines", err, len(a.Chat()))
	}
	tb.settle()
	if got, want := words(a.Seat), words(b.Seat); !slices.Equal(got, want) {
		t.Errorf("Amina reads %q, Bruno %q", got, want)
	}
}

func TestReplayAndSnapshotGiveTheSameMeeting(t *testing.T) {
	tb := newTable(t, "one\ntwo")
	a, b := tb.join("Amina", Delegate), tb.join("Bruno", Editor)
	a.typed(0, "A")
	b.typed(7, "B")
	b.deleted(0, 2)
	if err := a.Say("done", tb.now); err != nil {
		t.Fatal(err)
	}
	tb.settle()
	replay := New()
	for _, e := range tb.log {
		if err := replay.Apply(e); err != nil {
			t.Fatal(err)
		}
	}
	again, err := FromSnapshot(tb.state.Snapshot(0))
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]*State{"replay": replay, "snapshot": again} {
		if s.Text().String() != tb.state.Text().String() || s.Head() != tb.state.Head() || s.NextPerson() != tb.state.NextPerson() ||
			!slices.Equal(s.Chat(), tb.state.Chat()) || !slices.Equal(s.People(), tb.state.People()) {
			t.Errorf("%s differs from the meeting", name)
		}
	}
	if _, err := FromSnapshot(&Snapshot{Head: 3, TextAt: 9}); err == nil {
		t.Error("a snapshot whose text is newer than itself was believed")
	}
}

func TestACursorInATextLongPastIsNotWorthAWalk(t *testing.T) {
	tb := newTable(t, strings.Repeat("x", 2000))
	a, b, c := tb.join("Amina", Delegate), tb.join("Bruno", Delegate), tb.join("Chen", Delegate)
	old := c.Version()
	for range PointsBack {
		for _, g := range []*guest{a, b} { // at once, so that places are not plain
			g.typed(7, "y")
			g.Flush(tb.now)
		}
		tb.settle()
	}
	before := c.state.Walked()
	if _, err := c.Take(Pointed{By: a.Me().Number, Base: old, At: 1 << 20, Anchor: 3}, tb.now); err != nil {
		t.Fatal(err)
	}
	if walked := c.state.Walked() - before; walked > 0 {
		t.Errorf("%d entries and pieces were looked at for it", walked)
	}
	if got := c.Cursors(); len(got) != 1 || got[0].At > c.Len() {
		t.Errorf("got %+v", got)
	}
}
