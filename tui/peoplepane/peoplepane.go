// Package peoplepane shows who is connected to the meeting, a page at a time,
// and the link that lets more people in.
package peoplepane

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"parley/tui/frame"
	"parley/tui/theme"
	"parley/tui/word"
)

// A Person is somebody connected.
type Person struct {
	Number uint32 // what Marked returns
	Name   string // with the delegation
	Mark   string // what stands for the person in the draft, "" if nothing does
	Colour int    // the person's look
	Role   string // may be empty
	Doing  string // "talking, writing in line 12"; may be empty
	Known  string // by whose word they are who they are; may be empty
	You    bool
}

// A Page is a part of the list of people connected.
type Page struct {
	Present int // in all that are listed
	From    int // the place of the first of People, from 0
	People  []Person
	Words   string // what those who are listed were looked for by; empty: everybody is
}

// Turn is returned by Key when the page from place From on is wanted.
type Turn struct{ From int }

// Model is the list. It knows no connection: the app gives it pages and keys
// and acts on what it returns.
type Model struct {
	theme  theme.Theme
	page   Page
	invite string
	at     int // in page.People
	from   int // the first on the screen
	size   int // people in a page that the server sends
	room   int // rows for people in the last View
	goal   int // from 1, the place to be marked once its page is here; 0: none
}

// New returns an empty list; the server sends pages of size people.
func New(t theme.Theme, size int) *Model { return &Model{theme: t, size: size} }

// SetTheme changes how it looks.
func (m *Model) SetTheme(t theme.Theme) { m.theme = t }

// SetInvite sets the link to show above the people, "" for none.
func (m *Model) SetInvite(link string) { m.invite = link }

// SetPage replaces the page. The mark stays in its place of the whole list.
func (m *Model) SetPage(p Page) {
	place := m.page.From + m.at
	switch {
	case p.Words != m.page.Words:
		place = 0
	case m.goal > 0:
		place, m.goal = m.goal-1, 0
	}
	m.page = p
	m.at = max(min(place-p.From, len(p.People)-1), 0)
}

// Key handles a key press and returns Turn or nil.
func (m *Model) Key(k tea.KeyPressMsg) any {
	step := 0
	switch k.Keystroke() {
	case "up":
		step = -1
	case "down":
		step = 1
	case "pgup":
		step = -max(m.room, 1)
	case "pgdown":
		step = max(m.room, 1)
	case "home":
		step = -m.page.From - m.at
		if m.page.From > 0 {
			m.goal = 1
			return Turn{}
		}
	case "end":
		step = m.page.Present - m.page.From - m.at - 1
		if m.page.From+len(m.page.People) < m.page.Present && len(m.page.People) > 0 {
			m.goal = m.page.Present
			return Turn{(m.page.Present - 1) / m.size * m.size}
		}
	}
	at := m.at + step
	switch {
	case at < 0 && m.page.From > 0:
		return Turn{max(m.page.From-m.size, 0)}
	case at >= len(m.page.People) && m.page.From+len(m.page.People) < m.page.Present && len(m.page.People) > 0:
		return Turn{m.page.From + len(m.page.People)}
	}
	m.at = max(min(at, len(m.page.People)-1), 0)
	return nil
}

// Marked returns the number of the person at the mark, false if nobody is.
func (m *Model) Marked() (number uint32, ok bool) {
	if m.at >= len(m.page.People) {
		return 0, false
	}
	return m.page.People[m.at].Number, true
}

// Note says which part of the list is shown, for the rule above it.
func (m *Model) Note() string {
	n, words := len(m.page.People), ""
	if m.page.Words != "" {
		words = word.Say("%q: %d found", m.page.Words, m.page.Present)
	}
	switch {
	case n == m.page.Present || n == 0:
		return words
	case words != "":
		words += ", "
	}
	return words + word.Say("%d to %d of %d", m.page.From+1, m.page.From+n, m.page.Present)
}

// View draws the list, exactly w by h cells.
func (m *Model) View(w, h int) string {
	lines := m.head(w, h)
	m.room = max(h-len(lines), 0)
	m.from = max(min(m.from, m.at, len(m.page.People)-m.room), m.at-m.room+1, 0)
	for i := m.from; i < min(m.from+m.room, len(m.page.People)); i++ {
		lines = append(lines, m.row(i, w))
	}
	if len(m.page.People) == 0 && m.page.Words != "" {
		lines = append(lines, frame.Line(m.theme, m.theme.Text, word.Say(" Nobody here has that in the name or the delegation."), w))
	}
	return strings.Join(frame.Fill(lines, w, h), "\n")
}

// head returns the rows with the invitation, at most so many that a person is
// seen below them.
func (m *Model) head(w, h int) []string {
	if m.invite == "" {
		return nil
	}
	t := m.theme
	rows := []string{frame.Line(t, t.Strong, word.Say(" Send this link to those you invite:"), w)}
	for _, l := range t.Ruler.Wrap(m.invite, max(w-1, 1)) {
		rows = append(rows, frame.Line(t, t.Text, " "+l, w))
	}
	return rows[:max(min(len(rows), h-1), 0)]
}

func (m *Model) row(i, w int) string {
	t, p := m.theme, m.page.People[i]
	mark := " "
	if i == m.at {
		mark = t.Marks.Here
	}
	name := p.Name
	if p.Mark != "" {
		name = p.Mark + " " + name
	}
	if p.You {
		name += word.Say(", you")
	}
	name = t.Ruler.Cut(mark+name, w)
	about := ""
	for _, words := range []string{p.Role, p.Doing, p.Known} {
		if words != "" {
			about += ", " + words
		}
	}
	return t.Person(p.Colour).Render(name) + frame.Line(t, t.Text, about, w-t.Ruler.Width(name))
}

// Cursor returns where the real cursor belongs in a view of w by h cells: at
// the marked person.
func (m *Model) Cursor(w, h int) (x, y int) {
	return 0, max(min(len(m.head(w, h))+m.at-m.from, h-1), 0)
}
