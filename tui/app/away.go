package app

import "parley/collab/text"

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
		m.say(note, "F12 shows what you missed: "+r.Headline()+".")
	}
}

func (m *Model) openAway() { m.openPage("away", "WHAT YOU MISSED", m.awayWords()) }

// awayWords are what was missed, in full.
func (m *Model) awayWords() []string {
	words := []string{sentence(m.missed.Headline()), ""}
	name := func(by text.Author) string { return m.lookOf(by).name }
	return append(words, m.missed.Told(name, false)...)
}
