package app

import (
	"parley/collab/text"
	"parley/tui/away"
	"parley/tui/word"
)

// isBack tells in one line what was missed while there was no link. A page that
// shows it opens with a key and not by itself: the person may be writing.
func (m *Model) isBack() {
	r, back := m.away.Back()
	if !back {
		return
	}
	if r.Missed() || m.missed == nil {
		m.missed = &r
	}
	if r.Missed() {
		m.unread = true
		m.say(note, m.missedWords())
	}
}

// missedWords say that there is something to catch up with, "" where there is
// not.
func (m *Model) missedWords() string {
	if !m.unread {
		return ""
	}
	return m.keyFor("away") + word.Say(" shows what you missed: ") + m.missed.Headline() + "."
}

func (m *Model) openAway() {
	m.unread = false
	m.openPage("away", word.Say("WHAT YOU MISSED"), m.awayWords())
}

// openChanges shows how the draft reads otherwise than when it was last asked.
func (m *Model) openChanges() {
	r := away.Compare(m.read, m.document.seat.Text())
	m.read = m.document.seat.Text()
	words := []string{word.Say("The draft reads as it did when you last asked.")}
	if r.Places > 0 {
		words = []string{word.Count(r.Places, "change", "changes") + word.Say(" since you last asked."), ""}
	}
	m.openPage("changes", word.Say("WHAT CHANGED"), append(words, r.Told(func(by text.Author) string { return m.lookOf(by).name }, false)...))
}

// awayWords are what was missed, in full.
func (m *Model) awayWords() []string {
	words := []string{sentence(m.missed.Headline()), ""}
	name := func(by text.Author) string { return m.lookOf(by).name }
	return append(words, m.missed.Told(name, false)...)
}
