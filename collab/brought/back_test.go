package brought_test

import (
	"os"
	"path/filepath"
	"testing"

	"parley/collab/brought"
	"parley/collab/draft"
)

// TestAFileThatAMeetingWroteComesBackWithPeoplesWordsAlone: exports of one meeting,
// and one of them as LibreOffice saved it again, ask for what was proposed. How
// things stood, and the table of proposals, are nobody's words.
func TestAFileThatAMeetingWroteComesBackWithPeoplesWordsAlone(t *testing.T) {
	const original = "RESOLUTION 50 (draft)\nresolves\nthat Member States should facilitate access to [affordable] connectivity;\n" +
		"to encourage Sector Members to report annually;\ninstructs the Director\nto prepare a report;\nto publish it."
	for _, name := range []string{"exported.docx", "through-libreoffice.docx", "exported.md"} {
		t.Run(name, func(t *testing.T) {
			b, err := os.ReadFile(filepath.Join("testdata", name))
			if err != nil {
				t.Fatal(err)
			}
			f, err := brought.Read(b)
			if err != nil {
				t.Fatal(err)
			}
			if got := f.Document.Original(); got != original && got != original+"\n" {
				t.Errorf("the draft is %q", got)
			}
			for _, p := range f.Document.Paragraphs { // its style has another id in every program
				if want := f.Kind == brought.Word && p.Original() == "to prepare a report;"; p.Agreed != want {
					t.Errorf("%q is agreed: %t, want %t", p.Original(), p.Agreed, want)
				}
			}
			all, err := f.Changes(original)
			if err != nil || len(all) != 3 {
				t.Fatalf("it asks for %+v (%v), want three changes", all, err)
			}
			for i, want := range []brought.Change{
				{Kind: draft.Change, Text: "that Member States shall facilitate access to [affordable] connectivity;", Note: "as elsewhere Kenya: we like this"},
				{Kind: draft.Change, Text: "to encourage Sector Members to report every year;"},
				{Kind: draft.Insert, Text: "to invite academia;", Note: "they asked"},
			} {
				if got := all[i]; got.Kind != want.Kind || got.Text != want.Text || got.Note != want.Note {
					t.Errorf("got %+v, want %+v", got, want)
				}
			}
		})
	}
}
