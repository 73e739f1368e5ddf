package hub

import (
	"strings"
	"testing"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/wire"
)

func TestWhatTheLastEditsInsertIsBounded(t *testing.T) {
	var b ballast
	pastes := 0
	for b.takes(1 << 20) {
		b.add(1 << 20)
		b.add(0) // and deleted again
		pastes++
	}
	if pastes != ballastMost>>20 {
		t.Errorf("%d pastes of a megabyte were taken, want %d", pastes, ballastMost>>20)
	}
	if !b.takes(ballastSmall) {
		t.Error("an ordinary edit is refused because of somebody's pastes")
	}
	for range ballastEdits {
		b.add(1)
	}
	if !b.takes(1<<20) || b.sum != ballastEdits {
		t.Errorf("pastes long past still count: %d bytes", b.sum)
	}
}

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
