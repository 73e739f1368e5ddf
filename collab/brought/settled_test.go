package brought_test

import (
	"errors"
	"testing"

	"parley/collab/brought"
	"parley/collab/draft"
)

// TestWhatTheDraftHasAlreadyIsNotAskedAgain: a file that a meeting wrote has what
// was decided among its changes, and is brought back to a draft that has that.
func TestWhatTheDraftHasAlreadyIsNotAskedAgain(t *testing.T) {
	const file = "1 that {~~Member~>Sector~~}{>>@Mali<<}{>>Mali: P-2: no<<} States {++[++}{>>@Ingrid<<}should{++ | shall]++}{>>@Ingrid<<} act;\n" +
		"{++to invite;\n++}{>>@Kenya<<}{--to report;\n--}{>>@Ghana<<}to end."
	const opened = "1 that Member States should act;\nto report;\nto end."
	mine := brought.Change{Kind: draft.Change, Line: 1, Was: "1 that Member States [should | shall] act;", Text: "1 that Sector States [should | shall] act;"}
	for _, tt := range []struct {
		name, now string
		want      []brought.Change // without By and Note
	}{
		{"some of it was accepted", "1 that Member States [should | shall] act;\nto invite;\nto end.", []brought.Change{mine}},
		{"some, and one paragraph is still to go", "1 that Member States [should | shall] act;\nto invite;\nto report;\nto end.",
			[]brought.Change{mine, {Kind: draft.Remove, Line: 3, Was: "to report;"}}},
		{"all of it was", "1 that Sector States [should | shall] act;\nto invite;\nto end.", nil},
		{"a paragraph was put in elsewhere, too", "0 preamble\n1 that Member States [should | shall] act;\nto invite;\nto end.",
			[]brought.Change{{Kind: draft.Change, Line: 2, Was: mine.Was, Text: mine.Text}}},
		{"nothing was", opened, []brought.Change{
			{Kind: draft.Change, Line: 1, Was: "1 that Member States should act;", Text: "1 that Sector States should act;"},
			{Kind: draft.Change, Line: 1, Was: "1 that Member States should act;", Text: "1 that Member States [should | shall] act;"},
			{Kind: draft.Remove, Line: 2, Was: "to report;"}, {Kind: draft.Insert, Line: 1, Text: "to invite;"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := brought.Read([]byte(file))
			if err != nil {
				t.Fatal(err)
			}
			all, err := f.Changes(tt.now)
			if err != nil || len(all) != len(tt.want) {
				t.Fatalf("it asks for %+v (%v), want %+v", all, err, tt.want)
			}
			for i, want := range tt.want {
				if got := all[i]; got.Kind != want.Kind || got.Line != want.Line || got.Was != want.Was || got.Text != want.Text {
					t.Errorf("got %+v, want %+v", got, want)
				}
			}
		})
	}
	f, _ := brought.Read([]byte(file))
	if all, err := f.Changes("1 that Member States must act;\nto end."); !errors.Is(err, brought.ErrElsewhere) {
		t.Errorf("for a draft that reads otherwise it asks for %+v (%v)", all, err)
	}
}
