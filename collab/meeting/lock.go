package meeting

import (
	"strings"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/merge"
	"parley/collab/text"
)

// checkLocks refuses an edit or an undo, which fits otherwise, when it would
// change a paragraph that is agreed ad ref. What exactly it would do is found out
// only where it may come near one.
func (s *State) checkLocks(by Person, c Command) error {
	o := s.Overlay()
	if !o.Locks() {
		return nil
	}
	e := entry(by.Number, c)
	d, known := s.doc.Foresee(&e)
	if !known {
		if len(e.Undo) == 0 && !s.comesNearLock(o, &e) {
			return nil
		}
		d = s.would(e)
	}
	if breaksLock(o, s.Text(), d) {
		return LockedParagraph
	}
	return nil
}

// would returns what an entry would do to the draft. Nothing may be pending. It
// is dear: the document is made anew.
func (s *State) would(e merge.Entry) delta.Delta {
	did, err := s.doc.Pend(e)
	if err != nil {
		return delta.Delta{}
	}
	s.doc.WithdrawAll()
	return did
}

// comesNearLock reports whether an edit may change a paragraph that is agreed: it
// happens between the letters that its author saw around it, wherever these are
// now. Within one paragraph that is not agreed it changes no other.
func (s *State) comesNearLock(o *draft.Overlay, e *merge.Entry) bool {
	t := s.Text()
	near := func(at, deleted int, inserted string) bool {
		from, to := s.doc.Locate(e.By, e.Base, at), t.Len()
		if at+deleted < e.Delta.BaseLen() {
			next, shown := s.doc.Find(e.By, e.Base, at+deleted+1)
			if to = next; shown {
				to--
			}
		}
		line := t.LineOf(from)
		if _, agreed := o.Agreed(o.ID(line + 1)); !agreed && line == t.LineOf(to) && !strings.Contains(inserted, "\n") {
			return false
		}
		return isNearLock(o, t, from, to)
	}
	at, deleted := 0, 0
	for op := range e.Delta.Ops() {
		switch {
		case op.Delete > 0:
			deleted = op.Delete
		case op.Insert != "":
			if near(at, deleted, op.Insert) {
				return true
			}
			at, deleted = at+deleted, 0
		default:
			if deleted > 0 && near(at, deleted, "") {
				return true
			}
			at, deleted = at+deleted+op.Keep, 0
		}
	}
	return deleted > 0 && near(at, deleted, "")
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
		if op.Keep == 0 && isNearLock(o, t, at, at+op.Delete) {
			return true
		}
		at += op.Keep + op.Delete
	}
	return false
}

// isNearLock reports whether one of the lines of [from, to), or one beside them,
// is agreed.
func isNearLock(o *draft.Overlay, t text.Text, from, to int) bool {
	for line := t.LineOf(from); line <= t.LineOf(to)+2; line++ {
		if _, agreed := o.Agreed(o.ID(line)); agreed {
			return true
		}
	}
	return false
}
