package linear

import (
	"time"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/tui/word"
)

// sees notes an own proposal, to tell when it is on everybody's screen.
func (f *front) sees(p *draft.Proposal, own bool) {
	if p != nil && own && !f.away.CatchingUp() {
		f.unseen.Add(p.Number, p.Made)
	}
}

// askWhoSees asks now and then who has the first of them. What a command asked
// for is answered first.
func (f *front) askWhoSees(now time.Time) {
	if f.draft.Link().State != meeting.Up || f.waitsFor("receipts") {
		return
	}
	if q, ask := f.unseen.Ask(now); ask {
		f.line.Inquire(q)
	}
}

// onScreen takes in who has an own proposal, and reports whether that is what
// the receipts are about.
func (f *front) onScreen(r meeting.Receipts, now time.Time) bool {
	number, asked := f.unseen.Take(r, now)
	if number > 0 && r.Of > 1 { // else nobody else is here
		f.announce(usual, f.here(f.receipted(r, number)))
	}
	return asked
}

// A waitingAsk is something about proposals that this person asked for and the
// server has not answered.
type waitingAsk struct {
	Command uint64 `json:"command"`
	Ask     string `json:"ask"`  // propose, amend and so on, with what it says
	Kept    bool   `json:"kept"` // on this machine: it is sent, once, also after a restart

	state string
}

func (s waitingAsk) words() string { return ended(s.state + word.Say(": ") + s.Ask) }

// waitingAsks are those that wait, in order.
func (f *front) waitingAsks() []waitingAsk {
	all := []waitingAsk{}
	state := word.Say("Sent, waiting")
	if f.draft.Link().State != meeting.Up {
		state = word.Say("Waiting for the link")
	}
	for _, s := range f.draft.Sent() {
		how := state
		if s.Kept {
			how += word.Say(", kept on this machine")
		}
		all = append(all, waitingAsk{s.Number, askWords(s.Ask), s.Kept, how})
	}
	return all
}

// askWords say what is asked for.
func askWords(a meeting.Ask) string {
	label := func(n int) string { return (&draft.Proposal{Number: n}).Label() }
	switch a := a.(type) {
	case meeting.Propose:
		return word.Say("propose: %s", previewed(a.Wording))
	case meeting.Amend:
		return word.Say("amend %s: %s", label(a.Proposal), previewed(a.Wording))
	case meeting.Retract:
		return word.Say("withdraw %s", label(a.Proposal))
	case meeting.React:
		return map[draft.Stance]string{draft.Supporting: word.Say("support %s", label(a.Proposal)), draft.Objecting: word.Say("object to %s", label(a.Proposal)),
			draft.Sponsoring: word.Say("co-sponsor %s", label(a.Proposal)), draft.Neutral: word.Say("take back the stance to %s", label(a.Proposal))}[a.Stance]
	case meeting.Remark:
		return word.Say("comment: %s", a.Text)
	case meeting.Decide:
		return word.Say("decide %s: %s", label(a.Proposal), word.Say(a.Outcome.String()))
	}
	return word.Say("what was asked last")
}
