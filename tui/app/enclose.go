package app

import (
	"errors"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/tui/proposalpane"
	"parley/tui/word"
)

// enclose puts the marked phrase, or the word at the cursor, in square brackets;
// who may not type there gets a proposal that does, to look over and send.
func (m *Model) enclose() {
	if m.reader() != m.draft {
		m.say(refusal, word.Say("This view is to be read: %s goes on to the redline, where brackets are put in.", m.keyFor("view")))
		return
	}
	tab := m.document.seat.Table()
	from, to := m.draft.Phrase()
	from, to, err := draft.Enclosable(tab.Text, tab.Brackets, from, to)
	var half draft.HalfError
	switch {
	case errors.As(err, &half) && half.Number > 0:
		m.say(refusal, word.Say("The marked words hold a part of bracket #%d: mark all of it, or none.", half.Number))
	case err != nil:
		m.say(refusal, word.Say("The marked words hold a bracket without its other half: that is to be mended first."))
	case from == to:
		m.say(refusal, word.Say("There is no word at the cursor: go to one, or mark a phrase (%s).", m.keyFor("mark")))
	case !m.draft.Writable():
		m.encloseProposed(tab, from, to)
	case m.writeWhole(draft.Enclose(tab.Text.Len(), from, to)):
		m.enclosed(from)
	}
}

// enclosed goes to the bracket that was put in, and says what can be done with it.
func (m *Model) enclosed(open int) {
	tab := m.document.seat.Table()
	m.draft.GotoOffset(open)
	if b := tab.Brackets.At(open); b != nil {
		m.lightPair(tab, b)
		m.say(note, word.Say("Bracket #%d is put in: %s keeps it for your delegation, %s takes it out.", b.Number, m.keyFor("hold"), m.keyFor("undo")))
	}
}

// encloseProposed opens the form of a proposal that puts the words in brackets.
func (m *Model) encloseProposed(tab *meeting.Table, from, to int) {
	line := tab.Text.LineOf(from)
	if tab.Text.LineOf(to-1) != line {
		m.say(refusal, word.Say("A proposal is about one paragraph: mark words in one."))
		return
	}
	m.draft.GotoOffset(from)
	w, key, title, _ := m.beginning("propose")
	if w.Para == 0 {
		m.say(refusal, word.Say("Not now: this paragraph has not reached the server yet."))
		return
	}
	if kept, was := m.put[key]; was && kept.Was == w.Was {
		m.say(refusal, word.Say("A proposal of yours about this paragraph is put away: %s takes it up, and brackets can be typed there.", m.keyFor("propose")))
		return
	}
	words := tab.Text.Slice(from, to)
	start := tab.Text.LineStart(line)
	w.Text = tab.Text.Slice(start, from) + "[" + words + "]" + tab.Text.Slice(to, tab.Text.LineEnd(line))
	m.endAsk(false)
	m.form = key
	m.over, m.overName = proposalpane.NewForm(m.theme, title, w, m.paragraphEditor(w.Text)), "propose"
	m.say(note, word.Say("You propose, and do not type here: Enter shows the brackets as others will see them, and again sends them."))
}
