package app

import (
	"cmp"
	"slices"
	"strconv"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/tui/action"
	"parley/tui/draftpane"
	"parley/tui/word"
	"parley/tui/wording"
)

// openOf is what the draft pane shows in the text and behind it: what is
// proposed, the brackets' numbers and who keeps them, and what is agreed.
func (m *Model) openOf(tab *meeting.Table) draftpane.Open {
	waiting, waits := m.sentProposals()
	o := draftpane.Open{
		Proposals: placed(tab, waiting...), Signs: slices.Clone(tab.Brackets.Signs), Notes: map[int]string{},
		Bracket: func(n int) string { return bracketNote(tab, n) },
		Views:   threeViews,
		Title: func(p draftpane.Proposed) string {
			if words, mine := waits[p.Proposal]; mine {
				return word.Say("Mine, %s", markIn(tab, p.Kind)) + ". " + words
			}
			return clean2(m.titleOf(tab, p.Proposal) + ". " + standing(tab, p.Proposal) + m.reached(p.Proposal))
		},
		Short: func(p draftpane.Proposed) string {
			if words, mine := waits[p.Proposal]; mine {
				return word.Say("Mine, %s", markIn(tab, p.Kind)) + word.Say(": ") + words
			}
			words := p.Label() + " " + clean(wording.From(p.Proposal))
			if p.Moved {
				words += word.Say(": ") + word.Say(draft.Changed.String()) + word.Say(", %s shows how", m.keyFor("next-open"))
			}
			return words
		},
	}
	o.Mark = func(p draftpane.Proposed) string {
		if mark := tab.Overlay.Settings.Profile.Mark(p.Kind); mark != p.Kind.String() {
			return mark
		}
		return ""
	}
	for _, k := range tab.Overlay.Marks() {
		if k.Comment.Text != "" && !k.Orphaned() {
			o.Remarks = append(o.Remarks, draftpane.Remark{Line: tab.Text.LineOf(min(k.From, tab.Text.Len())) + 1,
				Text: clean(string(k.Comment.Voice)) + word.Say(": ") + clean2(k.Comment.Text)})
		}
	}
	slices.SortStableFunc(o.Remarks, func(a, b draftpane.Remark) int { return a.Line - b.Line })
	if tab.Overlay.Locks() {
		for i, id := range tab.IDs {
			if _, agreed := tab.Overlay.Agreed(id); agreed && id != 0 {
				o.Notes[i+1] = "(" + word.Say("agreed ad ref") + ")"
			}
		}
	}
	return o
}

// sentProposals are this person's own that the server has not answered yet, which
// have no number, and what is said of each.
func (m *Model) sentProposals() (all []*draft.Proposal, says map[*draft.Proposal]string) {
	says = map[*draft.Proposal]string{}
	for _, s := range m.document.seat.Sent() {
		if a, ok := s.Ask.(meeting.Propose); ok {
			p := &draft.Proposal{Wording: a.Wording, By: m.seat.Me().Number, Voice: meeting.VoiceOf(m.seat.Me())}
			all, says[p] = append(all, p), waitsWords(s.Kept)
		}
	}
	return all, says
}

