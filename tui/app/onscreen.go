package app

import (
	"strings"
	"time"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/tui/word"
	"parley/tui/wording"
)

// watchOwn asks who has an own proposal, until all have it.
func (m *Model) watchOwn(now time.Time) {
	if m.document.seat.Link().State != meeting.Up {
		return
	}
	if q, ask := m.unseen.Ask(now); ask {
		m.line.Inquire(q)
	}
}

// onScreen tells that an own proposal is on everybody's screen or, after a while,
// on whose it is not.
func (m *Model) onScreen(r meeting.Receipts, now time.Time) {
	number, _ := m.unseen.Take(r, now)
	if number == 0 || r.Of < 2 { // nobody else is here
		return
	}
	if m.onScreens == nil {
		m.onScreens = map[int]meeting.Receipts{}
	}
	m.onScreens[number] = r
	m.say(note, onScreenWords(number, r))
	m.proposed.table = nil // what is said of it
	m.showProposals()
}

// onScreenWords say on how many screens a proposal is, and whose are behind.
func onScreenWords(number int, r meeting.Receipts) string {
	words := wording.OnScreen(number, r)
	if names := wording.Behind(r); len(names) > 0 {
		words += word.Say("; behind: ") + clean2(strings.Join(names, ", "))
	}
	return words + "."
}

// reached says how far an own proposal has come, behind how it stands: it was
// received, or is on the screen of so many.
func (m *Model) reached(p *draft.Proposal) string {
	if !p.Outcome.Open() {
		return ""
	}
	if r, known := m.onScreens[p.Number]; known {
		return ", " + word.Say("on the screen of %d of %d", r.Seen, r.Of)
	}
	if m.unseen.Waits(p.Number) {
		return ", " + word.Say("received")
	}
	return ""
}
