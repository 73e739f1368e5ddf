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
