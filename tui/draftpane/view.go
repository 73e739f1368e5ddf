package draftpane

import (
	"strings"
)

// A drawing is what View returned last.
type drawing struct {
	valid         bool
	width, height int
	screen        string
	x, y          int // the caret
	line          int // its, from 0
}

// View draws the pane: exactly height lines of exactly width cells. Only rows
// that look different from any drawn lately are made again.
func (m *Model) View(width, height int) string {
	width, height = max(width, 1), max(height, 1)
	m.undone = false
	d := &m.drawn
	if d.valid && d.width == width && d.height == height {
		return d.screen
	}
	m.scroll.width = width
	top, here := m.settle(width, height)
	*d = drawing{valid: true, width: width, height: height, y: m.scroll.y, line: here.line}
	d.x = min(m.gutter().width+m.columnOf(here, m.caret.at), width-1)

	var screen strings.Builder
	screen.Grow(2 * width * height)
	for y, s, more := 0, top, true; y < height; y++ {
		if y > 0 {
			screen.WriteByte('\n')
		}
		if !more {
			screen.WriteString(strings.Repeat(" ", width))
			continue
		}
		screen.WriteString(m.drawRow(s, s.same(here), width))
		s, more = m.down(s)
	}
	d.screen = screen.String()
	return d.screen
}

// Cursor returns where in the pane, as View drew it last, the terminal's own
// cursor belongs: column and row from 0.
func (m *Model) Cursor() (x, y int, visible bool) {
	return m.drawn.x, m.drawn.y, m.drawn.width > 0
}

// Click puts the caret at a cell of the pane, as View drew it last: column and
// row from 0.
func (m *Model) Click(x, y int) {
	if !m.drawn.valid {
		return
	}
	at, _ := m.settle(m.drawn.width, m.drawn.height)
	for range y {
		next, more := m.down(at)
		if !more {
			break
		}
		at = next
	}
	m.moveTo(m.offsetAt(at, max(x-m.gutter().width, 0)), false)
	if p := at.strip(); p != nil && p.perch && !m.writing {
		m.caret.perch = p.number
	}
}

// A gutter is what stands to the left of the text: another person's mark where
// that person's cursor is, > where the user's is, the paragraph's number, and
// the mark of who wrote the row, with + where others wrote in it too, and * where
// something is open about the paragraph.
//
//	KE>  12 BR+ that Member States should
//
// A wide pane has the paragraph's label behind its number:
//
//	KE>  12 R1    BR+ that Member States should
type gutter struct {
	width  int
	digits int // of the paragraph's number; 0: a narrow pane shows only cursors
	label  int // cells for the paragraph's label, a blank follows them; 0: it is not shown
}

// narrow is the width below which the gutter has no numbers and authors.
const narrow = 40

const (
	gutterMark = 2 // cells of a person's mark
	gutterRest = 8 // cells of the gutter without the number: mark, >, blank, mark, +, blank
)

func (m *Model) gutter() gutter {
	width := m.scroll.width
	switch {
	case m.bare:
		return gutter{}
	case width == 0:
		width = 80 // not on a screen yet
	case width < 10:
		return gutter{}
	case width < narrow:
		return gutter{width: gutterMark + 1}
	}
	digits := 3
	for n := m.text.Lines(); n >= 1000; n /= 10 {
		digits++
	}
	g := gutter{width: gutterRest + digits, digits: digits}
	if width >= labelled && m.labels.width > 0 {
		g.label = m.labels.width
		g.width += g.label + 1
	}
	return g
}

// SetBare leaves out the gutter and all that is proposed and said, so that
// nothing but the text is on the screen.
func (m *Model) SetBare(yes bool) {
	m.bare = yes
	m.lays.seen = nil
	m.touch()
}

// textWidth is how many cells a row of text has.
func (m *Model) textWidth() int {
	width := m.scroll.width
	if width == 0 {
		width = 80
	}
	return max(1, width-m.gutter().width)
}
