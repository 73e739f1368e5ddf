package app

import (
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/redline"
	"parley/collab/text"
	"parley/tui/action"
	"parley/tui/palette"
	"parley/tui/word"
	"parley/tui/wording"
)

var stances = map[string]draft.Stance{"support": draft.Supporting, "object": draft.Objecting, "sponsor": draft.Sponsoring, "neutral": draft.Neutral}

var outcomes = map[string]draft.Outcome{
	"accept": draft.Accepted, "reject": draft.Rejected, "bracket": draft.Bracketed, "alternatives": draft.Alternatives,
	"agree": draft.Agreed, "park": draft.Parked, "editorial": draft.Editorial, "reopen": draft.Undecided,
}

// wordingDeed returns what an action about proposals and brackets does, nil for
// others.
func (m *Model) wordingDeed(name string) func() tea.Cmd {
	quiet := func(f func()) func() tea.Cmd { return func() tea.Cmd { f(); return nil } }
	if stance, ok := stances[name]; ok {
		return quiet(func() {
			if p := m.opposed(stance); m.negotiate(meeting.React{Proposal: p.Number, Stance: stance}) && stance == draft.Objecting {
				m.objected(p)
			}
		})
	}
	if outcome, ok := outcomes[name]; ok {
		return quiet(func() { m.decide(outcome) })
	}
	switch name {
	case "propose", "propose-add", "propose-delete", "propose-keep", "amend":
		return quiet(func() { m.openForm(name) })
	case "writers", "profile":
		return quiet(func() { m.askSetting(name) })
	case "propose-move", "comment", "compare":
		return quiet(func() { m.askAtFloor(name) })
	case "my-proposals":
		return quiet(m.openMine)
	case "proposals":
		return quiet(func() { m.focusOn(action.Proposals) })
	case "proposal":
		return quiet(func() { m.openPage(name, m.titleOf(m.document.seat.Table(), m.matter()), m.proposalWords(m.matter())) })
	case "decide":
		return quiet(m.openDecide)
	case "retract":
		return quiet(func() { m.negotiate(meeting.Retract{Proposal: m.matter().Number}) })
	case "objection":
		return quiet(m.askObjections)
	case "undecide":
		return quiet(func() { m.negotiate(meeting.Undecide{Proposal: m.lastDecided().Number}) })
	case "follow":
		return quiet(m.turnFollow)
	case "return":
		return quiet(m.goBack)
	case "bracket-phrase":
		return quiet(m.enclose)
	case "bracket-here":
		return quiet(m.lightBracket)
	case "hold":
		return quiet(m.holdBracket)
	case "lift":
		return quiet(m.liftBracket)
	case "receipts":
		return quiet(m.openReceipts)
	case "brackets":
		return quiet(func() { m.openPage(name, word.Say("SQUARE BRACKETS"), m.bracketWords()) })
	case "view":
		return quiet(m.turnView)
	case "next-open":
		return quiet(func() { m.toOpen(1) })
	case "previous-open":
		return quiet(func() { m.toOpen(-1) })
	case "to-paragraph":
		return quiet(m.toParagraph)
	}
	return nil
}

// negotiate asks for something about proposals, and says that it is on its way.
func (m *Model) negotiate(a meeting.Ask) bool {
	if _, err := m.document.seat.Negotiate(a, m.now()); err != nil {
		m.say(refusal, word.Say("Not done: %s.", refusedBecause(err)))
		return false
	}
	m.sent = true
	m.showProposals()
	if m.document.seat.Link().State != meeting.Up {
		m.say(note, word.Say("It is sent when the link is back; the list of proposals says when it is received."))
	}
	return true
}

// decide decides about the proposal that is meant or, where there is none open,
// about the paragraph at the cursor as it reads.
func (m *Model) decide(outcome draft.Outcome) {
	p := m.matter()
	reopens := outcome == draft.Undecided
	if p != nil && (p.Outcome.Open() || reopens && p.Outcome != draft.Undecided) {
		m.negotiate(meeting.Decide{Proposal: p.Number, Outcome: outcome})
		return
	}
	tab, id := m.document.seat.Table(), m.paragraphHere()
	if _, agreed := tab.Overlay.Agreed(id); reopens && !agreed {
		line, _ := m.draft.Place()
		m.say(refusal, sentence(word.Say("%s is not agreed: it is open", m.labelled(line)+word.Say("line %d", line))))
		return
	}
	m.negotiate(meeting.Decide{Para: id, Outcome: outcome})
}

