package meeting

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"parley/collab/delta"
)

// Take takes in what the line says, in order. It returns ErrResync when this
// copy can no longer follow.
func (s *Seat) Take(n Notice, now time.Time) (Change, error) {
	switch n := n.(type) {
	case LinkChanged:
		if s.link = n; n.State != Up {
			s.lobby = Lobby{} // the server tells again who waits
		}
		return Change{Link: true}, nil
	case Roster:
		return s.takeRoster(n), nil
	case Welcome:
		return s.takeWelcome(n, now)
	case Restored:
		return s.takeRestored(n), nil
	case Kept:
		return s.takeKept(n), nil
	case Queued:
		s.queued = &n
		return Change{Link: true}, nil
	}
	if s.state == nil {
		return Change{}, fmt.Errorf("%v before the welcome: %w", reflect.TypeOf(n), ErrResync)
	}
	switch n := n.(type) {
	case Happened:
		s.heardAt(n.Event.At, now)
		return s.takeEvent(n.Event, now)
	case Accepted:
		s.heardAt(n.At, now)
		return s.takeAccepted(n, now)
	case Refused:
		return s.takeRefused(n, now), nil
	case Pointed:
		return s.takePointed(n), nil
	case Lobby:
		s.lobby = n
		return Change{People: true}, nil
	case Receipts:
		s.receipts = n
		return Change{Table: true}, nil
	case Missing:
		s.missing = n
		return Change{Floor: true}, nil
	}
	return Change{}, fmt.Errorf("a notice of unknown kind %v", reflect.TypeOf(n))
}

func (s *Seat) takeRoster(r Roster) Change {
	s.present = r.Present
	if r.People != nil {
		s.roster = r
	}
	s.roster.Present = r.Present
	return Change{People: true}
}

// takeWelcome begins, or goes on after a lost line. Own commands that the log
// does not have stay pending, whatever the server has done in between.
func (s *Seat) takeWelcome(w Welcome, now time.Time) (Change, error) {
	s.queued, s.missing, s.clocked, s.document = nil, Missing{}, false, max(1, w.Document)
	s.link.State = Up // what else there is to say of it comes a moment later
	s.heardAt(w.Clock, now)
	if w.Snapshot == nil {
		if s.state == nil {
			return Change{}, fmt.Errorf("resumed without a meeting: %w", ErrResync)
		}
		s.present = w.Present
		return s.renumber(w.You, now), nil
	}
	state, err := FromSnapshot(w.Snapshot)
	if err != nil {
		return Change{}, fmt.Errorf("%w: %w", err, ErrResync)
	}
	if s.state != nil {
		s.Flush(now)
	}
	if s.fallsShort(w) {
		return Change{}, fmt.Errorf("a snapshot from %d, behind own changes: %w", w.Snapshot.TextAt, ErrResync)
	}
	first := s.state == nil
	s.state, s.me, s.present, s.unfit = state, w.You, w.Present, 0
	if first {
		s.findSteps(w.Snapshot.Entries)
	}
	clear(s.pointers)
	s.answered(w.Last)
	s.number = max(s.number, w.Last)
	s.pendAgain()
	s.becomeAnew(s.state.Text())
	return Change{Whole: true, Draft: true, Chat: true, People: true, Cursors: true, Link: true, Floor: true, Table: true}, nil
}

// fallsShort reports whether own edits cannot be placed on the snapshot because
// it does not reach back to what they were made on, and asking for another may
// help: it has not been tried yet. An unsent batch is known to nobody but the
// seat, so that a server may send a snapshot that is too short for it.
func (s *Seat) fallsShort(w Welcome) bool {
	oldest := w.Snapshot.TextAt
	for _, c := range s.waiting {
		if drafts(c.Ask) && c.Number > w.Last {
			oldest = min(oldest, c.Base)
		}
	}
	if oldest >= w.Snapshot.TextAt || s.reached == oldest || s.state == nil {
		s.reached = 0
		return false
	}
	s.reached = oldest
	return true
}

// renumber keeps pending entries when the server gave this seat another number.
func (s *Seat) renumber(you Person, now time.Time) Change {
	if you.Number == s.me.Number {
		s.me = you
		return Change{People: true}
	}
	s.Flush(now)
	s.state.doc.WithdrawAll()
	s.me = you
	s.pendAgain()
	s.becomeAnew(s.state.Text())
	return Change{Whole: true, Draft: true, Chat: true, People: true, Cursors: true}
}

// pendAgain pends the waiting commands on the state; those that no longer fit
// are refused here, so that the user sees them.
func (s *Seat) pendAgain() {
	s.waiting = slices.DeleteFunc(s.waiting, func(c Command) bool {
		if !drafts(c.Ask) {
			return false
		}
		if _, err := s.state.pend(entry(s.me.Number, c)); err != nil {
			s.refuse(c, TooOld)
			return true
		}
		return false
	})
}

func (s *Seat) refuse(c Command, why Refusal) {
	s.undo.Forget(c.Number)
	s.refused = append(s.refused, RefusedCommand{c, why})
}

