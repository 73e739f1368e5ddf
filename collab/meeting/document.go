package meeting

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/collab/text"
)

// MaxDocuments is how many documents a meeting has at most, its own draft counted.
const MaxDocuments = 32

// A Document is one draft of a meeting. Each is a log of its own, with the same
// rules; the meeting's log has the list.
type Document struct {
	Number int // 1: the draft in the meeting's own log
	Title  string
	Opener text.Author // 0: who hosts the meeting
}

// LogName returns the name of a document's log, where the meeting's has that one.
// It is no name of a meeting.
func LogName(meeting string, document int) string {
	if document <= 1 {
		return meeting
	}
	return fmt.Sprintf("%s-%d", meeting, document)
}

// OfLog returns which document of its meeting a log is, by its name.
func OfLog(name string) (document int) {
	if at := strings.LastIndexByte(name, '-'); at >= 0 {
		if n, err := strconv.Atoi(name[at+1:]); err == nil && n > 1 && n <= MaxDocuments {
			return n
		}
	}
	return 1
}

// A DocumentOpened adds a document to the meeting. Asked, it has title and text;
// as it happens, number and title, for the text is in the document's own log.
type DocumentOpened struct {
	Number int
	Title  string
	Text   string
}

// A DocumentBefore says which document is before the meeting.
type DocumentBefore struct{ Number int }

// A DocumentClosed closes a document, or opens it again. One that is closed is read
// and exported as before, and nothing in it changes.
type DocumentClosed struct {
	Number int
	On     bool
}

func (DocumentOpened) ask()  {}
func (DocumentBefore) ask()  {}
func (DocumentClosed) ask()  {}
func (DocumentOpened) what() {}
func (DocumentBefore) what() {}
func (DocumentClosed) what() {}

// An InDocument is what the line of a document other than the first tells.
type InDocument struct {
	Document int
	Notice   Notice
}

func (InDocument) notice() {}

// The refusals of what is about documents. They travel: never renumber them.
const (
	NoDocument       Refusal = iota + 60 // the meeting has no document of that number
	TooManyDocuments                     // it has as many as it can have
	DocumentIsClosed                     // the chair has closed the document
)

// AboutText reports whether something that can be asked is about the text and
// what lies over it, so that a document beside the first takes it, too. The rest
// is the meeting's.
func AboutText(a Ask) bool { return drafts(a) || negotiation(a) != nil }

// Documents returns the documents of the meeting by their numbers.
func (s *State) Documents() []Document {
	return append([]Document{{Number: 1, Title: s.title}}, s.proceedings.Documents...)
}

// HasDocument reports whether the meeting has a document of that number.
func (s *State) HasDocument(n int) bool { return n >= 1 && n <= 1+len(s.proceedings.Documents) }

// Closed reports whether the chair has closed the document of that number.
func (m *Proceedings) Closed(n int) bool { return slices.Contains(m.ClosedDocuments, n) }

// Before returns the number of the document that is before the meeting.
func (s *State) Before() int { return max(1, s.proceedings.Before) }

// Documents returns the documents of the meeting by their numbers; before it is
// joined there are none.
func (s *Seat) Documents() []Document {
	if s.state == nil {
		return nil
	}
	return s.state.Documents()
}

// Before returns the number of the document that is before the meeting.
func (s *Seat) Before() int { return max(1, s.Proceedings().Before) }

// Closed reports whether the chair has closed the document that the seat is at.
func (s *Seat) Closed() bool { return s.atFloor().ClosedDocument(max(1, s.document)) }

// ClosedDocument reports whether the chair has closed the document of that number.
func (s *Seat) ClosedDocument(n int) bool { return s.Proceedings().Closed(n) }

// OpenDocument asks for a document with that title and text, which must be clean
// (see text.Clean) and of at most MaxInsert bytes. It is a Refusal, or
// ErrNotJoined, where it is plain already that it will not be opened.
func (s *Seat) OpenDocument(title, words string, now time.Time) error {
	return s.askAboutDocuments(DocumentOpened{Title: title, Text: words}, now)
}

// PutBefore asks that the document of that number be before the meeting.
func (s *Seat) PutBefore(n int, now time.Time) error {
	return s.askAboutDocuments(DocumentBefore{n}, now)
}

// CloseDocument asks that the document of that number be closed, or open again.
func (s *Seat) CloseDocument(n int, on bool, now time.Time) error {
	return s.askAboutDocuments(DocumentClosed{n, on}, now)
}

func (s *Seat) askAboutDocuments(ask Ask, now time.Time) error {
	if s.state != nil && s.me.Role.may(ask) {
		if err := s.state.proceedings.checkDocument(ask); err != nil {
			return err
		}
	}
	return s.Rule(ask, now)
}

// checkDocument is Check for what is about the list of documents.
func (m *Proceedings) checkDocument(a Ask) error {
	switch a := a.(type) {
	case DocumentOpened:
		if err := checkLine(a.Title, MaxTitle); err != nil {
			return err
		}
		switch {
		case len(m.Documents)+1 >= MaxDocuments:
			return TooManyDocuments
		case len(a.Text) > MaxInsert:
			return TooBig
		case !text.IsClean(a.Text):
			return Malformed
		}
		return nil
	case DocumentBefore:
		return m.checkListed(a.Number)
	case DocumentClosed:
		return m.checkListed(a.Number)
	}
	return Malformed
}

func (m *Proceedings) checkListed(number int) error {
	if number < 1 || number > len(m.Documents)+1 {
		return NoDocument
	}
	return nil
}

// closeDocument takes in that a document was closed, or opened again.
func (m *Proceedings) closeDocument(d DocumentClosed) {
	at, is := slices.BinarySearch(m.ClosedDocuments, d.Number)
	switch {
	case d.On && !is && m.checkListed(d.Number) == nil:
		m.ClosedDocuments = slices.Insert(slices.Clone(m.ClosedDocuments), at, d.Number)
	case !d.On && is:
		m.ClosedDocuments = slices.Delete(slices.Clone(m.ClosedDocuments), at, at+1)
	}
}

// openDocument takes in that a document was opened. It reports whether the
// number is the next.
func (m *Proceedings) openDocument(e Event, d DocumentOpened) bool {
	if d.Number != len(m.Documents)+2 {
		return false
	}
	m.Documents = append(slices.Clip(m.Documents), Document{d.Number, d.Title, e.By})
	return true
}
