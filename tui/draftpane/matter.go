package draftpane

import (
	"parley/collab/draft"
	"parley/collab/redline"
)

// A matter is what is proposed about one paragraph: of one proposal all is shown,
// others are folded.
type matter struct {
	shown  *draft.Proposal // as a redline: it fits the paragraph
	views  *draft.Proposal // by its wordings: it was chosen, and does not fit
	others []Proposed
	words  string // of the paragraph
}

// whole is the proposal all of which is shown, nil for none.
func (a matter) whole() *draft.Proposal {
	if a.views != nil {
		return a.views
	}
	return a.shown
}

// about returns what is proposed about a line, counted from 0.
func (m *Model) about(line int) (a matter) {
	here := m.openAt(line + 1)
	if len(here) == 0 {
		return a
	}
	var all []*draft.Proposal
	for _, p := range here {
		if !p.Behind {
			all = append(all, p.Proposal)
		}
	}
	short := m.text.LineEnd(line)-m.text.LineStart(line) <= draft.MaxWording
	if len(all) > 0 && short {
		a.words = m.text.Line(line)
	}
	fits := func(p *draft.Proposal) bool { return p.Was == a.words }
	for _, p := range all {
		if m.expanded[p.Number] && !fits(p) && short && m.open.Views != nil {
			a.views = p
		}
	}
	if a.views == nil {
		a.shown = redline.Choose(all, m.expanded, fits)
	}
	for _, p := range here {
		if !p.Behind && p.Proposal != a.whole() {
			p.Moved = !fits(p.Proposal)
			a.others = append(a.others, p)
		}
	}
	return a
}

// A viewed is what the wordings of a proposal are beside how its paragraph reads.
type viewed struct {
	now  string
	rows [][]redline.Span
}

// views are the strips of the wordings of the proposal that does not fit.
func (m *Model) views(a matter) (all []strip) {
	v, ok := m.viewed[a.views]
	if !ok || v.now != a.words {
		if m.viewed == nil || len(m.viewed) >= seenKept {
			m.viewed = map[*draft.Proposal]viewed{}
		}
		v = viewed{a.words, m.open.Views(a.views, a.words)}
		m.viewed[a.views] = v
	}
	for _, row := range v.rows {
		all = append(all, m.stripsOf(m.inTones(row), a.views)...)
	}
	return all
}

// inTones are words that are not in the text, each stretch in its look.
func (m *Model) inTones(spans []redline.Span) (d dressed) {
	for _, s := range spans {
		with, words := quiet, s.Text
		switch s.Kind {
		case redline.Added:
			with = added
		case redline.Deleted:
			with = cut
		}
		if m.theme.Terminal.Plain {
			words = redline.Plain([]redline.Span{s})
		}
		words = apart(d.text, words) + words
		d.runs = append(d.runs, run{len(d.text), len(d.text) + len(words), with})
		d.text += words
	}
	return d
}
