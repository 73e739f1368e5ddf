// Package queuepane shows who has the floor and who waits for it, in the order
// in which they come.
package queuepane

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"parley/tui/frame"
	"parley/tui/theme"
	"parley/tui/word"
)

// A Turn is who has the floor.
type Turn struct {
	Name string // of the delegation, or the person
	What string // "on P-31", "point of order"; may be empty
	Time string // "1:42 of 3:00"
	// State is such as "link lost 0:12, statement ready"; may be empty. It has a
	// row of its own where there is no room for it.
	State string
	You   bool
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
	top   int  // rows above them
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
	lines := m.now(w, h)
	m.top = len(lines)
	m.room = max(h-m.top, 0)
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

// now are the rows of who has the floor: one, or two where a narrow pane cannot
// show all of it and is tall enough.
func (m *Model) now(w, h int) []string {
	t := m.list.Now
	if t == nil {
		return []string{frame.Line(m.theme, m.theme.Text, word.Say(" now  nobody has the floor"), w)}
	}
	rest := strings.Trim(t.Time+", "+t.State, ", ")
	whole := m.words(word.Say(" now"), you(t.Name, t.You), t.What, rest, w)
	if t.State == "" || h < 3 || m.theme.Ruler.Width(whole) <= w {
		return []string{frame.Line(m.theme, m.theme.Strong, whole, w)}
	}
	first := m.words(word.Say(" now"), you(t.Name, t.You), t.What, t.Time, w)
	return []string{frame.Line(m.theme, m.theme.Strong, first, w), frame.Line(m.theme, m.theme.Strong, "      "+t.State, w)}
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
	return frame.Line(m.theme, style, m.words(fmt.Sprintf("%s%d", mark, i+1), name, what, r.State, w), w)
}

// words are a row's: in columns where they fit, one behind the other where not.
func (m *Model) words(place, name, what, state string, w int) string {
	r := m.theme.Ruler
	words := r.Fit(r.Cut(place, placeWidth-1), placeWidth)
	if w >= columnsFit {
		return words + r.Fit(r.Cut(name, nameWidth-1), nameWidth) + r.Fit(r.Cut(what, whatWidth-1), whatWidth) + state
	}
	for i, part := range []string{name, what, state} {
		if part != "" && i > 0 {
			words += ", "
		}
		words += part
	}
	return words
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
	return 0, max(min(max(m.top, 1)+m.at-m.from, h-1), 0)
}
