package main

import (
	"fmt"

	"parley/cmd/internal/serve"
	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/tui/app"
	"parley/tui/linear"
)

// openInLines reads what is to become a document of the meeting, for the linear
// front: it proposes what is marked in the file.
func (v visit) openInLines(file string) (linear.Opened, error) {
	b, err := serve.ReadDraft(file)
	o := linear.Opened{Title: serve.TitleOf(file), Text: b.Draft, Remarks: b.Remarks}
	if err == nil && b.File.Document.Changed() {
		by := bringing{entry: v.entry, file: file}
		o.Marked = func(table *meeting.Table) (all []draft.Wording, err error) {
			changes, err := by.changes(b.File, table.Text.String())
			for _, c := range changes {
				all = append(all, by.wording(c, table))
			}
			return all, err
		}
	}
	return o, err
}

// openOnScreen reads what is to become a document of the meeting, for the screen.
func openOnScreen(file string) (app.Opened, error) {
	b, err := serve.ReadDraft(file)
	if err == nil && b.File.Document.Changed() {
		b.Remarks = append(b.Remarks, fmt.Sprintf("the changes marked in %s are not in it: propose them with parley import", file))
	}
	return app.Opened{Title: serve.TitleOf(file), Text: b.Draft, Remarks: b.Remarks}, err
}
