package linear

import (
	"strings"

	"parley/tui/word"
)

// aDocument is one of the list.
type aDocument struct {
	Number  int    `json:"number"`
	Title   string `json:"title"`
	By      string `json:"by"`   // who opened it; empty: it was there at the start
	Here    bool   `json:"here"` // this person has been to it: version, lines and waiting are known
	Version uint64 `json:"version"`
	Lines   int    `json:"lines"`
	Closed  bool   `json:"closed"`  // nothing in it changes until the chair opens it again
	Waiting int    `json:"waiting"` // own commands not yet on the server's disk
}

// documentList is all documents of the meeting.
type documentList struct {
	Event     string      `json:"event"` // "documents"
	Before    int         `json:"before"`
	View      int         `json:"view"`
	Follows   bool        `json:"follows"`
	Documents []aDocument `json:"documents"`
}

func (s documentList) words() string {
	var b strings.Builder
	b.WriteString(word.Count(len(s.Documents), "document", "documents") + ".\n")
	for _, d := range s.Documents {
		parts := []string{word.Say("%d: %s", d.Number, d.Title)}
		if d.By != "" {
			parts = append(parts, word.Say("opened by %s", d.By))
		}
		if d.Here {
			parts = append(parts, word.Count(d.Lines, "line", "lines"))
		}
		if d.Waiting > 0 {
			parts = append(parts, word.Count(d.Waiting, "change or line", "changes or lines")+word.Say(" of yours not received yet"))
		}
		if d.Closed {
			parts = append(parts, word.Say("closed by the chair"))
		}
		if d.Number == s.Before {
			parts = append(parts, word.Say("before the meeting"))
		}
		if d.Number == s.View {
			parts = append(parts, word.Say("you are here"))
		}
		b.WriteString(strings.Join(parts, ", ") + ".\n")
	}
	if !s.Follows {
		b.WriteString(word.Say("You look elsewhere: document follow goes along with the meeting.") + "\n")
	}
	return b.String()
}

func (f *front) listDocuments() documentList {
	s := documentList{Event: "documents", Before: f.seat.Before(), View: f.number, Follows: !f.looksElsewhere, Documents: []aDocument{}}
	for _, d := range f.seat.Documents() {
		one := aDocument{Number: d.Number, Title: f.titleOf(d.Number), By: f.name(d.Opener), Closed: f.seat.ClosedDocument(d.Number)}
		for _, mine := range f.documents {
			if mine.number == d.Number && mine.draft.Joined() {
				one.Here, one.Version, one.Lines, one.Waiting = true, uint64(mine.draft.Version()), lines(mine.draft.Text()), mine.draft.Waiting()
			}
		}
		s.Documents = append(s.Documents, one)
	}
	return s
}
