package merge_test

import (
	"testing"

	"parley/collab/delta"
	"parley/collab/merge"
	"parley/collab/text"
)

// One has seen nothing of what came since, the other all of it, and both type
// at one place, in turn.
func TestPeopleWhoHaveSeenLittleAndAllTypeInTurnWithoutWalkingThroughTheLog(t *testing.T) {
	const all, behind = 9, 8
	d := merge.New(text.New("one two", 0), 0)
	write := func(by text.Author, base merge.Version, seen int) {
		head := d.Head() + 1
		mustAppend(t, d, head, edit(by, head, base, delta.Replace(seen, 3, 0, "x")))
	}
	for range 5000 {
		write(1, d.Head(), d.Len())
	}
	seen, first := 7, 0
	for i := range 40 {
		write(behind, 0, seen)
		write(all, d.Head(), d.Len())
		if seen++; i == 0 {
			first = d.Walked()
		}
	}
	if walked := d.Walked() - first; walked > 40*100 {
		t.Errorf("40 letters each looked at %d entries of 5,000", walked)
	}
}

func TestAnUndoLooksAtAsMuchAsItsEditsHaveSteps(t *testing.T) {
	d := merge.New(text.New("one two three", 0), 0)
	var b delta.Builder
	for range 13 {
		b.Keep(1)
		b.Insert("x")
	}
	mustAppend(t, d, 1, edit(9, 1, 0, b.Delta()))
	if got := d.Steps(9, []uint64{1}); got != 26 {
		t.Errorf("got %d steps, want 26", got)
	}
	if got := d.Steps(9, []uint64{2}) + d.Steps(8, []uint64{1}); got != 0 {
		t.Errorf("got %d steps of what is not there, want none", got)
	}
	before := d.Walked()
	mustAppend(t, d, 2, merge.Entry{By: 9, Number: 2, Base: 1, Undo: []uint64{1}})
	if got := d.Walked() - before; got < 13 || got > 200 {
		t.Errorf("the undo looked at %d entries and pieces, want about as many as 13 insertions have", got)
	}
	if got := d.Text().String(); got != "one two three" {
		t.Errorf("got %q", got)
	}
}
