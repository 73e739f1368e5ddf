// Package page is a page of text to be read and left again: the help, the
// status in full, the invitation.
package page

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"parley/tui/frame"
	"parley/tui/theme"
	"parley/tui/word"
)

// Closed is returned by Key when the reader is done.
type Closed struct{}

// Model is a page. The app gives it text and keys.
type Model struct {
	theme      theme.Theme
	title      string
	paragraphs []string
	from       int // the first row on the screen
	rows, room int // as of the last View
}

// New returns a page. Each paragraph is wrapped on its own; blanks at its start
// indent all of its rows.
func New(t theme.Theme, title string, paragraphs []string) *Model {
	return &Model{theme: t, title: title, paragraphs: paragraphs}
}

// SetTheme changes how it looks.
func (m *Model) SetTheme(t theme.Theme) { m.theme = t }

// SetText replaces the text; the reader stays in the row.
func (m *Model) SetText(paragraphs []string) { m.paragraphs = paragraphs }

// Key handles a key press and returns Closed or nil.
func (m *Model) Key(k tea.KeyPressMsg) any {
	switch k.Keystroke() {
	case "esc", "enter", "q", "f1":
		return Closed{}
	case "up":
		m.from--
	case "down":
		m.from++
	case "pgup":
		m.from -= max(m.room-1, 1)
	case "pgdown", "space":
		m.from += max(m.room-1, 1)
	case "home":
		m.from = 0
	case "end":
		m.from = m.rows
	}
	m.from = max(min(m.from, m.rows-m.room), 0)
	return nil
}

// View draws the page, exactly w by h cells.
func (m *Model) View(w, h int) string {
	rows := m.wrapped(w)
	m.rows, m.room = len(rows), max(h-1, 0)
	m.from = max(min(m.from, m.rows-m.room), 0)
	note := word.Say("Esc: back")
	if m.rows > m.room {
		note = word.Say("Up, Down, PgUp, PgDn: read on; Esc: back")
	}
	lines := []string{frame.Rule(m.theme, w, true, m.title, note)}
	for _, row := range rows[m.from:min(m.from+m.room, len(rows))] {
		lines = append(lines, frame.Line(m.theme, m.theme.Text, row, w))
	}
	return strings.Join(frame.Fill(lines, w, h), "\n")
}

func (m *Model) wrapped(w int) []string {
	var rows []string
	for _, p := range m.paragraphs {
		body := strings.TrimLeft(p, " ")
		indent := " " + p[:len(p)-len(body)]
		for _, row := range m.theme.Ruler.Wrap(body, max(w-len(indent)-1, 1)) {
			rows = append(rows, indent+row)
		}
	}
	return rows
}

// Cursor returns where the real cursor belongs: at the first row shown.
func (m *Model) Cursor(w, h int) (x, y int) { return 0, min(1, max(h-1, 0)) }
