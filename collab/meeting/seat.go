package meeting

import (
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/text"
)

var (
	// ErrResync reports that this copy of the meeting no longer fits what the
	// server says: join afresh with a snapshot, nothing of one's own is lost.
	ErrResync = errors.New("this copy of the meeting has come apart from the server's")
	// ErrNotJoined reports that there is no meeting yet to act on.
	ErrNotJoined = errors.New("not in the meeting yet")
)

// mostRoom is for how many waiting commands room is kept.
const mostRoom = 1024

// A Seat is one person's place in a meeting: the State, the own commands that
// the log does not have yet, own undo, and what is known of others without
// being in the log. What the person types is in Text at once and never waits
// for the network. A Seat belongs to one goroutine, the front's loop.
type Seat struct {
	send  func(Command)
	state *State // nil until the first welcome
	me    Person

	document int   // its number; 0 before the first welcome
	first    *Seat // of a seat at another document: the meeting's

	number  uint64    // of the last own command
	waiting []Command // sent, not yet in the log, in order
	room    []Command // empty: where waiting began, unless it was longer than mostRoom
	batch   delta.Delta
	batched time.Time // when the batch began; zero: no batch
	view    text.Text // the state's text with the batch, unless stale
	stale   bool      // the text in view is the state's, without a batch
	held    *Held     // the text taken elsewhere, nil: none
	undo    draft.Undo
	refused []RefusedCommand
	unfit   Version // the base of an event that could not be placed, 0: none
	reached Version // how far back a snapshot was asked to reach for own commands, 0: none was
	kept    kept

	restored Restored // of an earlier run, until the first welcome

	receipts Receipts
	table    *Table // nil, or as it was at tableKey
	tableKey tableKey

	pointers map[text.Author]Pointed // At and Anchor kept in places of view
	roster   Roster
	present  int
	link     LinkChanged
	queued   *Queued // in the waiting room; nil: not
	lobby    Lobby

	missing Missing
	ahead   time.Duration // of the clock here before the server's, at most
	clocked bool          // that is known on this line
}

// A RefusedCommand is an own command that was not taken, and why.
type RefusedCommand struct {
	Command Command
	Why     Refusal
}

// A Cursor is where another person writes, in places of Text.
type Cursor struct {
	Person     Person
	At, Anchor int
}

// A Change says what a notice changed, for the screen.
type Change struct {
	Text                               delta.Delta // what it did to Text()
	Whole                              bool        // Text() was replaced whole: Text says nothing
	Draft, Chat, People, Cursors, Link bool
	Table                              bool // proposals, decisions, holders, settings
	Kept                               bool // Typed or Keeping
	Floor                              bool // the proceedings
}

// NewSeat returns a seat in a meeting not joined yet. send must put the
// command into the line's outbox and return at once.
func NewSeat(send func(Command)) *Seat {
	return &Seat{send: send, pointers: map[text.Author]Pointed{}}
}

// Joined reports whether a welcome has come: the text can be read.
func (s *Seat) Joined() bool { return s.state != nil }

// Me returns the person in this seat, as the server named them.
func (s *Seat) Me() Person { return s.me }

// Link returns how the line is.
func (s *Seat) Link() LinkChanged { return s.link }

// Present returns how many people are connected, as last heard.
func (s *Seat) Present() int { return s.present }

// Roster returns the page of connected people that was asked for last.
func (s *Seat) Roster() Roster { return s.roster }

// Text returns the draft with everything typed here.
func (s *Seat) Text() text.Text {
	if s.stale {
		s.view, s.stale = s.state.Text(), false
	}
	return s.view
}

// Len returns the length of Text, for less than Text costs.
func (s *Seat) Len() int {
	if s.stale {
		return s.state.doc.Len()
	}
	return s.view.Len()
}

// size returns how many bytes Text has, for less than Text costs.
func (s *Seat) size() int {
	if s.stale {
		return s.state.doc.Size()
	}
	return s.view.Size()
}

// Title returns the meeting's title.
func (s *Seat) Title() string {
	if s.state == nil {
		return ""
	}
	return s.state.Title()
}

// Version returns the number of the last event taken in.
func (s *Seat) Version() Version {
	if s.state == nil {
		return 0
	}
	return s.state.Head()
}

