package meeting

import (
	"slices"
	"strings"
	"time"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/text"
)

// A Table is what lies before the meeting, as this seat sees it: the text with
// all that is typed here, its paragraphs, and the proposals and brackets over
// it. It stays as it is while others act; Seat.Table gives a new one then.
type Table struct {
	draft.Page
	Overlay  *draft.Overlay // look at it, and do not change it
	Brackets draft.Brackets
	Version  Version
}

// Table returns what lies before the meeting. It is made anew only when
// something has changed.
func (s *Seat) Table() *Table {
	if s.state == nil {
		return &Table{Overlay: draft.New(text.Text{}), Page: draft.Page{Labels: []string{""}, IDs: []draft.ID{0}}}
	}
	view := s.Text()
	key := tableKey{s.state, s.Version(), view}
	if s.table != nil && s.tableKey == key {
		return s.table
	}
	o := s.state.Overlay().Clone()
	ids := s.overView(o, view)
	t := &Table{Page: draft.NewPage(view, ids, nil), Overlay: o, Version: s.Version()}
	if old := s.table; old != nil && old.Text == view && old.Overlay.Settings == o.Settings {
		t.Labels, t.Brackets = old.Labels, old.Brackets
	} else {
		t.Labels, t.Brackets = o.Labels(view), draft.FindBrackets(view)
	}
	s.table, s.tableKey = t, key
	return t
}

// A tableKey tells whether anything has changed.
type tableKey struct {
	state   *State
	version Version
	view    text.Text
}

// overView moves an overlay of the log's own text over the text in view, and
// returns the ids of its lines: those that only this seat has get 0.
func (s *Seat) overView(o *draft.Overlay, view text.Text) []draft.ID {
	if s.state.doc.Settled() && s.batched.IsZero() {
		return o.IDs()
	}
	if o.Lines() == view.Lines() && !o.HasMarks() && !s.breaks() {
		return o.IDs()
	}
	own := s.state.Own()
	before, after := own.String(), view.String()
	d, err := delta.Diff(before, after)
	if err != nil { // too long to be compared
		d = delta.New(delta.Op{Delete: own.Len()}, delta.Op{Insert: after})
	}
	next := o.Record().Next
	if o.Carry(own, d, draft.Source{}) != nil {
		return make([]draft.ID, view.Lines())
	}
	ids := o.IDs()
	for i, id := range ids {
		if id >= next {
			ids[i] = 0
		}
	}
	return ids
}

// breaks reports whether something that waits may put line breaks in.
func (s *Seat) breaks() bool {
	broken := func(d delta.Delta) bool {
		for in := range d.Inserts() {
			if strings.Contains(in, "\n") {
				return true
			}
		}
		return false
	}
	return broken(s.batch) || slices.ContainsFunc(s.waiting, func(c Command) bool {
		switch ask := c.Ask.(type) {
		case Edit:
			return broken(ask.Delta)
		case Undo:
			return true
		}
		return false
	})
}

// A Sent is an own command about proposals that the server has not answered
// yet.
type Sent struct {
	Number uint64
	Ask    Ask
	Kept   bool // on this machine's disk: sent again after a restart
}

// Sent returns the own commands about proposals that wait, in order.
func (s *Seat) Sent() (all []Sent) {
	for _, c := range s.waiting {
		if negotiation(c.Ask) != nil {
			all = append(all, Sent{c.Number, c.Ask, s.kept.by && c.Number <= s.kept.last.Command})
		}
	}
	return all
}

// Negotiate asks for something about proposals: Propose and the others. It
// returns the command's number, by which Sent and Happened tell what becomes of
// it; or a Refusal, where it is plain already that it will not be taken.
func (s *Seat) Negotiate(ask Ask, now time.Time) (uint64, error) {
	switch {
	case s.state == nil:
		return 0, ErrNotJoined
	case negotiation(ask) == nil || !s.me.Role.may(ask):
		return 0, NotAllowed
	case s.Closed():
		return 0, DocumentIsClosed
	}
	s.Flush(now)
	if err := s.foresee(ask, now); err != nil {
		return 0, err
	}
	c, rises := s.command(ask), s.rises(ask)
	s.give(c)
	if rises {
		s.rise(s.state.Proposal(ask.(React).Proposal).Label())
	}
	return c.Number, nil
}

// foresee says what the server will say, as far as that is plain here: nothing
// that is waiting is known to it yet.
func (s *Seat) foresee(ask Ask, now time.Time) error {
	o := s.state.Overlay()
	if whole, err := checkOverlay(o, ask, VoiceOf(s.me)); whole {
		return err
	}
	switch a := ask.(type) {
	case Decide:
		if o.Proposal(a.Proposal) == nil || s.state.doc.Settled() {
			return refused(o.Check(s.state.Own(), a.Proposal, a.Outcome))
		}
	case Undecide:
		p := o.Proposal(a.Proposal)
		if p == nil {
			return NoProposal
		}
		if p.Outcome == draft.Undecided || p.Decided.Late(now) {
			return TooLateToUndo
		}
	}
	return nil
}

// Happened tells what an event about proposals was about, to say it: the
// proposal as it is now, or nil.
func (s *Seat) Happened(w What) *draft.Proposal {
	if s.state == nil {
		return nil
	}
	o := s.state.Overlay()
	switch w := w.(type) {
	case Proposed:
		for _, p := range slices.Backward(o.Proposals()) {
			if p.Wording == w.Wording {
				return p
			}
		}
	case interface{ about() int }:
		return o.Proposal(w.about())
	}
	return nil
}

// MadeWith returns the proposal of this person's own that was made, or amended last,
// with the event of that number; nil: it was no such event.
func (s *Seat) MadeWith(v Version) *draft.Proposal {
	if s.state == nil {
		return nil
	}
	for _, p := range slices.Backward(s.state.Overlay().Proposals()) {
		if p.Made == uint64(v) && p.By == s.me.Number {
			return p
		}
	}
	return nil
}
