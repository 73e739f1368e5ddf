package wording

import (
	"slices"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/text"
)

// An Opened is a file that is to become a document. Remarks are what of the file
// is not in it, in sentences for the person.
type Opened struct {
	Title, Text string
	Remarks     []string
	// Marked are the changes that are marked in the file, as they are proposed once
	// its document is open and reads as that table has it. Nil: none are.
	Marked func(*meeting.Table) ([]draft.Wording, error)
}

// Opening are the files with changes marked in them that this person asked to have
// opened. The zero value is none.
type Opening []Opened

// Wait notes one until its document is open.
func (o *Opening) Wait(one Opened) {
	if one.Marked != nil {
		*o = append(*o, one)
	}
}

// Begin returns what is marked in the file that has become the document, nil where
// nothing is, or the file was somebody else's.
func (o *Opening) Begin(d meeting.DocumentOpened) func(*meeting.Table) ([]draft.Wording, error) {
	i := slices.IndexFunc(*o, func(one Opened) bool { return text.CleanLine(one.Title, meeting.MaxTitle) == d.Title })
	if i < 0 {
		return nil
	}
	marked := (*o)[i].Marked
	*o = slices.Delete(*o, i, i+1)
	return marked
}
