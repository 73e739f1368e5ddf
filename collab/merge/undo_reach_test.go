package merge_test

import (
	"errors"
	"testing"

	"parley/collab/delta"
	"parley/collab/merge"
	"parley/collab/text"
)

// An author without a line types, undoes and types on while others write
// thousands of entries. None of it may be refused, and whoever joins in
// between must be able to place it.
func TestAnUndoReachesBackFromWhereItsAuthorStood(t *testing.T) {
	d := merge.New(text.New("Hello", 0), 0)
	mustAppend(t, d, 1, edit(9, 1, 0, delta.Replace(5, 5, 0, "!")))
	for head := d.Head(); head < 5*merge.UndoReach; head = d.Head() {
		length := d.Text().Len()
		mustAppend(t, d, head+1, edit(1, head+1, head, delta.Replace(length, 0, 0, "x")))
	}
	joined := func() *merge.Document {
		base, at, entries := d.Since(1)
		j := merge.New(base, at)
		for _, e := range entries {
			mustAppend(t, j, e.At, e.Entry)
		}
		return j
	}
	late := []merge.Entry{
		edit(9, 2, 1, delta.Replace(6, 6, 0, "?")),
		{By: 9, Number: 3, Base: 1, Undo: []uint64{1, 2}},
		edit(9, 4, 1, delta.Replace(5, 5, 0, ".")),
	}
	for i, e := range late {
		if err := d.Check(e); err != nil {
			t.Fatalf("entry %d: %v", e.Number, err)
		}
		other := joined()
		mustAppend(t, d, d.Head()+1, e)
		mustAppend(t, other, other.Head()+1, e)
		if got, want := other.Text().String(), d.Text().String(); got != want {
			t.Errorf("after %d late entries: who joined has %q, want %q", i+1, got, want)
		}
	}
	if got, want := d.Text().Slice(d.Text().Len()-6, d.Text().Len()), "Hello."; got != want {
		t.Errorf("the text ends in %q, want %q", got, want)
	}
	head := d.Head()
	if err := d.Check(merge.Entry{By: 9, Number: 5, Base: head, Undo: []uint64{2}}); err != nil {
		t.Errorf("an undo of what came late: %v", err)
	}
	if err := d.Check(merge.Entry{By: 9, Number: 5, Base: head, Undo: []uint64{1}}); !errors.Is(err, merge.ErrTooOld) {
		t.Errorf("an undo of what is far back by now: got %v, want ErrTooOld", err)
	}
}