func (s *Seat) takeEvent(e Event, now time.Time) (Change, error) {
	edits := false
	switch e.What.(type) {
	case Edited, Undone:
		edits = true
		s.Flush(now) // the batch was typed on the text before this event
	case Decided, Undecided:
		edits = true
		s.Flush(now)
	}
	own, passed := e.By == s.me.Number && e.Command != 0, Change{}
	if own {
		passed = s.passOver(e.Command, now)
	}
	done, err := s.state.Did(e)
	if err != nil {
		if s.unfit == 0 || e.Base < s.unfit {
			s.unfit = e.Base
		}
		return Change{}, fmt.Errorf("%w: %w", err, ErrResync)
	}
	if own && len(s.waiting) > 0 && s.waiting[0].Number == e.Command {
		s.take()
	}
	s.forget()
	change := Change{}
	switch what := e.What.(type) {
	case Said:
		change.Chat = true
	case Entered:
		change.People = true
		if what.Person.Session == s.me.Session && what.Person.Number == s.me.Number {
			s.me = what.Person
		}
	case Opened, Served, Guarded, Removed, Revoked:
		change.People, change.Floor = true, true
	case Confided:
		change.Chat = true
	case Edited, Undone:
		change.Draft, change.Cursors = edits, true
		s.show(done, e.By)
		change.Text = done
	case Withheld:
	default:
		if change.Table = Negotiates(what); !change.Table {
			change.Floor = true
			break
		}
		if done.Changes() {
			change.Draft, change.Cursors, change.Text = true, true, done
			s.show(done, e.By)
		}
	}
	return passed.then(change), nil
}

// take takes out the first waiting command. Ten thousand others may wait behind
// it: nothing is moved, but when none does their room is used again.
func (s *Seat) take() {
	s.waiting[0] = Command{} // let its text go
	if s.waiting = s.waiting[1:]; len(s.waiting) == 0 {
		s.waiting = s.room
	}
}

// takeAccepted makes the event of the own command that was taken.
func (s *Seat) takeAccepted(a Accepted, now time.Time) (Change, error) {
	if !slices.ContainsFunc(s.waiting, func(c Command) bool { return c.Number == a.Command }) {
		return Change{}, fmt.Errorf("command %d accepted but never asked: %w", a.Command, ErrResync)
	}
	passed := s.passOver(a.Command, now)
	c := s.waiting[0]
	done, err := s.state.accept(s.me.Number, c, a)
	if err != nil {
		return Change{}, fmt.Errorf("%w: %w", err, ErrResync)
	}
	s.take()
	s.forget()
	if !drafts(c.Ask) {
		return passed.then(Change{Chat: true, People: true, Floor: true}), nil
	}
	if done.Changes() { // it was in the text already, so this is a bug of ours: say so by starting afresh
		return Change{}, fmt.Errorf("command %d changed when it was accepted: %w", a.Command, ErrResync)
	}
	if a.Check != 0 && s.state.doc.Settled() && a.Check != s.state.Sum() {
		return Change{}, fmt.Errorf("the draft after event %d reads otherwise here: %w", a.Number, ErrResync)
	}
	return passed.then(Change{Draft: true}), nil
}

func (s *Seat) takeRefused(r Refused, now time.Time) Change {
	i := slices.IndexFunc(s.waiting, func(c Command) bool { return c.Number == r.Command })
	if i < 0 {
		return Change{}
	}
	c := s.waiting[i]
	s.Flush(now)
	if i == 0 {
		s.take()
	} else {
		s.waiting = slices.Delete(s.waiting, i, i+1)
	}
	s.refuse(c, r.Why)
	if !drafts(c.Ask) {
		return Change{Chat: true, People: true, Floor: true, Table: true}
	}
	done, err := s.state.doc.Withdraw(c.Number)
	if err != nil {
		done = delta.Delta{}
	}
	s.show(done, 0)
	return Change{Draft: true, Cursors: true, Text: done}
}

func (s *Seat) takePointed(p Pointed) Change {
	if p.By == s.me.Number || p.By == 0 {
		return Change{}
	}
	if p.Left {
		delete(s.pointers, p.By)
		return Change{Cursors: true}
	}
	p.At, p.Anchor = s.locate(p, p.At), s.locate(p, p.Anchor)
	s.pointers[p.By] = p
	return Change{Cursors: true}
}

// PointsBack is how many events a cursor's text may be behind. To find a place of
// an older one takes a walk through all that happened since, which nobody's cursor
// is worth to everybody.
const PointsBack = 1024

// locate finds a place of another person's text in the one in view.
func (s *Seat) locate(p Pointed, offset int) int {
	if p.Base+PointsBack < s.state.Head() {
		return min(max(0, offset), s.Len())
	}
	at := s.state.doc.Locate(p.By, p.Base, offset)
	if s.batched.IsZero() {
		return at
	}
	return s.batch.Map(at, delta.Before)
}