// Person returns somebody who has entered, is on the roster page, or sits here.
func (s *Seat) Person(n text.Author) (Person, bool) {
	n = n.Person()
	if s.state != nil {
		if p, ok := s.state.Person(n); ok {
			return p, true
		}
	}
	if n == s.me.Number && n != 0 {
		return s.me, true
	}
	for _, p := range s.roster.People {
		if p.Person.Number == n {
			return p.Person, true
		}
	}
	return Person{}, false
}

// Chat returns the last lines of chat, own ones that still wait at the end
// with Number 0.
func (s *Seat) Chat() []Line {
	if s.state == nil {
		return nil
	}
	lines := s.state.Chat()
	for _, c := range s.waiting {
		switch ask := c.Ask.(type) {
		case Say:
			lines = append(lines, Line{By: s.me.Number, Text: ask.Text})
		case Confided:
			lines = append(lines, Line{By: s.me.Number, Text: ask.Text, For: Audience{To: ask.For.To}})
		}
	}
	return lines
}

// Cursors returns where others write, in the order of their numbers.
func (s *Seat) Cursors() []Cursor {
	var all []Cursor
	for by, at := range s.pointers {
		if p, ok := s.Person(by); ok && by != s.me.Number {
			all = append(all, Cursor{p, at.At, at.Anchor})
		}
	}
	slices.SortFunc(all, func(a, b Cursor) int { return int(a.Person.Number) - int(b.Person.Number) })
	return all
}

// Waiting returns how many own commands are not acknowledged yet, an unsent
// batch included. At 0 everything typed here is on the server's disk.
func (s *Seat) Waiting() int {
	if s.batched.IsZero() {
		return len(s.waiting)
	}
	return len(s.waiting) + 1
}

// Need returns the version from which on edits must be placed, for a snapshot
// that lets this seat go on after ErrResync: nothing of one's own is lost then.
func (s *Seat) Need() Version {
	need := s.Version()
	if s.unfit != 0 {
		need = min(need, s.unfit)
	}
	for _, c := range s.waiting {
		need = min(need, c.Base)
	}
	return need
}

// Refusals returns the own commands refused since the last call.
func (s *Seat) Refusals() []RefusedCommand {
	r := s.refused
	s.refused = nil
	return r
}

// Say puts a line into the chat; one longer than MaxChat is TooBig, and nothing
// of it is said.
func (s *Seat) Say(line string, now time.Time) error {
	switch line = text.CleanLine(line, len(line)); {
	case s.state == nil:
		return ErrNotJoined
	case !s.me.Role.Chats():
		return NotAllowed
	case utf8.RuneCountInString(line) > MaxChat:
		return TooBig
	case line == "":
		return nil
	}
	s.Flush(now)
	s.give(s.command(Say{line}))
	return nil
}

// Rule asks for what changes no draft, as far as the role may.
func (s *Seat) Rule(ask Ask, now time.Time) error {
	switch {
	case s.state == nil:
		return ErrNotJoined
	case drafts(ask) || negotiation(ask) != nil || !s.me.Role.may(ask):
		return NotAllowed
	}
	s.Flush(now)
	s.give(s.command(ask))
	return nil
}

// Queued returns this person's place in the waiting room, nil outside it.
func (s *Seat) Queued() *Queued { return s.queued }

// Lobby returns who waits to be let in, as the chair is told.
func (s *Seat) Lobby() Lobby { return s.lobby }

// WaitingRoom reports whether those who come wait until the chair lets them in.
func (s *Seat) WaitingRoom() bool { return s.state != nil && s.state.WaitingRoom() }

// Pointer returns where this person's cursor is as others can place it, and
// false while a batch is unsent.
func (s *Seat) Pointer(at, anchor int) (Pointed, bool) {
	if s.state == nil || !s.batched.IsZero() {
		return Pointed{}, false
	}
	return Pointed{By: s.me.Number, Base: s.state.Head(), At: at, Anchor: anchor}, true
}

// show makes the state's text the one in view after done was done to it.
func (s *Seat) show(done delta.Delta, by text.Author) {
	if s.held != nil {
		s.become(s.state.Text(), done)
	} else {
		s.stale = true // Text reads it when somebody asks: more may come first
	}
	s.movePointers(done, by)
}

// movePointers carries others' cursors through a change by one of them.
func (s *Seat) movePointers(done delta.Delta, by text.Author) {
	if !done.Changes() {
		return
	}
	for n, p := range s.pointers {
		side := delta.Before
		if n == by {
			side = delta.After // the cursor stands behind what its owner types
		}
		p.At, p.Anchor = done.Map(p.At, side), done.Map(p.Anchor, side)
		s.pointers[n] = p
	}
}
