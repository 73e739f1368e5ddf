package draftpane

import (
	"slices"

	"parley/collab/delta"
)

// While the user writes in a paragraph, its rows below the caret's are not broken
// anew with every word that does not fit any more: what is written goes into rows
// of its own, and the rest moves down as it is. Else one letter has every row below
// it sent to the terminal once more, and the text that the writer has before the
// eyes jumps. Refill closes the paragraph up, when there is a pause.

// A keep is where rows are kept as they are.
type keep struct {
	from  []int // where such rows begin, rising, all in one paragraph
	caret int   // after the user's last change
}

// keptMost is how many places of a paragraph are written at before it is broken
// anew all the same.
const keptMost = 8

// keepRows has the rows below the caret's stay as they are through the change that
// comes now. Right to left the order in a row is that of the whole paragraph.
func (m *Model) keepRows() {
	s, k := m.here(), &m.kept
	if len(k.from) > 0 && (len(k.from) >= keptMost || m.text.LineOf(k.from[0]) != s.line) {
		m.Refill()
		s = m.here()
	}
	if m.caret.at == k.caret && len(k.from) > 0 || m.rightToLeft || s.strip() != nil || s.ends() || m.text.LineEnd(s.line)-m.text.LineStart(s.line) > 2*segmentSize {
		return
	}
	if at, is := slices.BinarySearch(k.from, s.end()); !is {
		k.from = slices.Insert(k.from, at, s.end())
		m.lays.seen = nil
	}
}

// carryRows moves the places where kept rows begin through a change of the text.
// One that would part a cluster, or would be in another paragraph, is given up.
func (m *Model) carryRows(what delta.Delta) {
	k := &m.kept
	if len(k.from) == 0 {
		return
	}
	k.caret = what.Map(k.caret, delta.Before)
	line := -1
	carried := k.from[:0]
	for _, at := range k.from {
		at = what.Map(at, delta.After)
		of := m.text.LineOf(at)
		if line < 0 {
			line = of
		}
		if of == line && m.text.LineStart(of) < at && at < m.text.LineEnd(of) && !slices.Contains(carried, at) {
			if around := []rune(m.text.Slice(at-1, at+1)); surelyParts(around[0], around[1]) {
				carried = append(carried, at)
			}
		}
	}
	k.from = carried
}

// keptAround returns the stretch of the line [start, end) that the offset is in,
// between where rows are kept. Between two it is the later one.
func (m *Model) keptAround(offset, start, end int) (from, to int) {
	from, to = start, end
	for _, at := range m.kept.from {
		switch {
		case at <= start || at >= end:
		case at <= offset:
			from = at
		default:
			return from, at
		}
	}
	return from, to
}

// Refill breaks the rows anew that were kept as they were while the user wrote.
func (m *Model) Refill() {
	if len(m.kept.from) > 0 {
		m.kept.from, m.lays.seen = m.kept.from[:0], nil
		m.touch()
	}
}
