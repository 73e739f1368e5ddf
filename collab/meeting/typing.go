package meeting

import (
	"fmt"
	"time"

	"parley/collab/delta"
	"parley/collab/draft"
)

// BatchFor is how long own typing waits for more of it before it is sent.
const BatchFor = 200 * time.Millisecond

// maxBatch is how many bytes of typing are gathered at most.
const maxBatch = 16 << 10

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
	case s.Closed():
		return DocumentIsClosed
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

// Tick sends a batch that has waited long enough. Call it when Due says so, or at
// least every BatchFor.
func (s *Seat) Tick(now time.Time) {
	if !s.batched.IsZero() && now.Sub(s.batched) >= BatchFor {
		s.Flush(now)
	}
}

// Due returns when Tick will have something to send; the zero time: nothing
// waits.
func (s *Seat) Due() time.Time {
	if s.batched.IsZero() {
		return time.Time{}
	}
	return s.batched.Add(BatchFor)
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
func (s *Seat) CanUndo() bool { return !s.Closed() && (s.undo.CanUndo() || !s.batched.IsZero()) }

// CanRedo reports whether there is an undone step to do again.
func (s *Seat) CanRedo() bool { return !s.Closed() && s.undo.CanRedo() && s.batched.IsZero() }

func (s *Seat) swap(now time.Time, step func(*draft.Undo) ([]uint64, bool)) (delta.Delta, bool) {
	if s.state == nil || s.Closed() {
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
