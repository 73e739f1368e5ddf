// Package queuepane shows who has the floor and who waits for it, in the order
// in which they come.
package queuepane

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"charm.land/lipgloss/v2"

	"parley/tui/frame"
	"parley/tui/theme"
	"parley/tui/word"
)

// A Turn is who has the floor.
type Turn struct {
	Name string // of the delegation, or the person
	What string // "on P-31", "point of order"; may be empty
	Time string // "1:42 of 3:00"
	You  bool
}

// A Row is one who waits.
type Row struct {
	Number uint32 // what Marked returns
	Name   string // of the delegation, or the person
	Urgent string // what comes before all others: "POINT OF ORDER"; empty: nothing does
	What   string // "on P-31", "right of reply"; may be empty
	State  string // "link lost 0:12, place kept"; may be empty
	You    bool
}

// A List is all there is to show.
type List struct {
	Now   *Turn // nil: nobody has the floor
	Rows  []Row
	Empty string // what is said where nobody waits
}

// Model is the list. It knows no connection: the app gives it what there is and
// keys, and does what is wanted with the one that is marked.
type Model struct {
	theme theme.Theme
	list  List
	at    int  // in list.Rows
	moved bool // the mark is where its person put it, else it is on the first
	from  int  // the first on the screen
	room  int  // rows in the last View
}

// New returns an empty list.
func New(t theme.Theme) *Model { return &Model{theme: t} }

// SetTheme changes how it looks.
func (m *Model) SetTheme(t theme.Theme) { m.theme = t }

// SetList replaces what there is. A mark that was moved stays on its request;
// when that is gone, in its place.
func (m *Model) SetList(l List) {
	number, ok := m.Marked()
	m.list = l
	for i, r := range l.Rows {
		if ok && m.moved && r.Number == number {
			m.at = i
		}
	}
	m.moved = m.moved && len(l.Rows) > 0
	m.at = max(min(m.at, len(l.Rows)-1), 0)
}

// Marked returns the number of the request at the mark, false if nobody waits.
func (m *Model) Marked() (number uint32, ok bool) {
	if m.at >= len(m.list.Rows) {
		return 0, false
	}
	return m.list.Rows[m.at].Number, true
}

// Place returns the place of the mark, from 1; 0: nobody waits.
func (m *Model) Place() int {
	if len(m.list.Rows) == 0 {
		return 0
	}
	return m.at + 1
}

// Key handles a key press. It wants nothing by itself.
func (m *Model) Key(k tea.KeyPressMsg) any {
	was := m.at
	switch k.Keystroke() {
	case "up":
		m.at--
	case "down":
		m.at++
	case "pgup":
		m.at -= max(m.room, 1)
	case "pgdown":
		m.at += max(m.room, 1)
	}
	m.at = max(min(m.at, len(m.list.Rows)-1), 0)
	m.moved = m.moved || m.at != was
	return nil
}

// View draws the list, exactly w by h cells: who has the floor stays at the top.
func (m *Model) View(w, h int) string {
	lines := []string{m.now(w)}
	m.room = max(h-1, 0)
	if len(m.list.Rows) == 0 {
		lines = append(lines, frame.Line(m.theme, m.theme.Dim, "      "+m.list.Empty, w))
	}
	m.from = max(min(m.from, m.at, len(m.list.Rows)-m.room), m.at-m.room+1, 0)
	for i := m.from; i < min(m.from+m.room, len(m.list.Rows)); i++ {
		lines = append(lines, m.row(i, w))
	}
	return strings.Join(frame.Fill(lines, w, h), "\n")
}

// The widths of the columns where there is room for columns, in cells.
const (
	placeWidth = 6
	nameWidth  = 16
	whatWidth  = 19
	columnsFit = 60
)

func (m *Model) now(w int) string {
	t := m.list.Now
	if t == nil {
		return frame.Line(m.theme, m.theme.Text, word.Say(" now  nobody has the floor"), w)
	}
	return m.line(m.theme.Strong, word.Say(" now"), you(t.Name, t.You), t.What, t.Time, w)
}

func (m *Model) row(i, w int) string {
	r := m.list.Rows[i]
	mark := " "
	if i == m.at {
		mark = m.theme.Marks.Here
	}
	name, what := you(r.Name, r.You), r.What
	if r.Urgent != "" {
		name, what = r.Urgent, strings.TrimPrefix(name+", "+what, ", ")
		what = strings.TrimSuffix(what, ", ")
	}
	style := m.theme.Text
	if r.You || r.Urgent != "" {
		style = m.theme.Strong
	}
	return m.line(style, fmt.Sprintf("%s%d", mark, i+1), name, what, r.State, w)
}

// line draws a row: in columns where they fit, one behind the other where not.
func (m *Model) line(style lipgloss.Style, place, name, what, state string, w int) string {
	r := m.theme.Ruler
	words := r.Fit(place, placeWidth)
	if w >= columnsFit {
		words += r.Fit(r.Cut(name, nameWidth-1), nameWidth) + r.Fit(r.Cut(what, whatWidth-1), whatWidth) + state
		return frame.Line(m.theme, style, words, w)
	}
	for i, part := range []string{name, what, state} {
		if part != "" && i > 0 {
			words += ", "
		}
		words += part
	}
	return frame.Line(m.theme, style, words, w)
}

func you(name string, is bool) string {
	if !is {
		return name
	}
	return word.Say("YOU (%s)", name)
}

// Cursor returns where the real cursor belongs in a view of w by h cells: at
// the marked request.
func (m *Model) Cursor(w, h int) (x, y int) {
	return 0, max(min(1+m.at-m.from, h-1), 0)
}
