package hub

import (
	"strings"
	"testing"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/wire"
)

func TestASmallMessageThatUnfoldsWeighsWhatItIs(t *testing.T) {
	command := func(d delta.Delta) any {
		return wire.CommandFrame{Command: meeting.Command{Ask: meeting.Edit{Delta: d}}}
	}
	if got := weigh(command(delta.Replace(9, 0, 0, strings.Repeat("a", 1<<20)))); got < 256 {
		t.Errorf("a pasted megabyte weighs %.0f commands", got)
	}
	var ops []delta.Op
	for range 10_000 {
		ops = append(ops, delta.Op{Keep: 1}, delta.Op{Insert: "b"})
	}
	if got := weigh(command(delta.New(ops...))); got < 150 {
		t.Errorf("10,000 insertions at once weigh %.0f commands", got)
	}
	if got := weigh(command(delta.Replace(9, 0, 0, "e"))); got > 0.1 {
		t.Errorf("a letter weighs %.2f commands more than itself", got)
	}
}

func TestWhatAnOldEditMakesTheMeetingWalkIsPaidForByItsAuthorAlone(t *testing.T) {
	l := &hall{state: meeting.New()}
	for i, what := range []meeting.What{meeting.Opened{}, meeting.Served{First: 1}} {
		if err := l.state.Apply(meeting.Event{Number: meeting.Version(i + 1), What: what}); err != nil {
			t.Fatal(err)
		}
	}
	for l.state.Head() < 3*oldEdit {
		if err := l.state.Apply(meeting.Event{Number: l.state.Head() + 1, What: meeting.Served{First: 1}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, ask := range []meeting.Ask{meeting.Edit{}, meeting.Retain{}, meeting.Remark{}} {
		if got := l.weighWalk(meeting.Command{Base: 2, Ask: ask}, 60_000); got < 20 {
			t.Errorf("%T that led 60,000 entries back weighs %.0f commands", ask, got)
		}
	}
	if got := l.weighWalk(meeting.Command{Base: l.state.Head() - 5, Ask: meeting.Edit{}}, 60_000); got != 0 {
		t.Errorf("who was led back by somebody else pays %.0f commands", got)
	}
	if got := l.weighWalk(meeting.Command{Base: l.state.Head(), Ask: meeting.Undo{}}, 60_000); got < 20 {
		t.Errorf("an undo of 60,000 pieces weighs %.0f commands", got)
	}
}
