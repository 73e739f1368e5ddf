package meeting

import (
	"time"
	"unicode/utf8"

	"parley/collab/text"
	"parley/collab/ticket"
)

// A To says to whom a line of chat is.
type To uint8

// To whom a line is. They travel: never renumber them.
const (
	ToAll To = iota
	ToChair
	ToDelegation // the author's own
)

// An Audience is who reads a line of chat. The zero Audience is everybody.
type Audience struct {
	To         To
	Delegation string // of ToDelegation: which, as the server says
	Vouched    bool   // of ToDelegation: only those read for whom a link vouches
}

// Reads reports whether the person reads a line of by's.
func (a Audience) Reads(p Person, by text.Author) bool {
	switch {
	case a.To == ToAll || p.Number == by:
		return true
	case a.To == ToChair:
		return p.Role.Runs()
	}
	return a.Delegation != "" && p.Delegation == a.Delegation && (p.vouchedFor() || !a.Vouched)
}

// vouchedFor reports whether the delegation is as the person's link says.
func (p Person) vouchedFor() bool { return p.Fixes&ticket.FixesDelegation != 0 }

// A Confided is a line of chat that not everybody reads. Asked, it says only To;
// the server adds the delegation.
type Confided struct {
	For  Audience
	Text string
}

// A Withheld stands where others have a line that is not for this client: it
// says nothing but that the log went on. No log has it.
type Withheld struct{}

func (Confided) ask()  {}
func (Confided) what() {}
func (Withheld) what() {}

// Open returns the event as those have it who may not read all of it, and who
// may; private is false where everybody may.
func (e Event) Open() (open Event, readers Audience, private bool) {
	switch what := e.What.(type) {
	case Confided: // neither who wrote it nor to whom nor how much
		return Event{Number: e.Number, At: e.At, What: Withheld{}}, what.For, true
	case Prepared:
		what.Text = ""
		e.What = what
		return e, Audience{To: ToChair}, what.Ready
	}
	return e, Audience{}, false
}

func (c Confided) check() error {
	if c.For.To != ToChair && c.For.To != ToDelegation {
		return Malformed
	}
	if utf8.RuneCountInString(c.Text) > MaxChat {
		return TooBig
	}
	return checkLine(c.Text, MaxChat)
}

// Addressed is the line as it happens when that person asks for it.
func (c Confided) Addressed(by Person) (Confided, error) {
	c.For = Audience{To: c.For.To}
	if c.For.To == ToDelegation {
		if c.For.Delegation, c.For.Vouched = by.Delegation, by.vouchedFor(); by.Delegation == "" {
			return c, NoDelegation
		}
	}
	return c, nil
}

// hear takes in a line of chat.
func (s *State) hear(e Event, to Audience, line string) {
	// Nothing that e itself points to is kept, its clock's zone neither, so
	// that the edits, which are nearly all events, need not be on the heap.
	at := time.UnixMilli(e.At.UnixMilli()).UTC()
	s.chat = append(s.chat, Line{e.Number, at, e.By, line, to})
	s.chat = s.chat[max(0, len(s.chat)-ChatKept):]
}

// What a client's snapshot carries of the record: what goes on now, and a little
// of what went before.
const (
	captionsSent   = 20
	statementsSent = 5
)

// For returns the snapshot as that person may have it: without the lines of
// chat that are not theirs, and the words that are not yet. It shares the rest with s.
func (s *Snapshot) For(p Person) *Snapshot {
	c := *s
	c.Chat = nil
	for _, l := range s.Chat {
		if l.For.Reads(p, l.By) {
			c.Chat = append(c.Chat, l)
		}
	}
	m := &c.Proceedings
	m.Captions = m.Captions[max(0, len(m.Captions)-captionsSent):]
	m.Statements = m.Statements[max(0, len(m.Statements)-statementsSent):]
	m.Ready = readBy(m.Ready, p)
	return &c
}
