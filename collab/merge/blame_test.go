package merge_test

import (
	"slices"
	"testing"

	"parley/collab/delta"
	"parley/collab/merge"
	"parley/collab/text"
)

func TestBlameNamesTheEntryOfEachLetter(t *testing.T) {
	d := merge.New(text.New("Hello", 7), 3)
	mustAppend(t, d, 4, edit(1, 1, 3, delta.Replace(5, 5, 0, " wide")))
	mustAppend(t, d, 6, edit(2, 1, 3, delta.Replace(5, 0, 1, "J")))
	mustAppend(t, d, 7, edit(1, 2, 4, delta.Replace(10, 7, 1, "I"))) // wIde, in what 1 wrote before
	mustAppend(t, d, 8, merge.Entry{By: 2, Number: 2, Base: 7, Undo: []uint64{1}})
	mustPend(t, d, edit(3, 1, 8, delta.Replace(10, 10, 0, "!")))
	mustRead(t, d, "Hello wIde!")
	want := []merge.Blamed{
		{From: 0, To: 5, By: 7},
		{From: 5, To: 7, By: 1, At: 4},
		{From: 7, To: 8, By: 1, At: 7},
		{From: 8, To: 10, By: 1, At: 4},
		{From: 10, To: 11, By: 3},
	}
	if got := d.Blame(0, 11); !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	want = []merge.Blamed{{From: 6, To: 7, By: 1, At: 4}, {From: 7, To: 8, By: 1, At: 7}}
	if got := d.Blame(6, 8); !slices.Equal(got, want) {
		t.Errorf("of a part: got %+v, want %+v", got, want)
	}
}
