package app

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"parley/tui/action"
	"parley/tui/entry"
	"parley/tui/frame"
	"parley/tui/proposalpane"
	"parley/tui/word"
)

// A prompt is a question in the message line, answered by typing.
type prompt struct {
	action string // "goto", "find", "revoke" or "make-link"
	label  string
	line   entry.Line
	wrong  string // what is wrong with the answer, until the next key
}

func (m *Model) askFor(name string) {
	m.closeOver()
	m.focusOn(action.Reading)
	label := word.Say(" Find: ")
	if name == "goto" {
		label = word.Say(" Go to line (1 to %d) or P-31: ", m.document.seat.Text().Lines())
	}
	m.ask = &prompt{action: name, label: label, line: entry.New(200)}
}

// askKey answers the question: Enter is yes to what is seen, Esc goes back.
func (m *Model) askKey(k tea.KeyPressMsg) tea.Cmd {
	words := m.ask.line.Text()
	m.ask.wrong = ""
	switch key := k.Keystroke(); {
	case key == "esc" && m.ask.action == "statement":
		m.endStatement()
		m.endAsk(false)
	case key == "esc":
		m.endAsk(false)
	case key == "enter" && m.ask.action == "goto":
		m.gotoLine(words)
	case key == "enter" && m.ask.action == "revoke":
		m.revokeNamed(words)
	case key == "enter" && m.ask.action == "compare":
		return m.compareVersions(words)
	case key == "enter" && m.ask.action == "open-document":
		return m.openNamed(words)
	case key == "enter" && m.ask.action == "make-link":
		return m.makeLink(words)
	case key == "enter" && m.answered(words):
	case key == "enter":
		m.endAsk(true)
	case m.ask.action == "find" && (key == "down" || key == "ctrl+n" || key == "f5" || key == "ctrl+f"):
		m.draft.Find(words, true)
	case m.ask.action == "find" && (key == "up" || key == "shift+f5"):
		m.draft.Find(words, false)
	case m.ask.line.Key(k) && m.ask.line.Text() != words:
		m.asked()
	}
	return nil
}

// asked follows what is being typed: words are looked for letter by letter.
func (m *Model) asked() {
	if m.ask.action == "find" {
		m.draft.Find(m.ask.line.Text(), true)
	}
}

// endAsk takes the question away; stay leaves the cursor where a search has led.
func (m *Model) endAsk(stay bool) {
	if f, ok := m.over.(*proposalpane.Form); ok { // something else is about to lie over the draft
		m.keepForm(f.Wording())
	}
	if m.ask != nil && m.ask.action == "find" {
		if status := m.draft.FindStatus(); stay && status != "" {
			m.say(note, word.Say("Find: ")+status+". "+m.keyFor("find-next")+word.Say(" goes on."))
		}
		m.draft.EndFind(stay)
	}
	m.ask = nil
}

func (m *Model) gotoLine(words string) {
	if words == "" {
		m.endAsk(false)
		return
	}
	if wrong := m.goTo(words); wrong != "" {
		m.ask.wrong = wrong
		return
	}
	m.endAsk(false)
}

// leastAnswer is how many cells the answer has at least beside what is wrong with it.
const leastAnswer = 10

// promptLine draws the question, with what is wrong with the answer, and says where
// the cursor belongs in it.
func (m *Model) promptLine(w int, wrong string) (line string, cursor int) {
	t, r := m.theme, m.theme.Ruler
	label := r.Cut(m.ask.label, max(w-10, 0))
	about := word.Say("Enter: go, Esc: back")
	if m.ask.action == "goto" {
		about = word.Say("also R2, #2, brackets, my proposals; Esc: back")
	}
	if m.ask.action == "find" {
		about = strings.TrimPrefix(m.draft.FindStatus()+word.Say(", Down: next, Enter: stay, Esc: back"), ", ")
	}
	if m.ask.action == "make-link" {
		about = word.Say("ROLE --delegation X --name N --expires 24h")
	}
	if p, ok := wordPrompts[m.ask.action]; ok {
		about = word.Say(p[1])
	}
	room, least := w-r.Width(label), 20
	if wrong != "" {
		about, least = wrong, leastAnswer
	}
	about = r.Cut(about, max(room-least, 0))
	typed, at := m.ask.line.View(r, max(room-r.Width(about)-2, 1))
	line = t.Key.Render(label) + frame.Line(t, t.Text, typed, room-r.Width(about)-1) + t.Dim.Render(about) + " "
	return line, r.Width(label) + at
}
