package draftpane

import (
	"maps"
	"slices"
	"sort"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/redline"
	"parley/collab/text"
)

// A Proposed is an open proposal, where it belongs in the text.
type Proposed struct {
	*draft.Proposal
	Line   int  // of its paragraph, from 1; where Behind is set, of the one before it, 0: the top
	Behind bool // it puts a paragraph behind the line
	Moved  bool // its paragraph reads otherwise by now than when it was made; set by the pane
}

// An Open is what is not agreed about a text, and what is said of it. The pane
// keeps its slices and its map, and changes the slices.
type Open struct {
	Proposals []Proposed            // by growing Line
	Signs     []draft.Sign          // of brackets, by growing place
	Notes     map[int]string        // words behind the end of a line
	Remarks   []Remark              // by growing Line
	Bracket   func(n int) string    // what stands behind bracket #n
	Title     func(Proposed) string // what one is, and how it stands
	Short     func(Proposed) string // the same in two words, of one that is folded
	// Views are the wordings of one whose paragraph reads now otherwise than when it
	// was made, each a row or more of its own.
	Views func(p *draft.Proposal, now string) [][]redline.Span
	Mark  func(Proposed) string // what its kind is called in the gutter, MOD; nil: nothing
}

// A Remark is what somebody says about a line, counted from 1: it stands below.
type Remark struct {
	Line int
	Text string
}

// SetOpen says what is open about the text as the pane has it. What others and
// the user change afterwards carries it along until it is said anew.
func (m *Model) SetOpen(o Open) {
	m.open = o
	if len(m.worded) > draft.MaxProposals {
		m.worded = nil
	}
	m.lays.seen = nil
	m.touch()
}

// ShowProposals has proposals shown in the text as redlines, or not.
func (m *Model) ShowProposals(yes bool) {
	m.hideOpen = !yes
	if !yes {
		m.caret.perch = 0
	}
	m.lays.seen = nil
	m.touch()
}

// Expand has P-n shown where several are about its paragraph, and puts the
// cursor there.
func (m *Model) Expand(number int) {
	for _, p := range m.open.Proposals {
		if p.Number != number || m.hideOpen {
			continue
		}
		if !p.Behind {
			m.expand(p)
			m.Goto(p.Line)
			m.scroll.shows = true
			return
		}
		if p.Kind == draft.Insert {
			at := 0
			if p.Line > 0 {
				at = m.text.LineEnd(min(p.Line, m.text.Lines()) - 1)
			}
			m.moveTo(at, false)
			if !m.writing {
				m.caret.perch = number
			}
			return
		}
	}
}

// Choose has P-n shown where several are about its paragraph, and leaves the
// cursor where it is.
func (m *Model) Choose(number int) {
	for _, p := range m.open.Proposals {
		if p.Number == number && !p.Behind {
			m.expand(p)
			m.touch()
			return
		}
	}
}

// expand chooses p among those about its line.
func (m *Model) expand(p Proposed) {
	chosen := map[int]bool{p.Number: true}
	for _, q := range m.open.Proposals {
		if m.expanded[q.Number] && (q.Line != p.Line || q.Behind) {
			chosen[q.Number] = true
		}
	}
	m.expanded, m.lays.seen = chosen, nil
}

// Expanded returns the proposals that were chosen to be expanded.
func (m *Model) Expanded() []int { return slices.Sorted(maps.Keys(m.expanded)) }

// Meant returns the number of the proposal that is expanded where the cursor
// is; 0: none is.
func (m *Model) Meant() int {
	if m.caret.perch != 0 {
		return m.caret.perch
	}
	if p := m.about(m.text.LineOf(m.caret.at)).whole(); p != nil {
		return p.Number
	}
	return 0
}

// openAt returns the open proposals that belong to a line, from 1; those behind
// line 0 are at the top.
func (m *Model) openAt(line int) []Proposed {
	if m.hideOpen || m.bare {
		return nil
	}
	all := m.open.Proposals
	first := sort.Search(len(all), func(i int) bool { return all[i].Line >= line })
	n := sort.Search(len(all)-first, func(i int) bool { return all[first+i].Line > line })
	return all[first : first+n]
}

// shows reports whether the proposal is the one expanded in its paragraph.
func (m *Model) shows(p *draft.Proposal) bool {
	for _, q := range m.open.Proposals {
		if q.Proposal == p && !q.Behind {
			return m.about(q.Line-1).shown == p
		}
	}
	return false
}

// carryOpen moves what is open through a change of the text from old to the
// pane's own.
func (m *Model) carryOpen(old text.Text, d delta.Delta) {
	o := &m.open
	if old.Lines() != m.text.Lines() {
		for i := range o.Proposals {
			if p := &o.Proposals[i]; p.Line > 0 && p.Line <= old.Lines() {
				p.Line = m.text.LineOf(d.Map(old.LineStart(p.Line-1), delta.After)) + 1
			}
		}
		for i := range o.Remarks {
			if r := &o.Remarks[i]; r.Line <= old.Lines() {
				r.Line = m.text.LineOf(d.Map(old.LineStart(r.Line-1), delta.After)) + 1
			}
		}
		notes := make(map[int]string, len(o.Notes))
		for line, words := range o.Notes {
			if line <= old.Lines() {
				notes[m.text.LineOf(d.Map(old.LineStart(line-1), delta.After))+1] = words
			}
		}
		o.Notes = notes
	}
	first, last := changes(d)
	by := d.NewLen() - d.BaseLen()
	last -= by // in the old text
	from := sort.Search(len(o.Signs), func(i int) bool { return o.Signs[i].At >= first })
	kept := o.Signs[:from]
	for _, s := range o.Signs[from:] {
		if s.At >= last {
			s.At += by
		} else if at := d.Map(s.At, delta.After); at < d.Map(s.At+1, delta.Before) {
			s.At = at
		} else {
			continue // it was deleted
		}
		kept = append(kept, s)
	}
	o.Signs = kept
}

// signsIn returns the brackets' signs in [from, to).
func (m *Model) signsIn(from, to int) []draft.Sign {
	all := draft.Brackets{Signs: m.open.Signs}
	return slices.Clone(all.Within(from, to))
}
