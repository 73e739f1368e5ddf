package app

import (
	"strings"

	"parley/tui/action"
	"parley/tui/frame"
	"parley/tui/palette"
	"parley/tui/proposalpane"
	"parley/tui/word"
)

// A foot is what the rows below the panes were when they were drawn last.
type foot struct {
	rows   int    // with that of the likely keys
	begins string // what the person is told, as far as it tells one message from another
}

// footing draws the rows below the panes: what the person is told or asked, and the
// likely keys. y is the row of the cursor where there is a question, else -1.
func (m *Model) footing() (rows []string, x, y int) {
	y = -1
	if m.ask != nil {
		rows, x = m.asking()
		y = m.height - 2
	} else {
		rows = m.messageRows()
		m.inOrder(rows, 0, -1)
	}
	rows = append(rows, m.helpLine())
	m.footed.rows = len(rows)
	return rows, x, y
}

// messageRows are what the person is told, which has the rows that it takes: with
// its point cut off it is of no use. News have one, as they stand elsewhere. The
// room stays while the words of one message change: what counts down is not to have
// the panes jump.
func (m *Model) messageRows() []string {
	k, words := m.told()
	begins := words[:min(len(words), messageBegins)]
	rows := m.inRows(k, words)
	if begins == m.footed.begins {
		for len(rows) < m.footed.rows-1 {
			rows = append(rows, m.messageRow(k, ""))
		}
	}
	m.footed.begins = begins
	return rows
}

// messageBegins is how many bytes tell one message from another.
const messageBegins = 12

// mostRows is how many rows one message has at most: of a low screen fewer.
const mostRows = 4

func (m *Model) inRows(k kind, words string) (rows []string) {
	most := max(1, min(mostRows, m.height/5))
	if k == news {
		most = 1
	}
	if m.theme.Ruler.Width(words) < m.width || most == 1 {
		return []string{m.messageRow(k, words)}
	}
	lines := m.theme.Ruler.Wrap(words, max(m.width-1, 1))
	if len(lines) > most {
		lines = append(lines[:most-1], strings.Join(lines[most-1:], " "))
	}
	for _, line := range lines {
		rows = append(rows, m.messageRow(k, line))
	}
	return rows
}

func (m *Model) messageRow(k kind, words string) string {
	style := m.theme.Notice
	if k == refusal {
		style = m.theme.Error
	}
	return frame.Line(m.theme, style, " "+words, m.width)
}

// asking are the question and, above it where it does not fit beside the answer,
// what is wrong with that; x is the cursor's column.
func (m *Model) asking() (rows []string, x int) {
	wrong := m.ask.wrong
	if r := m.theme.Ruler; r.Width(wrong)+r.Width(m.ask.label)+leastAnswer > m.width {
		rows, wrong = m.inRows(refusal, sentence(wrong)), ""
		m.inOrder(rows, 0, -1)
	}
	line, at := m.promptLine(m.width, wrong)
	asked := []string{line}
	x = m.inOrder(asked, at, 0)
	return append(rows, asked...), x
}

// footRoom is how many rows are below the panes.
func (m *Model) footRoom() int { return max(m.footed.rows, 2) }

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
	_, list := m.over.(*palette.Model)
	switch {
	case m.ask != nil:
		return [][2]string{{word.Say("Enter"), word.Say("go")}, {word.Say("Esc"), word.Say("back")}, {m.keyFor("palette"), word.Say("all")}}
	case m.overName == "quit":
		return [][2]string{{word.Say("Up, Down"), word.Say("choose")}, {word.Say("Enter"), word.Say("do it")}, {word.Say("Esc"), word.Say("stay")}}
	case list:
		return [][2]string{{word.Say("Up, Down"), word.Say("choose")}, {word.Say("Enter"), word.Say("do it")}, {word.Say("Esc"), word.Say("back")}}
	case m.overName == "propose":
		next := word.Say("look it over")
		if f, ok := m.over.(*proposalpane.Form); ok && f.Reviewed() {
			next = word.Say("send it")
		}
		return [][2]string{{word.Say("Enter"), next}, {word.Say("Tab"), word.Say("note, for whom")}, {word.Say("Esc"), word.Say("put away")}, {m.keyFor("palette"), word.Say("all")}}
	case m.over != nil:
		return [][2]string{{word.Say("Up, Down"), word.Say("read on")}, {word.Say("Esc"), word.Say("back")}, {m.keyFor("palette"), word.Say("all")}}
	}
	var pairs [][2]string
	now := m.context()
	for _, a := range action.Likely(m.table, m.place(), m.draft.Meant() != 0) {
		if ok, _ := a.Can(now); !ok && (a.Name != "undo" || m.place() != action.Writing) {
			continue // in the help line only what leads somewhere; the lists have the rest with the reasons
		} // but undo, with which half the line would jump at the first letter that is typed
		key := action.KeyName(a.KeysIn(m.place())[0])
		if a.Name == "talk" && m.hold.on() {
			key = word.Say("hold %s", key)
		}
		pairs = append(pairs, [2]string{key, a.Short})
	}
	return pairs
}
