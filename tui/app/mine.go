package app

import (
	"fmt"
	"slices"
	"strings"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/tui/palette"
	"parley/tui/word"
)

// A mineItem is something that this person's delegation proposes, at any stage, and
// how one gets to it.
type mineItem struct {
	palette.Item
	goes func()
}

// openMine lists what this person's delegation proposes.
func (m *Model) openMine() {
	items := m.mineItems()
	if len(items) == 0 {
		m.say(note, word.Say("You have proposed nothing yet: in the draft, %s proposes other words for the paragraph at the cursor.", m.keyFor("propose")))
		return
	}
	m.endAsk(false)
	m.over, m.overName = palette.Ask(m.theme, word.Say("MY PROPOSALS"), nil, items), "mine"
}

// mineItems are the answers of that list.
func (m *Model) mineItems() (items []palette.Item) {
	for _, it := range m.mine() {
		items = append(items, it.Item)
	}
	return items
}

// mineChosen goes to what was chosen, and reports whether it was one.
func (m *Model) mineChosen(name string) bool {
	all := m.mine()
	i := slices.IndexFunc(all, func(it mineItem) bool { return it.Name == name })
	if i < 0 {
		return false
	}
	m.leaves()
	all[i].goes()
	return true
}

// mine are those of all documents, of the one in view first.
func (m *Model) mine() []mineItem {
	all := m.mineHere()
	for _, d := range m.documents {
		if d == m.inView || !d.seat.Joined() {
			continue
		}
		m.within(d, func() {
			for _, it := range m.mineHere() {
				goes := it.goes
				it.Name, it.Title = fmt.Sprint(it.Name, "-", d.number), m.named(it.Title)
				it.goes = func() {
					m.elsewhere = d.number
					m.bringIntoView(d)
					goes()
				}
				all = append(all, it)
			}
		})
	}
	return all
}

// mineHere are what was put away and not sent, what waits for the server, what is
// open and what was decided, each with the newest first.
func (m *Model) mineHere() (all []mineItem) {
	tab := m.document.seat.Table()
	about := func(w draft.Wording) string { return m.markOf(w.Kind) + " " + m.whereOf(tab, w) }
	for key, w := range m.put {
		all = append(all, mineItem{
			palette.Item{Name: fmt.Sprint("mine-put-", key), Title: word.Say("Draft, not sent: %s", about(w))},
			func() { m.takeUp(tab, key) },
		})
	}
	slices.SortFunc(all, func(a, b mineItem) int { return strings.Compare(a.Name, b.Name) })
	waiting, says := m.sentProposals()
	for i, p := range slices.Backward(waiting) {
		all = append(all, mineItem{
			palette.Item{Name: fmt.Sprint("mine-sent-", i), Title: says[p] + word.Say(": ") + about(p.Wording)},
			func() { m.draft.Goto(tab.LineOf(p.Para)) },
		})
	}
	var decided []mineItem
	for _, p := range slices.Backward(tab.Overlay.Proposals()) {
		if p.Voice != meeting.VoiceOf(m.seat.Me()) {
			continue
		}
		it := mineItem{
			palette.Item{Name: fmt.Sprint("mine-", p.Label()), Title: m.titleOf(tab, p) + ". " + standing(tab, p) + m.reached(p)},
			func() { m.toMine(p) },
		}
		if p.Outcome.Open() {
			all = append(all, it)
		} else {
			decided = append(decided, it)
		}
	}
	return append(all, decided...)
}

// takeUp opens a form again that was put away.
func (m *Model) takeUp(tab *meeting.Table, key formKey) {
	m.draft.Goto(tab.LineOf(key.para))
	name := map[draft.Kind]string{draft.Change: "propose", draft.Insert: "propose-add", draft.Remove: "propose-delete", draft.Keep: "propose-keep"}[key.kind]
	if key.number > 0 {
		m.draft.Expand(key.number)
		name = "amend"
	}
	m.do(name)
}

// toMine goes to a proposal in the draft or, where its paragraph is gone, reads it.
func (m *Model) toMine(p *draft.Proposal) {
	if m.goTo(p.Label()) != "" {
		m.openPage("proposal", m.titleOf(m.document.seat.Table(), p), m.proposalWords(p))
	}
}
