package draftpane

import (
	"slices"

	"parley/collab/delta"
	"parley/collab/text"
)

// A labelling is how the paragraphs of a text are called.
type labelling struct {
	of    []string // by line; "": it has none
	width int      // cells of the column for them; 0: none is labelled
}

// The column of labels has one of two widths, so that a paragraph more or less
// breaks no row anew: R2bis and OP12 fit the first, R2quater and OP12bis the
// second. What is longer is cut.
const (
	usualLabel = 5
	longLabel  = 8
)

// labelled is the width of the pane, in cells, from which labels stand in the
// gutter: that of the draft beside a column on a screen of 120, and so of all of
// a screen of 80. What is narrower keeps its cells for the text.
const labelled = 79

// SetLabels says how the lines are called, by line: R2bis; "" is a line without a
// label, and nil has none called. The pane keeps the slice and does not change it.
func (m *Model) SetLabels(labels []string) {
	l := labelling{of: labels}
	for _, s := range labels {
		switch cells := m.theme.Ruler.Width(s); {
		case cells > usualLabel:
			l.width = longLabel
		case cells > 0:
			l.width = max(l.width, usualLabel)
		}
	}
	m.labels = l
	m.touch()
}

// labelOf is the label of a line, counted from 0.
func (m *Model) labelOf(line int) string {
	if line < len(m.labels.of) {
		return m.labels.of[line]
	}
	return ""
}

// carry moves the labels through a change of old to new. A line that came in has
// none until the labels are said anew.
func (l *labelling) carry(old, new text.Text, d delta.Delta) {
	if len(l.of) != old.Lines() || new.Lines() == old.Lines() {
		return
	}
	first, last := changes(d)
	head := old.LineOf(first) + 1
	tail := old.Lines() - 1 - old.LineOf(last-d.NewLen()+d.BaseLen())
	if between := new.Lines() - head - tail; between >= 0 {
		l.of = slices.Concat(l.of[:head], make([]string, between), l.of[old.Lines()-tail:])
	}
}

// paintLabel draws the label, or what a proposal is called, in its column.
func (m *Model) paintLabel(b *brush, l line, with *ink) {
	if column := m.gutter().label; column > 0 {
		b.write(m.theme.Ruler.Fit(l.label, column)+" ", with)
	}
}

// markOf is what a proposal is called in the column of the labels.
func (m *Model) markOf(p Proposed) string {
	if m.open.Mark == nil {
		return ""
	}
	return m.open.Mark(p)
}
