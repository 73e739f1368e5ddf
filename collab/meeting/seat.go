package meeting

import (
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/text"
)

// BatchFor is how long own typing waits for more of it before it is sent.
const BatchFor = 200 * time.Millisecond

// maxBatch is how many bytes of typing are gathered at most.
const maxBatch = 16 << 10

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

// Edit takes in a change made here to Text().
func (s *Seat) Edit(d delta.Delta, now time.Time) error {
	if err := s.mayEdit(Edit{Delta: d}); err != nil || !d.Changes() {
		return err
	}
	next, err := draft.Apply(s.Text(), d, s.me.Number)
	if err != nil {
		return fmt.Errorf("edit the draft: %w", err)
	}
	if err := s.gather(d, now); err != nil {
		return fmt.Errorf("edit the draft: %w", err)
	}
	s.become(next, d)
	s.movePointers(d, 0)
	if s.batch.Size().Inserted > maxBatch {
		s.Flush(now)
	}
	return nil
}

// EditWhole is Edit for a change that is a step of undo of its own: a paste, a
// command.
func (s *Seat) EditWhole(d delta.Delta, now time.Time) error {
	return s.editAlone(d, now, false)
}

// Sweep is EditWhole for a change that may delete most of the text, because
// the person saw what it deletes and asked for it. The others refuse such a
// change as Unmeant.
func (s *Seat) Sweep(d delta.Delta, now time.Time) error {
	return s.editAlone(d, now, true)
}

func (s *Seat) editAlone(d delta.Delta, now time.Time, sweeping bool) error {
	if s.state != nil {
		s.Flush(now)
	}
	ask := Edit{d, sweeping}
	if err := s.mayEdit(ask); err != nil || !d.Changes() {
		return err
	}
	if err := s.pend(ask, true, now); err != nil {
		return fmt.Errorf("edit the draft: %w", err)
	}
	s.show(d, 0)
	return nil
}

// mayEdit says whether this person may do that to Text(): nil, or why not.
func (s *Seat) mayEdit(ask Edit) error {
	switch {
	case s.state == nil:
		return ErrNotJoined
	case !s.me.Role.Writes():
		return NotAllowed
	case !s.state.MayWrite(s.me.Role):
		return OnlyEditors
	case !ask.Delta.Changes():
		return nil
	case s.state.trail.overlay.Locks() && breaksLock(s.locks(), s.Text(), ask.Delta):
		return LockedParagraph
	}
	return tooMuch(ask, s.size())
}

// locks returns the overlay over the text in view.
func (s *Seat) locks() *draft.Overlay { return s.Table().Overlay }

// pend makes an edit of the state's text an own command.
func (s *Seat) pend(ask Edit, whole bool, now time.Time) error {
	c := s.command(ask)
	if _, err := s.state.pend(entry(s.me.Number, c)); err != nil {
		return err
	}
	s.undo.Did(c.Number, now, whole)
	s.give(c)
	return nil
}

// gather adds a change to the batch. Many small deletions are not one that
// sweeps: before they would be, what is gathered is sent.
func (s *Seat) gather(d delta.Delta, now time.Time) error {
	if !s.batched.IsZero() {
		both, err := s.batch.Compose(d)
		if err != nil {
			return err
		}
		if !Sweeps(both) {
			s.batch = both
			return nil
		}
		s.Flush(now)
	}
	s.batch, s.batched = d, now
	return nil
}

// Tick sends a batch that has waited long enough. Call it at least every
// BatchFor.
func (s *Seat) Tick(now time.Time) {
	if !s.batched.IsZero() && now.Sub(s.batched) >= BatchFor {
		s.Flush(now)
	}
}

// Flush sends what waits at once.
func (s *Seat) Flush(now time.Time) {
	if s.batched.IsZero() {
		return
	}
	d := s.batch
	s.batch, s.batched = delta.Delta{}, time.Time{}
	if !d.Changes() { // typed and taken back within the batch
		return
	}
	if err := s.pend(Edit{Delta: d}, false, now); err != nil {
		// A bug of ours: the batch was made on this very text. Show it rather than lose it.
		s.refused = append(s.refused, RefusedCommand{Command{Number: s.number, Base: s.state.Head(), Ask: Edit{Delta: d}}, Malformed})
		s.becomeAnew(s.state.Text())
	}
}

// command returns the next own command.
func (s *Seat) command(ask Ask) Command {
	s.number++
	c := Command{Number: s.number, Base: s.state.Head(), Ask: ask}
	if drafts(ask) {
		c.Prior = s.state.doc.Prior(s.me.Number, c.Base)
	}
	return c
}

func (s *Seat) give(c Command) {
	moves := len(s.waiting) == cap(s.waiting)
	s.waiting = append(s.waiting, c)
	if moves && cap(s.waiting) <= mostRoom {
		s.room = s.waiting[:0]
	}
	s.send(c)
}

// Undo takes back the last step of own edits, and returns what that did to
// Text(). It returns false where CanUndo did, or where the step is further back
// than UndoReach: nobody could take it back any more, and it is forgotten.
func (s *Seat) Undo(now time.Time) (delta.Delta, bool) { return s.swap(now, (*draft.Undo).Undo) }

// Redo does again the step undone last, and returns what that did to Text().
func (s *Seat) Redo(now time.Time) (delta.Delta, bool) { return s.swap(now, (*draft.Undo).Redo) }

// CanUndo reports whether there is an own step to take back.
func (s *Seat) CanUndo() bool { return s.undo.CanUndo() || !s.batched.IsZero() }

// CanRedo reports whether there is an undone step to do again.
func (s *Seat) CanRedo() bool { return s.undo.CanRedo() && s.batched.IsZero() }

func (s *Seat) swap(now time.Time, step func(*draft.Undo) ([]uint64, bool)) (delta.Delta, bool) {
	if s.state == nil {
		return delta.Delta{}, false
	}
	s.Flush(now)
	numbers, ok := step(&s.undo)
	if !ok {
		return delta.Delta{}, false
	}
	c := s.command(Undo{numbers})
	done, err := s.state.pend(entry(s.me.Number, c))
	if err != nil { // too far back to be taken back by anybody
		for _, n := range numbers {
			s.undo.Forget(n)
		}
		return delta.Delta{}, false
	}
	s.show(done, 0)
	s.give(c)
	return done, true
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
