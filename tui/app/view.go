package app

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"parley/collab/text"
	"parley/tui/action"
	"parley/tui/frame"
)

// View draws the screen.
func (m *Model) View() tea.View {
	content, x, y := m.screen()
	v := tea.NewView(content)
	v.AltScreen = true
	v.ReportFocus = true
	v.WindowTitle = "Parley"
	if title := clean(m.seat.Title()); title != "" {
		v.WindowTitle = title + " - Parley"
	}
	v.Cursor = tea.NewCursor(min(max(x, 0), max(m.width-1, 0)), min(max(y, 0), max(m.height-1, 0)))
	v.Cursor.Blink = false
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
	m.refreshOver()
	lines := make([]string, 0, m.height)
	lines = append(lines, m.facts().View(m.theme, m.width))
	body, x, y := m.body()
	lines = append(lines, body...)
	if m.ask != nil {
		line, at := m.promptLine(m.width)
		lines = append(lines, line)
		x, y = at, m.height-2
	} else {
		lines = append(lines, m.messageLine())
	}
	lines = append(lines, m.helpLine())
	return strings.Join(lines, "\n"), x, y
}

// smallScreen says what to do about a terminal that is too small.
func (m *Model) smallScreen() string {
	words := fmt.Sprintf("This window has %dx%d characters, too few for the meeting. Make it at least %dx%d. You are still in; Ctrl+C leaves.", m.width, m.height, leastWidth, leastHeight)
	if m.overName == "quit" {
		words = "Leave the meeting? Ctrl+C again leaves, Esc stays."
		if n := m.seat.Waiting(); n > 0 {
			words += fmt.Sprintf(" %d not received yet.", n)
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
	lines = make([]string, m.height-3)
	if m.over != nil {
		view := strings.Split(m.over.View(l.over.w, l.over.h), "\n")
		put(l.over, view)
		x, y = m.over.Cursor(l.over.w, l.over.h)
		x, y = x+l.over.x, y+l.over.y
		if l.over.w < m.width { // the other panes stay beside it
			m.putSides(l, put)
		}
		return lines, x, y
	}
	if l.draft.shown() {
		put(l.draft, m.draftView(l.draft))
	}
	m.putSides(l, put)
	x, y = m.cursorAt(l)
	return lines, x, y
}

func (m *Model) putSides(l layout, put func(rect, []string)) {
	if l.chat.shown() {
		put(l.chat, m.chatView(l))
	}
	if l.people.shown() {
		put(l.people, m.peopleView(l))
	}
}

func (m *Model) cursorAt(l layout) (x, y int) {
	r := *l.pane(m.focus)
	switch m.focus {
	case action.Chat:
		x, y = m.chat.Cursor(r.w, r.h-1)
	case action.People:
		x, y = m.people.Cursor(r.w, r.h-1)
	default:
		x, y, _ = m.draft.Cursor()
		if !m.seat.Joined() {
			x, y = 0, 0
		}
	}
	return r.x + x, r.y + 1 + y
}

func (m *Model) focused(p action.Place) bool { return m.focus == p && m.over == nil && m.ask == nil }

// draftView draws the draft under its rule.
func (m *Model) draftView(r rect) []string {
	if !m.seat.Joined() {
		lines := []string{frame.Rule(m.theme, r.w, true, "JOINING")}
		for _, words := range m.joiningWords() {
			for i, row := range m.theme.Ruler.Wrap(words, r.w-13) {
				lines = append(lines, frame.Line(m.theme, m.theme.Text, strings.Repeat(" ", 12*min(i, 1))+row, r.w))
			}
		}
		return frame.Fill(lines, r.w, r.h)
	}
	mode := "READING"
	if m.draft.Writing() {
		mode = "WRITING"
	}
	line, column := m.draft.Place()
	rule := frame.Rule(m.theme, r.w, m.focused(action.Reading), fmt.Sprintf("DRAFT v%d", m.seat.Version()),
		mode, fmt.Sprintf("line %d, column %d", line, column), m.receivedNote(), m.writtenBy())
	return append([]string{rule}, strings.Split(m.draft.View(r.w, r.h-1), "\n")...)
}

// receivedNote says in the draft's rule whether the server has what this
// person did.
func (m *Model) receivedNote() string {
	if !m.sent && m.seat.Waiting() == 0 {
		return ""
	}
	return m.receivedWords()
}

// reach is how far from the cursor, in code points, it is looked who wrote a
// line: a line may be the whole draft.
const reach = 2000

// writtenBy says who wrote the line that the cursor is in.
func (m *Model) writtenBy() string {
	t := m.seat.Text()
	at, _ := m.draft.At()
	at = min(at, t.Len())
	line := t.LineOf(at)
	from, to := max(t.LineStart(line), at-reach), min(t.LineEnd(line), at+reach)
	wrote := map[text.Author]int{}
	for span := range t.Spans(from, max(from, to)) {
		wrote[span.By] += span.To - span.From
	}
	brought := wrote[0] > 0
	delete(wrote, 0)
	if len(wrote) == 0 {
		return ""
	}
	most := text.Author(0)
	for by, n := range wrote {
		if most == 0 || n > wrote[most] || n == wrote[most] && by < most {
			most = by
		}
	}
	words := "by " + m.lookOf(most).full
	if most == m.seat.Me().Number {
		words = "by you"
	}
	switch others := len(wrote) - 1; {
	case others > 0:
		return words + fmt.Sprintf(" and %d more", others)
	case brought:
		return words + ", in part"
	}
	return words
}

// chatView draws the chat under its rule.
func (m *Model) chatView(l layout) []string {
	rule := frame.Rule(m.theme, l.chat.w, m.focused(action.Chat), "CHAT", m.otherTab(l, action.People))
	return append([]string{rule}, strings.Split(m.chat.View(l.chat.w, l.chat.h-1), "\n")...)
}

// peopleView draws the people under their rule.
func (m *Model) peopleView(l layout) []string {
	rule := frame.Rule(m.theme, l.people.w, m.focused(action.People), "PEOPLE",
		fmt.Sprintf("%d here", max(m.seat.Present(), 1)), m.people.Note(), m.otherTab(l, action.Chat))
	return append([]string{rule}, strings.Split(m.people.View(l.people.w, l.people.h-1), "\n")...)
}

// otherTab says what Tab brings in the place of this pane, and whether there is
// something new in it.
func (m *Model) otherTab(l layout, other action.Place) string {
	if l.pane(other).shown() {
		return ""
	}
	if n := m.newInChat(); n > 0 && other == action.Chat {
		return fmt.Sprintf("Tab: chat, %d new", n)
	}
	return "Tab: " + strings.ToLower(other.String())
}

// messageLine is what the person is told, in one line.
func (m *Model) messageLine() string {
	k, words := m.told()
	style := m.theme.Notice
	if k == refusal {
		style = m.theme.Error
	}
	return frame.Line(m.theme, style, " "+words, m.width)
}

// helpLine are the likely keys where the keys go now.
func (m *Model) helpLine() string {
	t := m.theme
	var line strings.Builder
	used := 0
	pairs := m.likely()
	width := func(a [2]string) int { return t.Ruler.Width(a[0]) + t.Ruler.Width(a[1]) + 3 }
	for i, a := range pairs {
		last := pairs[len(pairs)-1] // help: it is not left out for others
		if used+width(a) > m.width || i < len(pairs)-1 && used+width(a)+width(last) > m.width {
			continue
		}
		used += width(a)
		line.WriteString(t.Key.Render(" "+a[0]) + t.Text.Render(" "+a[1]+" "))
	}
	return line.String() + frame.Blank(m.width-used)
}

// likely are pairs of a key and what it does.
func (m *Model) likely() [][2]string {
	switch {
	case m.ask != nil:
		return [][2]string{{"Enter", "go"}, {"Esc", "back"}, {"Ctrl+P", "all"}}
	case m.overName == "quit":
		return [][2]string{{"Up, Down", "choose"}, {"Enter", "do it"}, {"Esc", "stay"}}
	case m.overName == "palette", m.overName == "here":
		return [][2]string{{"Up, Down", "choose"}, {"Enter", "do it"}, {"Esc", "back"}}
	case m.over != nil:
		return [][2]string{{"Up, Down", "read on"}, {"Esc", "back"}, {"Ctrl+P", "all"}}
	}
	var pairs [][2]string
	for _, a := range action.Likely(m.table, m.place()) {
		if ok, _ := a.Can(m.context()); !ok {
			continue // in the help line only what leads somewhere; the lists have the rest with the reasons
		}
		pairs = append(pairs, [2]string{action.KeyName(a.KeysIn(m.place())[0]), a.Short})
	}
	return pairs
}
