package app

import (
	"slices"
	"strings"

	"parley/collab/text"
	"parley/tui/away"
	"parley/tui/word"
	"parley/tui/wording"
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
		m.within(m.inView, func() { m.say(note, m.missedWords()) })
	}
}

// forgetMissed forgets what was missed in the other documents in an earlier
// absence: another one begins.
func (m *Model) forgetMissed() {
	for _, d := range m.documents[1:] {
		d.missed, d.unread = nil, false
	}
}

// wasAway reports whether it is known what was missed.
func (m *Model) wasAway() bool {
	return slices.ContainsFunc(m.documents, func(d *document) bool { return d.missed != nil })
}

// missedWords say that there is something to catch up with, "" where there is
// not.
func (m *Model) missedWords() string {
	if !slices.ContainsFunc(m.documents, func(d *document) bool { return d.unread }) {
		return ""
	}
	return m.keyFor("away") + word.Say(" shows what you missed: ") + m.missedHeadline() + "."
}

// missedHeadline says in one line what was missed in all documents.
func (m *Model) missedHeadline() string {
	var parts []string
	for _, d := range m.documents {
		if d.missed != nil && (d.number == 1 || d.missed.Missed()) {
			parts = append(parts, d.missedLine(len(parts) == 0))
		}
	}
	return strings.Join(parts, word.Say("; "))
}

// missedLine says what was missed in the document, and first in a report how long
// the absence was.
func (d *document) missedLine(first bool) string {
	if first {
		return d.named() + d.missed.Headline()
	}
	return d.named() + d.missed.News()
}

func (m *Model) openAway() {
	for _, d := range m.documents {
		d.unread = false
	}
	m.openPage("away", word.Say("WHAT YOU MISSED"), m.awayWords())
}

// awayWords are what was missed, in full.
func (m *Model) awayWords() (words []string) {
	for _, d := range m.documents {
		if d.missed == nil || d.number > 1 && !d.missed.Missed() {
			continue
		}
		if len(words) > 0 {
			words = append(words, "")
		}
		words = append(words, sentence(d.missedLine(len(words) == 0)), "")
		words = append(words, wording.Missed(d.missed.Wordings, false)...)
		words = append(words, d.missed.Told(m.nameBy, false)...)
	}
	return words
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