// placed are the open proposals and those that wait, where they belong in the
// text, by line. One that moves a paragraph is at both places.
func placed(tab *meeting.Table, waiting ...*draft.Proposal) (all []draftpane.Proposed) {
	for _, p := range append(tab.Overlay.Open(), waiting...) {
		line := tab.LineOf(p.Para)
		switch {
		case p.Para != 0 && line == 0: // its paragraph is gone
		case p.Kind == draft.Insert:
			all = append(all, draftpane.Proposed{Proposal: p, Line: line, Behind: true})
		default:
			all = append(all, draftpane.Proposed{Proposal: p, Line: line})
			if after := tab.LineOf(p.After); p.Kind == draft.Move && (after > 0 || p.After == 0) {
				all = append(all, draftpane.Proposed{Proposal: p, Line: after, Behind: true})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b draftpane.Proposed) int { return a.Line - b.Line })
	return all
}

// bracketNote is what stands behind a bracket: #2 Kenya, Brazil.
func bracketNote(tab *meeting.Table, n int) string {
	words := "#" + strconv.Itoa(n)
	if b := tab.Brackets.Of(n); b != nil {
		if held := tab.Overlay.Holders(b.Open); len(held) > 0 {
			words += " " + clean(wording.Tongue().Voices(held))
		}
	}
	return words
}

// A point is something open, and where: proposals about a line come before its
// brackets, and those before what is proposed behind it.
type point struct {
	line, class, value int // value: a proposal's number, or a place in the text
	bracket            int // its number; 0: none
	fault              draft.FaultKind
}

func (p point) compare(q point) int {
	return cmp.Or(p.line-q.line, p.class-q.class, p.value-q.value)
}

// A stop is where a step from point to point led.
type stop struct {
	point
	at, meant int // where the cursor was then, and the proposal shown there
}

// points are all that is open, in the order of the text.
func points(tab *meeting.Table) (all []point) {
	for _, p := range placed(tab) {
		switch {
		case !p.Behind:
			all = append(all, point{line: p.Line, value: p.Number})
		case p.Kind == draft.Insert:
			all = append(all, point{line: p.Line, class: 2, value: p.Number})
		}
	}
	for _, b := range tab.Brackets.Pairs {
		all = append(all, bracketPoint(tab, b))
	}
	for _, f := range tab.Brackets.Faults {
		all = append(all, point{line: f.Line, class: 1, value: f.At, fault: f.What})
	}
	slices.SortFunc(all, point.compare)
	return all
}

func bracketPoint(tab *meeting.Table, b draft.Bracket) point {
	return point{line: tab.Text.LineOf(b.Open) + 1, class: 1, value: b.Open, bracket: b.Number}
}

// toOpen goes to the next point that is open, or back to the one before, and says
// what it is.
func (m *Model) toOpen(step int) {
	tab := m.document.seat.Table()
	all := points(tab)
	if len(all) == 0 {
		m.say(note, word.Say("Nothing is open: no proposal is undecided, and there is no bracket."))
		return
	}
	m.showProposals()
	m.leaves()
	i, on := slices.BinarySearchFunc(all, m.pointHere(), point.compare)
	switch {
	case step < 0:
		i--
	case on:
		i++
	}
	m.stopAt(tab, all[(i+len(all))%len(all)])
}

// pointHere is where the cursor is among the points.
func (m *Model) pointHere() point {
	at, _ := m.draft.At()
	meant := m.draft.Meant()
	if s := m.stop; s.line > 0 && s.at == at && s.meant == meant {
		return s.point
	}
	line, column := m.draft.Place()
	if column > 1 {
		return point{line: line, class: 1, value: at}
	}
	return point{line: line, value: meant}
}

// stopAt goes to a point and says what it is.
func (m *Model) stopAt(tab *meeting.Table, p point) {
	if p.fault != 0 {
		m.draft.GotoOffset(p.value)
		m.say(refusal, word.Say("Line %d: %s.", p.line, word.Say(p.fault.String())))
	} else if b := tab.Brackets.Of(p.bracket); b != nil {
		m.draft.GotoOffset(b.Open)
		m.lightPair(tab, b)
	} else if q := tab.Overlay.Proposal(p.value); q != nil {
		m.draft.Expand(q.Number)
		m.proposals.Mark(q.Number)
		m.say(news, m.titleOf(tab, q)+". "+standing(tab, q)+".")
	}
	at, _ := m.draft.At()
	m.stop = stop{p, at, m.draft.Meant()}
}

// toParagraph goes to the paragraph that the marked proposal is about.
func (m *Model) toParagraph() {
	tab, p := m.document.seat.Table(), m.matter()
	m.leaves()
	m.focusOn(action.Reading)
	line := tab.LineOf(p.Para)
	if line == 0 && p.Para != 0 {
		m.say(note, word.Say("Its paragraph is gone."))
		return
	}
	m.draft.Goto(line)
	m.draft.Expand(p.Number)
}