// askObjections opens the window of objections to a proposal, or closes it.
func (m *Model) askObjections() {
	number := m.matter().Number
	w := m.document.seat.Table().Overlay.Window()
	m.negotiate(meeting.AskObjections{Proposal: number, Off: w != nil && w.Proposal == number})
}

// opposed is the proposal that a stance is about: as long as the chair asks whether
// anybody objects, an objection in the draft is the answer to that.
func (m *Model) opposed(s draft.Stance) *draft.Proposal {
	if w := m.window(); w != nil && s == draft.Objecting && m.focus == action.Reading {
		if p := m.document.seat.Table().Overlay.Proposal(w.Proposal); p != nil {
			return p
		}
	}
	return m.matter()
}

// openDecide lists what can be decided about the proposal that is meant.
func (m *Model) openDecide() {
	p := m.matter()
	m.proposals.Mark(p.Number)
	m.deciding, m.inquired = p.Number, time.Time{}
	m.openPalette("decide", word.Say("DECIDE ")+m.titleOf(m.document.seat.Table(), p), action.Proposals)
	m.refreshOver()
	if list, ok := m.over.(*palette.Model); ok && len(p.Object) > 0 { // who keeps it apart is not asked again
		list.Mark("bracket")
	}
}

// decisions are what can be decided about a proposal, the usual ones first.
func (m *Model) decisions() []palette.Item {
	all := m.items(action.Proposals)
	var items []palette.Item
	for _, name := range []string{"objection", "accept", "reject", "bracket", "alternatives", "agree", "park", "editorial", "reopen", "undecide"} {
		if i := slices.IndexFunc(all, func(it palette.Item) bool { return it.Name == name }); i >= 0 {
			items = append(items, all[i])
		}
	}
	return items
}

// proposalWords are a proposal in full: with three views where its paragraph
// has changed since.
func (m *Model) proposalWords(p *draft.Proposal) []string {
	tab := m.document.seat.Table()
	words := []string{redline.Plain(wording.Spans(p.Wording)), ""}
	if p.Outcome.Open() && tab.Base(p) == draft.Changed {
		words = []string{word.Say("The paragraph has changed since this was proposed. Nothing is merged by itself."), ""}
		for _, view := range threeViews(p, tab.Text.Line(tab.LineOf(p.Para)-1)) {
			words = append(words, redline.Plain(view), "")
		}
	}
	if p.Note != "" {
		words = append(words, word.Say("Note: ")+clean2(p.Note))
	}
	words = append(words, standing(tab, p)+".")
	for _, c := range p.Comments {
		words = append(words, "", clean(string(c.Voice))+word.Say(": ")+clean2(c.Text))
	}
	return words
}

// bracketWords list the brackets, and what is wrong with them.
func (m *Model) bracketWords() []string {
	tab := m.document.seat.Table()
	head := word.Count(len(tab.Brackets.Pairs), "bracket", "brackets")
	if was := tab.Overlay.BracketsWere(); was != len(tab.Brackets.Pairs) {
		head += word.Say(", was %d", was)
	}
	words := []string{head + ".", ""}
	for _, b := range tab.Brackets.Pairs {
		words = append(words, strings.Repeat("  ", b.Depth)+m.bracketLine(tab, b))
	}
	for _, f := range tab.Brackets.Faults {
		words = append(words, word.Say("Line %d: %s.", f.Line, word.Say(f.What.String())))
	}
	return words
}

// bracketLine is a bracket in one line, with who keeps it.
func (m *Model) bracketLine(tab *meeting.Table, b draft.Bracket) string {
	words := "#" + strconv.Itoa(b.Number) + " " + word.Say("line %d", tab.Text.LineOf(b.Open)+1) + word.Say(": ") + plainText(tab.Text.Slice(b.Open, b.Close+1))
	if held := tab.Overlay.Holders(b.Open); len(held) > 0 {
		words += " " + word.Say("kept by %s", clean(wording.Tongue().Voices(held)))
	}
	return words
}

// plainText is what people wrote, on one line and fit for the screen.
func plainText(s string) string { return text.CleanLine(strings.ReplaceAll(s, "\n", " / "), len(s)+4) }
