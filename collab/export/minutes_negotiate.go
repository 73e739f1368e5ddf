package export

import (
	"fmt"
	"maps"
	"slices"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/redline"
	"parley/collab/text"
)

// negotiated notes what was proposed, what was said to it and what was decided.
func (m *minutes) negotiated(s step) {
	switch what := s.What.(type) {
	case meeting.Proposed:
		m.proposed(s, len(s.state.Overlay().Proposals()), "proposes")
	case meeting.Amended:
		if p := s.state.Proposal(what.Proposal); p != nil && len(p.Support)+len(p.Object)+len(p.Sponsors) == 0 {
			m.forget(what.Proposal) // they spoke about other words
		}
		m.proposed(s, what.Proposal, "amends its proposal")
	case meeting.Retracted:
		m.about(s, what.Proposal, "%s withdraws %s.")
	case meeting.Reacted:
		m.reacted(s, what)
	case meeting.Remarked:
		on := "a passage of the draft"
		if what.Proposal > 0 {
			on = label(what.Proposal)
		}
		m.add(s, fmt.Sprintf("%s comments on %s:", who(s), on), line(what.Text))
	case meeting.ObjectionsAsked:
		if !what.Off {
			m.about(s, what.Proposal, "%s asks whether anybody objects to %s.")
		}
	case meeting.Decided:
		m.decided(s, what)
	case meeting.Retained:
		m.retained(s, what)
	case meeting.Undecided:
		m.about(s, what.Proposal, "%s takes the decision about %s back.")
	}
}

// proposed notes a proposal as it reads now.
func (m *minutes) proposed(s step, n int, does string) {
	p := s.state.Proposal(n)
	if p == nil {
		return
	}
	r := rowOf(s.state, m.labels(s.state), p)
	quote := lines(redline.Plain(r.Words))
	if r.Note != "" {
		quote += "\nNote: " + line(r.Note)
	}
	words := fmt.Sprintf("%s %s %s: %s %s", who(s), does, r.Label, r.Mark, line(r.On))
	if p.For != "" {
		words += ", for " + line(p.For)
	}
	m.add(s, words+".", quote)
}

// labels are those of the lines as the draft reads at this step.
func (m *minutes) labels(s *meeting.State) []string {
	now := labelled{s.Text(), s.Settings().Profile}
	if m.labelled != now || m.lines == nil {
		m.labelled, m.lines = now, s.Overlay().Labels(now.text)
	}
	return m.lines
}

// A labelled text has labels by a profile.
type labelled struct {
	text    text.Text
	profile draft.Profile
}

// who is how the minutes name who did something: the delegation, with the
// person behind it.
func who(s step) string {
	p, _ := s.state.Person(s.By)
	return speaker(s.state, p.Member())
}

// stances are how the minutes tell that a delegation takes one, and that it had
// taken it before.
var stances = [...]struct{ now, before string }{
	draft.Neutral:    {"neither supports nor objects to %s any more", ""},
	draft.Supporting: {"supports %s", "having supported it before"},
	draft.Objecting:  {"objects to %s", "having objected to it before"},
	draft.Sponsoring: {"co-sponsors %s", "having co-sponsored it before"},
}

// A standing is how a delegation stands to a proposal.
type standing struct {
	proposal int
	voice    string
}

// reacted notes a stance. A delegation has one voice, that of who spoke last.
func (m *minutes) reacted(s step, what meeting.Reacted) {
	if m.stances == nil {
		m.stances = map[standing]draft.Stance{}
	}
	of := standing{what.Proposal, voice(s.state, s.By)}
	words := who(s) + " " + fmt.Sprintf(stances[what.Stance].now, label(what.Proposal))
	if before := m.stances[of]; before != draft.Neutral && before != what.Stance && what.Stance != draft.Neutral {
		words += ", " + stances[before].before
	}
	m.stances[of] = what.Stance
	m.add(s, words+".", "")
}

// forget forgets how delegations stood to a proposal.
func (m *minutes) forget(proposal int) {
	maps.DeleteFunc(m.stances, func(of standing, _ draft.Stance) bool { return of.proposal == proposal })
}

// about notes what somebody did with a proposal.
func (m *minutes) about(s step, n int, words string) {
	m.add(s, fmt.Sprintf(words, who(s), label(n)), "")
}

// decided notes a decision with the version that it made.
func (m *minutes) decided(s step, what meeting.Decided) {
	if p := s.state.Proposal(what.Proposal); p != nil {
		by := "by " + line(voice(s.state, s.By))
		if s.Command == 0 { // nobody sent it: the time for objections was over
			by += ", as nobody objected"
		}
		m.add(s, fmt.Sprintf("**%s (%s): %s**, version %d, %s.", p.Label(), line(p.From()), what.Outcome, s.Number, by), "")
		return
	}
	words := "agreed ad ref"
	if what.Outcome == draft.Undecided {
		words = "open again"
	}
	n, reads := s.state.Overlay().Line(what.Para), ""
	if n > 0 {
		reads = line(s.state.Text().Line(n - 1))
	}
	where := name(s.state.Overlay(), m.labels(s.state), what.Para)
	m.add(s, fmt.Sprintf("**%s: %s**, version %d, by %s.", upper(where), words, s.Number, line(voice(s.state, s.By))), reads)
}

// mostHeld bounds how much of a bracket is said, in code points.
const mostHeld = 120

// retained notes who keeps a bracket.
func (m *minutes) retained(s step, what meeting.Retained) {
	t := s.state.Text()
	b := draft.FindBrackets(t)
	i := slices.IndexFunc(b.Pairs, func(p draft.Bracket) bool { return p.Open == what.At })
	if i < 0 {
		return // it is not closed
	}
	from, to, more := what.At, b.Pairs[i].Close+1, ""
	if to-from > mostHeld {
		to, more = from+mostHeld, "..."
	}
	does := "keeps"
	if what.Off {
		does = "lets go of"
	}
	m.add(s, fmt.Sprintf("%s %s the bracket %s.", who(s), does, line(t.Slice(from, to)+more)), "")
}

func label(n int) string { return fmt.Sprintf("P-%d", n) }
