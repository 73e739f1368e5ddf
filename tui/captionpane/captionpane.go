// Package captionpane shows what is said as captioners put it down: the last
// lines of it, and back to the first that are known.
package captionpane

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"parley/tui/frame"
	"parley/tui/theme"
	"parley/tui/word"
)

// A Line is one caption.
type Line struct {
	Time    string // may be empty
	Speaker string // the delegation, or the name; may be empty
	Text    string
}

// Model is the captions. It stays at the newest until somebody scrolls back.
type Model struct {
	theme theme.Theme
	lines []Line
	back  int // rows up from the newest
	page  int // rows in the last View
}

// New returns a pane without captions.
func New(t theme.Theme) *Model { return &Model{theme: t} }

// SetTheme changes how it looks.
func (m *Model) SetTheme(t theme.Theme) { m.theme = t }

// SetLines replaces the captions, the newest last.
func (m *Model) SetLines(lines []Line) { m.lines = lines }

// Key handles a key press. It wants nothing.
func (m *Model) Key(k tea.KeyPressMsg) any {
	switch k.Keystroke() {
	case "up":
		m.back++
	case "down":
		m.back--
	case "pgup":
		m.back += max(m.page-1, 1)
	case "pgdown":
		m.back -= max(m.page-1, 1)
	}
	m.back = max(m.back, 0)
	return nil
}

// View draws the captions, exactly w by h cells, the newest at the bottom.
func (m *Model) View(w, h int) string {
	m.page = h
	if len(m.lines) == 0 {
		return strings.Join(frame.Fill([]string{frame.Line(m.theme, m.theme.Dim, word.Say(" no captions yet; a captioner puts them down"), w)}, w, h), "\n")
	}
	rows := m.rows(w, h+m.back, true)
	m.back = max(min(m.back, len(rows)-h), 0)
	to := len(rows) - m.back
	return strings.Join(frame.Fill(rows[max(to-h, 0):to], w, h), "\n")
}

// Last draws the newest n rows, for where the pane is not on the screen; each
// begins with CAP, or continues the one above.
func (m *Model) Last(w, n int) []string {
	rows := m.rows(w, n, false)
	return frame.Fill(rows[max(len(rows)-n, 0):], w, n)
}

// rows are the last rows of the captions, at least n where there are so many.
func (m *Model) rows(w, n int, timed bool) (rows []string) {
	for i := len(m.lines) - 1; i >= 0 && len(rows) < n; i-- {
		rows = append(m.draw(m.lines[i], w, timed), rows...)
	}
	return rows
}

func (m *Model) draw(l Line, w int, timed bool) (rows []string) {
	t := m.theme
	head := word.Say("CAP ")
	if timed {
		head = " " + l.Time + " "
	}
	words := l.Text
	if l.Speaker != "" {
		words = l.Speaker + ": " + words
	}
	indent := strings.Repeat(" ", t.Ruler.Width(head))
	for i, row := range t.Ruler.Wrap(words, max(w-len(indent)-1, 1)) {
		if i > 0 {
			head = indent
		}
		rows = append(rows, t.Dim.Render(head)+frame.Line(t, t.Text, row, w-len(indent)))
	}
	return rows
}

// Cursor returns where the real cursor belongs in a view of w by h cells: at
// the start of the last row.
func (m *Model) Cursor(_, h int) (x, y int) { return 0, max(h-1, 0) }
