package export

import (
	"fmt"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/redline"
)

// negotiated notes what was proposed, what was said to it and what was decided.
func (m *minutes) negotiated(s step) {
	switch what := s.What.(type) {
	case meeting.Proposed:
		m.proposed(s, len(s.state.Overlay().Proposals()), "proposes")
	case meeting.Amended:
		m.proposed(s, what.Proposal, "amends its proposal")
	case meeting.Retracted:
		m.about(s, what.Proposal, "%s withdraws %s.")
	case meeting.Reacted:
		m.about(s, what.Proposal, "%s "+map[draft.Stance]string{draft.Supporting: "supports", draft.Objecting: "objects to",
			draft.Sponsoring: "co-sponsors", draft.Neutral: "neither supports nor objects to"}[what.Stance]+" %s.")
	case meeting.Remarked:
		on := "a passage of the draft"
		if what.Proposal > 0 {
			on = label(what.Proposal)
		}
		m.add(s, fmt.Sprintf("%s comments on %s:", line(voice(s.state, s.By)), on), line(what.Text))
	case meeting.ObjectionsAsked:
		if !what.Off {
			m.about(s, what.Proposal, "%s asks whether anybody objects to %s.")
		}
	case meeting.Decided:
		m.decided(s, what)
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
	r := table(s.state)[n-1]
	quote := lines(redline.Plain(r.Words))
	if r.Note != "" {
		quote += "\nNote: " + line(r.Note)
	}
	m.add(s, fmt.Sprintf("%s %s %s: %s %s.", line(p.From()), does, r.Label, r.Mark, line(r.On)), quote)
}

// about notes what somebody did with a proposal.
func (m *minutes) about(s step, n int, words string) {
	m.add(s, fmt.Sprintf(words, line(voice(s.state, s.By)), label(n)), "")
}

// decided notes a decision with the version that it made.
func (m *minutes) decided(s step, what meeting.Decided) {
	if p := s.state.Proposal(what.Proposal); p != nil {
		by := "by the server, as nobody objected"
		if s.By != 0 {
			by = "by " + line(voice(s.state, s.By))
		}
		m.add(s, fmt.Sprintf("**%s (%s): %s**, version %d, %s.", p.Label(), line(p.From()), what.Outcome, s.Number, by), "")
		return
	}
	words := "agreed ad ref"
	if what.Outcome == draft.Undecided {
		words = "open again"
	}
	m.add(s, fmt.Sprintf("Line %d is %s, version %d.", s.state.Overlay().Line(what.Para), words, s.Number), "")
}

func label(n int) string { return fmt.Sprintf("P-%d", n) }
