package app

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/tui/action"
	"parley/tui/frame"
	"parley/tui/word"
)

// View draws the screen.
func (m *Model) View() tea.View {
	content, x, y := m.screen()
	v := tea.NewView(content)
	v.AltScreen = true
	v.ReportFocus = true
	if m.config.Mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	v.KeyboardEnhancements.ReportEventTypes = m.hold.wanted
	v.WindowTitle = "Parley"
	if title := clean(m.seat.Title()); title != "" {
		v.WindowTitle = title + word.Say(" - Parley")
	}
	v.Cursor = tea.NewCursor(min(max(x, 0), max(m.width-1, 0)), min(max(y, 0), max(m.height-1, 0)))
	v.Cursor.Blink = false
	m.pace.draws(v, m.program, time.Now())
	return v
}

// screen returns the lines of the screen and where the real cursor belongs: it
// is always at what has the keys.
func (m *Model) screen() (content string, x, y int) {
	if m.width <= 0 || m.height <= 0 {
		return "", 0, 0
	}
	if m.tooSmall() {
		return m.smallScreen(), 0, 0
	}
	if m.onlyText() {
		return m.bareScreen()
	}
	m.refreshOver()
	foot, askedX, askedY := m.footing() // before the panes, which have the rest
	lines := make([]string, 0, m.height)
	lines = append(lines, m.ordered(m.facts().View(m.theme, m.width)))
	body, x, y := m.body()
	lines = append(lines, body...)
	if n := m.captionRoom(); n > 0 {
		captions := m.captions.Last(m.width, n)
		m.inOrder(captions, 0, -1)
		lines = append(lines, captions...)
	}
	if askedY >= 0 {
		x, y = askedX, askedY
	}
	return strings.Join(append(lines, foot...), "\n"), x, y
}

// smallScreen says what to do about a terminal that is too small.
func (m *Model) smallScreen() string {
	words := word.Say("This window has %dx%d characters, too few for the meeting. Make it at least %dx%d. You are still in; Ctrl+C leaves. parley join LINK --linear goes on in lines, in any size.", m.width, m.height, leastWidth, leastHeight)
	if m.overName == "quit" {
		words = word.Say("Leave the meeting? Ctrl+C again leaves, Esc stays.")
		if n := m.waiting(); n > 0 {
			words += word.Say(" %d not received yet.", n)
		}
	}
	var lines []string
	for _, l := range m.theme.Ruler.Wrap(words, m.width) {
		lines = append(lines, frame.Line(m.theme, m.theme.Text, l, m.width))
	}
	return strings.Join(frame.Fill(lines, m.width, m.height), "\n")
}

// body draws the panes and what lies over them.
func (m *Model) body() (lines []string, x, y int) {
	l := m.lay()
	upright := m.theme.Rule.Render(m.theme.Marks.Vertical)
	put := func(r rect, w []string) {
		for i := range w {
			at := r.y - 1 + i
			if r.x > 0 {
				lines[at] += upright
			}
			lines[at] += w[i]
		}
	}
	lines = make([]string, m.height-1-m.footRoom()-m.captionRoom())
	if m.over != nil {
		view := strings.Split(m.over.View(l.over.w, l.over.h), "\n")
		x, y = m.over.Cursor(l.over.w, l.over.h)
		x = m.inOrder(view, x, y)
		put(l.over, view)
		x, y = x+l.over.x, y+l.over.y
		if l.over.w < m.width { // the other panes stay beside it
			m.putSides(l, put, 0, -1)
		}
		return lines, x, y
	}
	if l.draft.shown() {
		view := m.draftView(l.draft)
		view[0] = m.ordered(view[0]) // the pane has seen to its own rows
		put(l.draft, view)
	}
	x, y = m.cursorAt(l)
	return lines, m.putSides(l, put, x, y), y
}

// putSides puts the panes beside the draft where they belong, and returns the
// column of the cursor as it is drawn.
func (m *Model) putSides(l layout, put func(rect, []string), x, y int) int {
	for i := range m.sides {
		r := l.sides[i]
		if !r.shown() {
			continue
		}
		view, at := m.sideView(&l, &m.sides[i]), -1
		if m.focus == m.sides[i].place {
			at = y - r.y
		}
		if drawn := m.inOrder(view, x-r.x, at); at >= 0 {
			x = drawn + r.x
		}
		put(r, view)
	}
	return x
}

func (m *Model) cursorAt(l layout) (x, y int) {
	r := *l.pane(m.focus)
	if s := m.sideAt(m.focus); s != nil {
		x, y = s.pane.Cursor(r.w, r.h-1)
	} else {
		x, y, _ = m.reader().Cursor()
		if !m.seat.Joined() {
			x, y = 0, 0
		}
	}
	return r.x + x, r.y + 1 + y
}

func (m *Model) focused(p action.Place) bool { return m.focus == p && m.over == nil && m.ask == nil }
