package meeting

import (
	"errors"
	"fmt"
	"time"

	"parley/collab/delta"
	"parley/collab/merge"
	"parley/collab/text"
)

// ErrNotHeld reports a change to a text that is not held, or not any more.
var ErrNotHeld = errors.New("that text is not held")

// A Held is the text as it was when somebody took it elsewhere to change it,
// and what has become of it here since. It is no matter how long that takes,
// whether the line is lost in between or the meeting fetched afresh.
type Held struct {
	text  text.Text
	since []delta.Delta
}

// Text returns the text as it was taken.
func (h *Held) Text() text.Text { return h.text }

// Hold notes the text as it is now, for EditFrom. One is held at a time: the
// next Hold lets go of it.
func (s *Seat) Hold(now time.Time) (*Held, error) {
	switch {
	case s.state == nil:
		return nil, ErrNotJoined
	case !s.me.Role.Writes():
		return nil, NotAllowed
	case s.Closed():
		return nil, DocumentIsClosed
	case !s.state.MayWrite(s.me.Role):
		return nil, OnlyEditors
	}
	s.Flush(now) // whoever holds it may not call Tick for hours
	s.held = &Held{text: s.Text()}
	return s.held, nil
}

// LetGo ends what Hold began.
func (s *Seat) LetGo() { s.held = nil }

// EditFrom takes in a change made to the held text, as a step of undo of its
// own, lets go of that and returns what the change did to Text(). It is placed
// as collab/merge places a late edit: what others inserted since stays, what
// they deleted stays deleted. One that Sweeps is Unmeant, and the text stays
// held: whoever saved it is to be asked.
func (s *Seat) EditFrom(h *Held, d delta.Delta, now time.Time) (delta.Delta, error) {
	if s.held == h && Sweeps(d) {
		return delta.Delta{}, Unmeant
	}
	return s.SweepFrom(h, d, now)
}

// SweepFrom is EditFrom for a change that may delete most of the text, because
// the person was asked.
func (s *Seat) SweepFrom(h *Held, d delta.Delta, now time.Time) (delta.Delta, error) {
	if h == nil || s.held != h {
		return delta.Delta{}, ErrNotHeld
	}
	s.held = nil
	placed, err := h.place(d)
	if err == nil {
		err = s.Sweep(placed, now) // of what the person had, no more than they meant to delete
	}
	if err != nil {
		return delta.Delta{}, fmt.Errorf("edit a text held since %d changes: %w", len(h.since), err)
	}
	return placed, nil
}

// place returns what a change made to the held text means now.
func (h *Held) place(d delta.Delta) (delta.Delta, error) {
	const here, elsewhere = 1, 2 // in a log of these two alone
	doc := merge.New(h.text, 0)
	for i, did := range h.since {
		at := uint64(i) + 1
		if _, err := doc.Append(at, merge.Entry{By: here, Number: at, Delta: did}); err != nil {
			return delta.Delta{}, err
		}
	}
	return doc.Append(doc.Head()+1, merge.Entry{By: elsewhere, Number: 1, Delta: d})
}

// become makes next the text in view. did says how it came from the one
// before. While a text is held the one in view is never stale.
func (s *Seat) become(next text.Text, did delta.Delta) {
	s.view, s.stale = next, false
	if s.held != nil && did.Changes() {
		s.held.since = append(s.held.since, did)
	}
}

// becomeAnew is become where nobody knows how the text came from the one
// before.
func (s *Seat) becomeAnew(next text.Text) {
	did := delta.Delta{}
	if s.held != nil {
		before, after := s.view.String(), next.String()
		var err error
		if did, err = delta.Diff(before, after); err != nil { // too long to be compared
			did = delta.New(delta.Op{Delete: s.view.Len()}, delta.Op{Insert: after})
		}
	}
	s.become(next, did)
}
