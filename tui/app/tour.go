package app

import (
	tea "charm.land/bubbletea/v2"

	"parley/tui/action"
	"parley/tui/word"
)

// A step of the guided tour is one key to press: it is done once the key's
// action was done where it belongs.
type step struct {
	action string // whose key is to be pressed; "" where key says which
	key    string // as people read it
	words  string // what it shows, in the language of the code
	closes string // the list that Esc is to close, where that is the step
	typed  bool   // a letter is to be typed into the draft
}

// tour are the ten steps: moving, panes, lists, writing, undo, help.
var tour = [...]step{
	{action: "line-down", words: word.Mark("%s moves through the draft, as do all arrows.")},
	{action: "next-pane", words: word.Mark("%s goes on to the panes beside the draft: chat, people, more.")},
	{action: "back", words: word.Mark("%s goes back to the draft. It backs out, and loses nothing.")},
	{action: "here", words: word.Mark("%s lists what can be done here; what cannot be done says why.")},
	{key: "esc", closes: "here", words: word.Mark("%s leaves the list.")},
	{action: "write-here", words: word.Mark("%s begins writing: others see it as you type.")},
	{key: "x", typed: true, words: word.Mark("Type a letter, such as %s: it is in the draft at once.")},
	{action: "stop", words: word.Mark("%s ends writing: letters are shortcuts again.")},
	{action: "undo", words: word.Mark("%s takes your change back; what others wrote stays.")},
	{action: "palette", words: word.Mark("%s finds every action by a word; the tour ends there.")},
}

// toggleTour begins the tour, or ends it.
func (m *Model) toggleTour() {
	if m.touring > 0 {
		m.touring = 0
		m.say(note, word.Say("The tour is over. %s has it again.", m.keyFor("palette")))
		return
	}
	m.focusOn(action.Reading)
	m.draft.SetWriting(false)
	m.touring = 1
}

// tourWords are the step to do now, "" where nobody is touring.
func (m *Model) tourWords() string {
	if m.touring == 0 || m.touring > len(tour) || !m.seat.Joined() {
		return ""
	}
	s := tour[m.touring-1]
	key := action.KeyName(s.key)
	if s.action != "" {
		key = m.keyFor(s.action)
	}
	return word.Say("Tour %d of %d: ", m.touring, len(tour)) + word.Say(s.words, key)
}

// toured goes on to the next step once this one was done: meant is what the
// key meant, was the list that was open before.
func (m *Model) toured(k tea.KeyPressMsg, meant, was string) {
	if m.touring == 0 || m.touring > len(tour) {
		return
	}
	s := tour[m.touring-1]
	done := s.action != "" && s.action == meant && was == ""
	switch {
	case s.closes != "":
		done = was == s.closes && m.over == nil
	case s.typed:
		done = m.draft.Writing() && k.Text != ""
	}
	if !done {
		return
	}
	m.message = message{}
	if m.touring++; m.touring > len(tour) {
		m.touring = 0
		m.say(note, word.Say("That was the tour. %s is help for where you are, %s leaves.", m.keyFor("help"), m.keyFor("quit")))
	}
}
