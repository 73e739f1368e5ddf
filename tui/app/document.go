package app

import (
	"time"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/redline"
	"parley/collab/text"
	"parley/tui/away"
	"parley/tui/draftpane"
	"parley/tui/proposalpane"
	"parley/tui/theme"
	"parley/tui/word"
	"parley/tui/wording"
)

// A document is one draft of the meeting, with all that this person has open in
// it: its own place, search, form and undo. What is about words asks its seat;
// what is about the people, the floor and the chat asks the meeting's.
type document struct {
	number int // 1: the draft of the meeting's own log
	line   Line
	seat   *meeting.Seat // of the first: the meeting's
	away   away.Watch
	missed *away.Report // of the last absence in which anything was missed; nil: none yet
	unread bool         // it was not looked at

	unkept  string // why nothing more is kept on this machine, as told; "" where it is
	damaged bool   // it was told that what an earlier run kept is damaged

	draft     *draftpane.Model
	proposals *proposalpane.Model
	view      redline.View
	rendition rendition
	proposed  listed
	read      text.Text // the draft as it was when the changes were last asked for

	form      formKey // what the form that is open is about
	put       map[formKey]draft.Wording
	left      place // where the cursor was before it jumped last
	stop      stop  // where the last step from open point to open point led
	lifting   lifting
	comparing comparison
	deciding  int // the proposal that the list of decisions is about

	// inFile is what is marked in the file that it was opened with, and not proposed
	// yet; nil: nothing.
	inFile func(*meeting.Table) ([]draft.Wording, error)

	pointer   pointer
	led       time.Time       // when it was told last where this person reads, who runs the meeting
	textAt    meeting.Version // with which the text was changed last, as far as is known
	inquired  time.Time       // when it was asked last who has the text
	unseen    wording.Unseen
	onScreens map[int]meeting.Receipts // own proposals, as far as it is known who has them
	resyncing bool
}

// newDocument returns one that is being joined over the line by the seat.
func newDocument(number int, line Line, seat *meeting.Seat, t theme.Theme) *document {
	return &document{
		number: number, line: line, seat: seat, draft: draftpane.New(t),
		proposals: proposalpane.New(t, word.Say("Nothing is proposed yet. In the draft, e proposes other words for the paragraph at the cursor.")),
	}
}

// furnish makes the panes of a document the person's own.
func (m *Model) furnish(d *document) {
	m.bindPane(d.draft)
	d.draft.SetAuthor(m.author)
	d.draft.SetWritable(false, word.Say("the text is not here yet"))
	d.draft.SetBare(m.bare)
}

// open returns the document of that number; the first time its line is dialled.
// It is nil where there is none, or where this client has but one line.
func (m *Model) open(number int) *document {
	for _, d := range m.documents {
		if d.number == number {
			return d
		}
	}
	if m.config.Document == nil || number < 2 || number > meeting.MaxDocuments {
		return nil
	}
	line := m.config.Document(number)
	d := newDocument(number, line, m.seat.Beside(number, line.Send), m.theme)
	m.furnish(d)
	m.documents = append(m.documents, d)
	return d
}

// within does something with the words of a document that need not be in view.
func (m *Model) within(d *document, does func()) {
	was := m.document
	m.document = d
	does()
	m.document = was
}

// setTheme has the panes of the document drawn so.
func (d *document) setTheme(t theme.Theme) {
	d.draft.SetTheme(t)
	d.proposals.SetTheme(t)
	if d.rendition.pane != nil {
		d.rendition.pane.SetTheme(t)
	}
}

// setBare has the document shown without borders, or with them.
func (d *document) setBare(bare bool) {
	d.draft.SetBare(bare)
	if d.rendition.pane != nil {
		d.rendition.pane.SetBare(bare)
	}
}

// named begins what is told of the document; of the first it needs no words.
func (d *document) named() string {
	if d.number == 1 {
		return ""
	}
	return word.Say("Document %d: ", d.number)
}

// named is what is told, with the document before it where that is not in view.
func (m *Model) named(words string) string {
	if !m.aside() {
		return words
	}
	return word.Say("Document %d: ", m.number) + words
}

// aside reports whether what is done now is about a document that is not in view.
func (m *Model) aside() bool { return m.document != m.inView }

// waiting is how many own commands the server has not received, in all documents.
func (m *Model) waiting() (n int) {
	for _, d := range m.documents {
		n += d.seat.Waiting()
	}
	return n
}

// typed is how many of them are in this program only.
func (m *Model) typed() (n int) {
	for _, d := range m.documents {
		n += d.seat.Typed()
	}
	return n
}

// keeping reports whether what is typed is kept on this machine, in all documents.
func (m *Model) keeping() bool {
	for _, d := range m.documents {
		if keeping, _ := d.seat.Keeping(); !keeping {
			return false
		}
	}
	return true
}

// carried is how many bytes the lines of the text have had, in and out.
func (m *Model) carried() (in, out uint64) {
	for _, d := range m.documents {
		in, out = in+d.seat.Link().In, out+d.seat.Link().Out
	}
	return in, out
}
