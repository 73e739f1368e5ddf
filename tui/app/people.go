package app

import (
	"parley/tui/entry"
	"parley/tui/word"
)

// askForPeople asks by which words people are to be looked for.
func (m *Model) askForPeople() {
	m.closeOver()
	m.endAsk(false)
	const name = "find-person"
	m.ask = &prompt{action: name, label: word.Say(wordPrompts[name][0]), line: entry.New(longest[name])}
	m.ask.line.SetText(m.roster.words)
}

// findPeople lists those whose name or delegation has the words in it.
func (m *Model) findPeople(words string) { m.roster = rosterWish{words: words} }
