package meeting

import (
	"slices"
	"unicode/utf8"

	"parley/collab/merge"
)

// An earlier run of this person's client, that is one of the same session, may
// have been killed. What it asked waits, or is in the log, or both; what it
// could take back, this one can.

// takeRestored begins with what an earlier run of this person's client asked
// and nobody answered. It is shown with the first snapshot.
func (s *Seat) takeRestored(r Restored) Change {
	if s.state != nil || len(s.waiting) > 0 {
		return Change{}
	}
	s.waiting, s.number, s.restored = slices.Clone(r.Commands), r.Last, r
	for _, c := range r.Commands {
		s.number = max(s.number, c.Number)
	}
	return Change{Kept: true}
}

// findSteps finds what an earlier run could take back: what the log has of this
// person's, as far back as an undo reaches, and what waits.
func (s *Seat) findSteps(log []merge.Numbered) {
	last := uint64(0)
	var before merge.Entry
	for _, e := range log {
		switch {
		case e.By != s.me.Number:
			continue
		case len(e.Undo) > 0:
			s.undo.Switched(e.Undo)
		default:
			s.undo.Found(e.Number, typesOn(before, e.Entry))
		}
		last, before = e.Number, e.Entry
	}
	for i, c := range s.restored.Commands {
		if c.Number <= last {
			continue
		}
		switch ask := c.Ask.(type) {
		case Edit:
			s.undo.Did(c.Number, s.restored.At[i], false)
		case Undo:
			s.undo.Switched(ask.Of)
		}
	}
	s.restored = Restored{}
}

// mostTyped is how many code points anybody types within BatchFor: what is longer
// was put in at once, by a paste or a command.
const mostTyped = 8

// typesOn reports whether an edit goes on where its author's edit before it
// ended: letters typed behind it. When that was a snapshot does not say.
func typesOn(before, e merge.Entry) bool {
	was, deleted, first, one := before.Delta.Single()
	at, deletes, second, same := e.Delta.Single()
	n := utf8.RuneCountInString(first)
	typed := one && same && deleted == 0 && deletes == 0 && n <= mostTyped && utf8.RuneCountInString(second) <= mostTyped
	return typed && at == was+n && before.Number+1 == e.Number
}
