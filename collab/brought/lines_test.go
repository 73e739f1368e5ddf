package brought_test

import (
	"testing"

	"parley/collab/brought"
	"parley/collab/draft"
)

// TestWhatIsPutInOnALineOfItsOwnIsAParagraph: who writes CriticMarkup by hand
// leaves the line break of a new paragraph outside of its mark.
func TestWhatIsPutInOnALineOfItsOwnIsAParagraph(t *testing.T) {
	const now = "resolves\n\n1 to act;\n\n2 to rest.\n"
	third := brought.Change{Kind: draft.Insert, Line: 5, Text: "3 to meet.", By: []string{"Mali"}}
	for _, tt := range []struct {
		name, file string
		want       []brought.Change
	}{
		{"at the end", "resolves\n\n1 to act;\n\n2 to rest.\n{++3 to meet.++}{>>@Mali<<}\n", []brought.Change{third}},
		{"in the midst", "resolves\n\n1 to act;\n{++1bis to wait;++}\n\n2 to rest.\n", []brought.Change{{Kind: draft.Insert, Line: 3, Text: "1bis to wait;"}}},
		{"at the top", "{++The Conference,++}\nresolves\n\n1 to act;\n\n2 to rest.\n", []brought.Change{{Kind: draft.Insert, Text: "The Conference,"}}},
		{"beside a change of another", "resolves\n\n1 to {~~act~>wait~~};\n{++1bis to wait;++}\n\n2 to rest.\n",
			[]brought.Change{{Kind: draft.Change, Line: 3, Was: "1 to act;", Text: "1 to wait;"}, {Kind: draft.Insert, Line: 3, Text: "1bis to wait;"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := brought.Read([]byte(tt.file))
			if err != nil {
				t.Fatal(err)
			}
			all, err := f.Changes(now)
			if err != nil || len(all) != len(tt.want) {
				t.Fatalf("it asks for %+v (%v), want %+v", all, err, tt.want)
			}
			for i, want := range tt.want {
				got := all[i]
				if got.Kind != want.Kind || got.Line != want.Line || got.Was != want.Was || got.Text != want.Text || len(want.By) > 0 && (len(got.By) != 1 || got.By[0] != want.By[0]) {
					t.Errorf("got %+v, want %+v", got, want)
				}
			}
		})
	}
}
