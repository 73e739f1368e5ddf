package meeting

import (
	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/merge"
	"parley/collab/text"
)

// checkLocks refuses an edit or an undo, which fits otherwise, when it would
// change a paragraph that is agreed ad ref.
func (s *State) checkLocks(by Person, c Command) error {
	if !s.Overlay().Locks() {
		return nil
	}
	if d := s.would(entry(by.Number, c)); breaksLock(s.Overlay(), s.Text(), d) {
		return LockedParagraph
	}
	return nil
}

// would returns what an entry would do to the draft. Nothing may be pending.
func (s *State) would(e merge.Entry) delta.Delta {
	if s.doc.IsDirect(&e) {
		return e.Delta
	}
	did, err := s.doc.Pend(e)
	if err != nil {
		return delta.Delta{}
	}
	s.doc.WithdrawAll()
	return did
}

// breaksLock reports whether a change of t makes a paragraph that is agreed read
// otherwise.
func breaksLock(o *draft.Overlay, t text.Text, d delta.Delta) bool {
	if !d.Changes() || !nearLock(o, t, d) {
		return false
	}
	after := o.Clone()
	if after.Carry(t, d, draft.Source{}) != nil {
		return false
	}
	next, err := draft.Apply(t, d, 0)
	if err != nil {
		return false
	}
	lines := map[draft.ID]int{}
	for i, id := range after.IDs() {
		lines[id] = i + 1
	}
	for line := 1; line <= o.Lines(); line++ {
		id := o.ID(line)
		if _, agreed := o.Agreed(id); !agreed {
			continue
		}
		if now := lines[id]; now == 0 || next.Line(now-1) != t.Line(line-1) {
			return true
		}
	}
	return false
}

// nearLock reports whether a change of t is made in, or right beside, a
// paragraph that is agreed.
func nearLock(o *draft.Overlay, t text.Text, d delta.Delta) bool {
	at := 0
	for op := range d.Ops() {
		if op.Keep > 0 {
			at += op.Keep
			continue
		}
		for line := t.LineOf(at); line <= t.LineOf(at+op.Delete)+2; line++ {
			if _, agreed := o.Agreed(o.ID(line)); agreed {
				return true
			}
		}
		at += op.Delete
	}
	return false
}
