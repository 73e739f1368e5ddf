package linear

import (
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/word"
)

// documentSaid is what happened to a document of the meeting, or that one is in
// view.
type documentSaid struct {
	Event   string `json:"event"` // "document"
	Act     string `json:"act"`   // opened, before, closed, reopened, view
	Number  int    `json:"number"`
	Title   string `json:"title"`
	By      string `json:"by"`      // who opened it, or put it before the meeting
	Version uint64 `json:"version"` // of one in view
	Lines   int    `json:"lines"`   // likewise
	Closed  bool   `json:"closed"`  // nothing in it changes until the chair opens it again
	Before  int    `json:"before"`  // which one is before the meeting
	Follows bool   `json:"follows"` // this person goes along with that

	own bool
}

func (s documentSaid) words() string {
	there := ""
	switch s.Act {
	case "opened":
		if s.own {
			return word.Say("Received. Document %d is open: %s. document %[1]d goes there.", s.Number, s.Title)
		}
		return word.Say("%s opened document %d: %s. document %[2]d goes there.", s.By, s.Number, s.Title)
	case "before":
		if !s.Follows {
			there = word.Say(" document follow goes there.")
		}
		return word.Say("Document %d is before the meeting: %s.", s.Number, s.Title) + there
	case "closed":
		return word.Say("Document %d, %s, is closed: it is read, and nothing in it changes.", s.Number, s.Title)
	case "reopened":
		return word.Say("Document %d, %s, is open again.", s.Number, s.Title)
	}
	if s.Closed {
		there = word.Say(" The document is closed: nothing in it changes until the chair opens it again.")
	}
	if s.Before != s.Number {
		there += word.Say(" Document %d is before the meeting; document follow goes there.", s.Before)
	}
	return word.Say("You are in document %d, %s. Draft %d, %s.", s.Number, s.Title, s.Version, word.Count(s.Lines, "line", "lines")) + there
}

func (f *front) aboutDocument(act string, n int) documentSaid {
	return documentSaid{Event: "document", Act: act, Number: n, Title: f.titleOf(n), Before: f.seat.Before(), Follows: !f.looksElsewhere, Closed: f.seat.ClosedDocument(n)}
}

func (f *front) titleOf(n int) string {
	if all := f.seat.Documents(); n >= 1 && n <= len(all) {
		return text.CleanLine(all[n-1].Title, meeting.MaxTitle)
	}
	return ""
}

// viewed says which document is in view.
func (f *front) viewed() documentSaid {
	s := f.aboutDocument("view", f.number)
	s.Version, s.Lines = uint64(f.draft.Version()), lines(f.draft.Text())
	return s
}

// amongDocuments says whether the document is closed and, where there are several,
// in which one this person is.
func (f *front) amongDocuments() (words string) {
	all := len(f.seat.Documents())
	if all > 1 {
		words = word.Say(" This is document %d of %d.", f.number, all)
	}
	if f.draft.Closed() {
		words += word.Say(" The document is closed: nothing in it changes until the chair opens it again.")
	}
	if before := f.seat.Before(); before != f.number {
		words += word.Say(" Document %d is before the meeting; document follow goes there.", before)
	}
	return words
}

// documentClosed tells that a document was closed, or opened again.
func (f *front) documentClosed(e meeting.Event, d meeting.DocumentClosed) {
	act := "reopened"
	if d.On {
		act = "closed"
	}
	s := f.aboutDocument(act, d.Number)
	s.By, s.own = f.name(e.By), e.By == f.seat.Me().Number
	f.came["document"]++
	f.tell(s.own, pressing, s)
}

// documentOpened and documentBefore tell what happened to the documents.
func (f *front) documentOpened(e meeting.Event, d meeting.DocumentOpened) {
	s := f.aboutDocument("opened", d.Number)
	s.By, s.own = f.name(e.By), e.By == f.seat.Me().Number
	f.came["document"]++
	f.tell(s.own, usual, s)
	if s.own {
		f.begins(d)
	}
}

func (f *front) documentBefore(e meeting.Event, d meeting.DocumentBefore) {
	s := f.aboutDocument("before", d.Number)
	s.By, s.own = f.name(e.By), e.By == f.seat.Me().Number
	if s.own { // who puts it there goes there
		f.looksElsewhere = false
	}
	s.Follows = !f.looksElsewhere || f.inView.number == d.Number
	f.came["document"]++
	f.tell(s.own, pressing, s)
	if !s.own && !f.looksElsewhere && f.inView.number != d.Number {
		f.carry(f.Now())
	}
}
