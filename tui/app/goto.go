package app

import (
	"slices"
	"strings"

	"parley/collab/draft"
	"parley/collab/floor"
	"parley/tui/word"
)

// goTo goes to what the words name: a line or a paragraph's label, P-31, #2, one
// of these in another document, as in 2/P-31, or a list of all brackets or
// proposals. It returns what is wrong with them, in
// words, and "" where it went there.
func (m *Model) goTo(words string) (wrong string) {
	tab := m.document.seat.Table()
	words = strings.TrimSpace(words)
	if in, at := floor.CutDocument(words); in != 0 {
		return m.goesTo(in, strings.TrimSpace(at))
	}
	upper := strings.ToUpper(words)
	switch n, isProposal := draft.ParseNumber(words); {
	case strings.EqualFold(words, "brackets"), strings.EqualFold(words, word.Say("brackets")):
		m.endAsk(false)
		m.do("brackets")
		return ""
	case strings.EqualFold(words, "proposals"), strings.EqualFold(words, word.Say("proposals")):
		m.endAsk(false)
		m.do("proposals")
		return ""
	case slices.ContainsFunc([]string{"my proposals", "mine", word.Say("my proposals")}, func(s string) bool { return strings.EqualFold(words, s) }):
		m.endAsk(false)
		m.do("my-proposals")
		return ""
	case strings.HasPrefix(words, "#"):
		n, _ := draft.ParseNumber(words[1:])
		b := tab.Brackets.Of(n)
		if b == nil {
			return word.Say("there is no such bracket: they go from #1 to #%d", len(tab.Brackets.Pairs))
		}
		m.leaves()
		m.stopAt(tab, bracketPoint(tab, *b))
	case isProposal && strings.HasPrefix(upper, "P"):
		p := tab.Overlay.Proposal(n)
		switch {
		case p == nil:
			return word.Say("there is no P-%d", n)
		case p.Para != 0 && tab.LineOf(p.Para) == 0:
			return word.Say("the paragraph of P-%d is gone", n)
		}
		m.leaves()
		m.draft.Goto(tab.LineOf(p.Para))
		m.draft.Expand(n)
		m.proposals.Mark(n)
		m.say(news, m.titleOf(tab, p)+". "+standing(tab, p)+".")
	default:
		line, err := tab.Line(words, false)
		if err != nil {
			return word.Say("there is no %s: lines are 1 to %d", clean(words), m.document.seat.Text().Lines())
		}
		m.leaves()
		m.draft.Goto(line)
	}
	return ""
}

// A place is one in the draft that was left with a jump.
type place struct {
	line int // 0: none
}

// leaves notes where the cursor is before it jumps, to return there.
func (m *Model) leaves() {
	line, _ := m.draft.Place()
	m.left = place{line}
}

// goBack returns to where the cursor was before it jumped last; again, to where
// it jumped.
func (m *Model) goBack() {
	to := m.left
	if to.line == 0 {
		m.say(note, word.Say("You have not jumped anywhere yet."))
		return
	}
	m.leaves()
	m.draft.Goto(to.line)
	m.say(note, word.Say("Back at line %d.", to.line))
}
