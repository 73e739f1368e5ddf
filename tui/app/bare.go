package app

import (
	"strings"

	"parley/tui/action"
	"parley/tui/word"
)

// toggleBare shows nothing but the draft's text, without gutter, rules and
// lines of words, so that a terminal's own selection takes the text and nothing
// else; or shows everything again.
func (m *Model) toggleBare() {
	m.focusOn(action.Reading)
	m.bare = !m.bare
	for _, d := range m.documents {
		d.setBare(m.bare)
	}
	m.message = message{}
	if m.bare {
		m.say(note, word.Say("Only the text is shown. Esc brings everything back."))
	}
}

// onlyText reports whether the draft's text has the screen to itself: a list or
// a question brings the rest back for as long as it is there.
func (m *Model) onlyText() bool { return m.bare && m.over == nil && m.ask == nil }

// bareScreen draws the text and, while there is something to be told, the
// message in the last line.
func (m *Model) bareScreen() (content string, x, y int) {
	var rows []string
	if k, words := m.told(); words != "" {
		rows = m.inRows(k, words)
	}
	content = m.reader().View(m.width, m.height-len(rows))
	x, y, _ = m.reader().Cursor()
	return strings.Join(append([]string{content}, rows...), "\n"), x, y
}
