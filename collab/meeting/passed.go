package meeting

import (
	"slices"
	"time"

	"parley/collab/draft"
)

// passOver takes back the own commands before one that happened. The server
// takes a person's commands by growing number, so they never will: word of
// their refusal was lost.
func (s *Seat) passOver(happened uint64, now time.Time) (change Change) {
	for len(s.waiting) > 0 && s.waiting[0].Number < happened {
		change = change.then(s.takeRefused(Refused{s.waiting[0].Number, Malformed}, now))
	}
	return change
}

// then is a change and another one after it.
func (c Change) then(next Change) Change {
	all := Change{
		Text: next.Text, Whole: c.Whole || next.Whole,
		Draft: c.Draft || next.Draft, Chat: c.Chat || next.Chat, People: c.People || next.People,
		Cursors: c.Cursors || next.Cursors, Link: c.Link || next.Link, Kept: c.Kept || next.Kept,
		Floor: c.Floor || next.Floor, Table: c.Table || next.Table,
	}
	if !c.Text.Changes() {
		return all
	}
	if all.Text = c.Text; next.Text.Changes() {
		both, err := c.Text.Compose(next.Text)
		all.Text, all.Whole = both, all.Whole || err != nil
	}
	return all
}

// answered takes out the waiting commands up to the last that the log has. What
// of them it does not have was refused while there was no line to say so.
func (s *Seat) answered(last uint64) {
	s.waiting = slices.DeleteFunc(s.waiting, func(c Command) bool {
		if c.Number > last {
			return false
		}
		if drafts(c.Ask) && c.Base >= s.state.Oldest() && !s.state.doc.Has(s.me.Number, c.Number) {
			s.refuse(c, Malformed)
		}
		if p, ok := c.Ask.(Propose); ok && !s.isProposed(p) {
			s.refuse(c, Malformed)
		}
		return true
	})
}

// isProposed reports whether a proposal of this person's is before the meeting,
// as it was made or amended since.
func (s *Seat) isProposed(asked Propose) bool {
	return slices.ContainsFunc(s.state.Overlay().Proposals(), func(p *draft.Proposal) bool {
		return p.By == s.me.Number && (p.Wording == asked.Wording || p.Amended > 0)
	})
}
