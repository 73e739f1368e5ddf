package app

import (
	"strings"

	"parley/tui/action"
	"parley/tui/frame"
	"parley/tui/palette"
	"parley/tui/proposalpane"
	"parley/tui/word"
)

// messageLine is what the person is told, in one line.
func (m *Model) messageLine() string {
	k, words := m.told()
	return m.messageRow(k, words)
}

func (m *Model) messageRow(k kind, words string) string {
	style := m.theme.Notice
	if k == refusal {
		style = m.theme.Error
	}
	return frame.Line(m.theme, style, " "+words, m.width)
}

// foot are the last two rows: what the person is told, and the likely keys. On a
// narrow screen a message that one row cannot hold has both, unless it is only
// news.
func (m *Model) foot() []string {
	k, words := m.told()
	if m.width >= narrow || k == news || m.theme.Ruler.Width(words) < m.width {
		return []string{m.messageRow(k, words), m.helpLine()}
	}
	first, rest := m.theme.Ruler.Wrap(words, m.width-1)[0], ""
	if rest = strings.TrimLeft(strings.TrimPrefix(words, first), " "); rest == words { // drawn otherwise than written
		return []string{m.messageRow(k, words), m.helpLine()}
	}
	return []string{m.messageRow(k, first), m.messageRow(k, rest)}
}

// narrow is the width from which most messages fit into a row.
const narrow = 80

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
