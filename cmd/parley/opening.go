package main

import (
	"parley/cmd/internal/serve"
	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/tui/wording"
)

// open reads what is to become a document of the meeting. What is marked in the
// file is for the front to propose.
func (v visit) open(file string) (wording.Opened, error) {
	b, err := serve.ReadDraft(file)
	o := wording.Opened{Title: serve.TitleOf(file), Text: b.Draft, Remarks: b.Remarks}
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
