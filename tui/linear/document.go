package linear

import (
	"time"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/redline"
	"parley/tui/away"
	"parley/tui/word"
	"parley/tui/wording"
)

// A document is a draft of the meeting as this person has it: the seat at it, and
// what was read and told of it. The front has the one in view embedded, so that
// what is asked about wording is asked of that one; what is asked of the meeting,
// its people and its floor goes to the meeting's seat.
type document struct {
	number int // 1: the draft in the meeting's own log
	draft  *meeting.Seat
	line   Line

	changes changes
	at      int // the line that was read or changed last; 0: none yet
	view    redline.View
	away    away.Watch
	missed  *away.Report   // of the last absence in which anything was missed; nil: none yet
	swept   *swept         // saved in an editor and to be asked about; nil: nothing
	before  prior          // how things stood before the event that is told
	unseen  wording.Unseen // own proposals of which it is not known yet that all have them

	marked    func(*meeting.Table) ([]draft.Wording, error) // in the file with which it was opened, and not proposed yet; nil: nothing is
	lineTold  meeting.LinkChanged                           // of another than the first: how its line was
	unkept    string                                        // why own commands are not kept on this machine, as told; empty: they are, or never were
	damaged   bool                                          // it was told that what an earlier run kept is damaged
	sending   sending                                       // of many own commands that are on their way
	resyncing bool                                          // a fresh copy was asked for
}

// numberedDocument is document n of the meeting, whose line is dialled when it is
// first asked for; nil where this client has no lines to others than the first.
func (f *front) numberedDocument(n int) *document {
	for _, d := range f.documents {
		if d.number == n {
			return d
		}
	}
	if f.Document == nil || n < 1 || n > meeting.MaxDocuments {
		return nil
	}
	line := f.Document(n)
	d := &document{number: n, draft: f.seat.Beside(n, line.Send), line: line}
	f.documents = append(f.documents, d)
	return d
}

// ended reports whether nothing more comes from this document.
func (d *document) ended() bool { return d.draft.Link().State == meeting.Ended }

// within does something with another document than the one in view.
func (f *front) within(d *document, do func()) {
	was := f.document
	f.document = d
	defer func() { f.document = was }()
	do()
}

// first is the draft in the meeting's own log.
func (f *front) first() *document { return f.documents[0] }

// heardIn takes in a notice from the line of a document other than the first.
func (f *front) heardIn(n meeting.InDocument, now time.Time) {
	if d := f.numberedDocument(n.Document); d != nil && d != f.first() {
		f.within(d, func() { f.heard(n.Notice, now) })
	}
}

// documentLink notes how the line of a document other than the first is. A person
// hears of the meeting's, and of this one only where it has ended for good.
func (f *front) documentLink(l meeting.LinkChanged, now time.Time) {
	was := f.lineTold
	if f.lineTold = l; l.State == was.State && l.Attempt == was.Attempt {
		return
	}
	s := connection{Event: "connection", State: stateWords[l.State], Attempt: l.Attempt, Waiting: f.waiting()}
	if l.Why != nil {
		s.Why = f.Explain(l.Why)
	}
	if l.State == meeting.Ended && l.Why != nil {
		s.spoken = word.Say("Its line has ended") + because(s.Why) + "."
	}
	if s.spoken != "" || f.JSON {
		f.announce(pressing, f.here(s))
	}
	if l.State == meeting.Up {
		f.sends(now)
	}
}

// waiting is how many own commands are not on the server's disk yet, in all
// documents.
func (f *front) waiting() (n int) {
	for _, d := range f.documents {
		n += d.draft.Waiting()
	}
	return n
}

// typedOnly is how many of them are not on this machine's either.
func (f *front) typedOnly() (n int) {
	for _, d := range f.documents {
		n += d.draft.Typed()
	}
	return n
}

// keeping reports whether what waits is kept on this machine, in all documents.
func (f *front) keeping() bool {
	for _, d := range f.documents {
		if keeping, _ := d.draft.Keeping(); !keeping && d.draft.Waiting() > 0 {
			return false
		}
	}
	return true
}

// flush sends what was typed and waits for more.
func (f *front) flush(now time.Time) {
	for _, d := range f.documents {
		d.draft.Flush(now)
	}
}
