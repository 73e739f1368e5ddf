// Package chatpane shows what was said in the chat, newest at the bottom, and
// the line in which one's own words are typed.
package chatpane

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"parley/collab/meeting"
	"parley/tui/entry"
	"parley/tui/frame"
	"parley/tui/theme"
	"parley/tui/word"
)

// A Line is one thing that was said.
type Line struct {
	Time   string // of the day, "" while it waits
	Name   string
	Colour int // the speaker's look
	Text   string
	State  string // "waiting" while the server does not have it, else ""
}

// Say is returned by Key when the typed line is to be sent.
type Say struct{ Text string }

// Nothing is returned by Key when Enter was pressed and nothing is typed.
type Nothing struct{}

// Refused is returned by Key when a key cannot do what it means.
type Refused struct{ Why string }

// Model is the chat. It knows no meeting: the app gives it lines and keys and
// acts on what it returns.
type Model struct {
	theme theme.Theme
	lines []Line
	typed entry.Line
	why   string // why nothing can be said, "" if it can
	back  int    // how many rows the reader has gone up from the newest
	width int    // of the last View
	page  int    // rows of the last View
}

// New returns an empty chat.
func New(t theme.Theme) *Model { return &Model{theme: t, typed: entry.New(meeting.MaxChat)} }

// SetTheme changes how it looks.
func (m *Model) SetTheme(t theme.Theme) { m.theme = t }

// SetLines replaces what was said. A reader who has gone up stays where he is.
func (m *Model) SetLines(lines []Line) {
	if m.back > 0 && m.width > 0 && len(lines) > len(m.lines) {
		for _, l := range lines[len(m.lines):] {
			m.back += len(m.rows(l, m.width))
		}
	}
	m.lines = lines
}

// SetWritable says whether this person may chat, and why not.
func (m *Model) SetWritable(ok bool, why string) {
	if m.why = why; ok {
		m.why = ""
	}
}

// Key handles a key press and returns Say, Nothing, Refused or nil.
func (m *Model) Key(k tea.KeyPressMsg) any {
	switch k.Keystroke() {
	case "enter":
		return m.send()
	case "up":
		m.back++
	case "down":
		m.back = max(m.back-1, 0)
	case "pgup":
		m.back += max(m.page-1, 1)
	case "pgdown":
		m.back = max(m.back-max(m.page-1, 1), 0)
	default:
		if k.Text != "" && m.why != "" {
			return Refused{m.why}
		}
		m.typed.Key(k)
	}
	return nil
}

func (m *Model) send() any {
	text := strings.TrimSpace(m.typed.Text())
	switch {
	case text == "":
		return Nothing{}
	case m.why != "":
		return Refused{m.why}
	}
	m.typed.SetText("")
	m.back = 0
	return Say{text}
}

// Paste takes pasted text as typed; its lines become one.
func (m *Model) Paste(s string) any {
	if m.why != "" {
		return Refused{m.why}
	}
	if full := m.typed.Insert(s); full {
		return Refused{word.Say("a line of chat is full; the rest was left out")}
	}
	return nil
}

// prompts stand before what is being typed, and tell who alone will read it.
var prompts = []string{
	meeting.ToAll: word.Mark(" Say: "), meeting.ToChair: word.Mark(" To the chair alone: "), meeting.ToDelegation: word.Mark(" To your delegation alone: "),
}

// prompt stands before what is being typed, and is so wide.
func (m *Model) prompt() (words string, width int) {
	to, _ := meeting.ParseLine(m.typed.Text())
	words = word.Say(prompts[to])
	return words, m.theme.Ruler.Width(words)
}

// View draws the chat, exactly w by h cells; the last row is the line being
// typed.
func (m *Model) View(w, h int) string {
	if h <= 0 {
		return ""
	}
	m.width, m.page = w, h-1
	rows := m.newest(w, h-1)
	blank := frame.Fill(nil, w, h-1-len(rows))
	return strings.Join(append(append(blank, rows...), m.line(w)), "\n")
}

// newest returns the h rows that are m.back rows up from the newest.
func (m *Model) newest(w, h int) []string {
	var rows []string // from the newest up
	for i := len(m.lines) - 1; i >= 0 && len(rows) < h+m.back; i-- {
		said := m.rows(m.lines[i], w)
		for j := range said {
			rows = append(rows, said[len(said)-1-j])
		}
	}
	m.back = max(min(m.back, len(rows)-h), 0)
	rows = rows[min(m.back, len(rows)):min(m.back+h, len(rows))]
	down := make([]string, len(rows))
	for i, r := range rows {
		down[len(rows)-1-i] = r
	}
	return down
}

// rows is what the line looks like: the time, the name, and the words.
func (m *Model) rows(l Line, w int) []string {
	t := m.theme
	head := " " + l.Name + ": "
	if l.Time != "" {
		head = " " + l.Time + head
	}
	text := head + l.Text
	if l.State != "" {
		text += " (" + l.State + ")"
	}
	name := t.Ruler.Show(head)
	rows := t.Ruler.Wrap(text, max(w-1, 1))
	for i, row := range rows {
		switch {
		case i > 0:
			rows[i] = frame.Line(t, t.Text, " "+row, w)
		case strings.HasPrefix(row, name):
			rows[i] = t.Person(l.Colour).Render(name) + frame.Line(t, t.Text, row[len(name):], w-t.Ruler.Width(name))
		default: // the name itself is wider than the pane
			rows[i] = frame.Line(t, t.Text, row, w)
		}
	}
	return rows
}

func (m *Model) line(w int) string {
	t := m.theme
	if m.why != "" {
		return frame.Line(t, t.Off, word.Say(" You cannot chat: ")+m.why, w)
	}
	prompt, wide := m.prompt()
	typed, _ := m.typed.View(t.Ruler, w-wide)
	return t.Key.Render(t.Ruler.Cut(prompt, max(w, 0))) + frame.Line(t, t.Text, typed, w-wide)
}

// Cursor returns where the real cursor belongs in a view of w by h cells: in
// the line being typed.
func (m *Model) Cursor(w, h int) (x, y int) {
	_, wide := m.prompt()
	_, at := m.typed.View(m.theme.Ruler, w-wide)
	return max(min(wide+at, w-1), 0), max(h-1, 0)
}
