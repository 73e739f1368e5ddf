package app

import (
	tea "charm.land/bubbletea/v2"
)

// alert calls a person who may look elsewhere: for what is for this person and
// cannot wait, such as that they are next. The words are said, too.
func (m *Model) alert(words string) {
	m.say(note, words)
	m.ringing += m.config.Alert.Sequence(m.named(words))
}

// ring writes what alert has left to the terminal.
func (m *Model) ring() tea.Cmd {
	if m.ringing == "" {
		return nil
	}
	sequence := m.ringing
	m.ringing = ""
	return tea.Raw(sequence)
}
