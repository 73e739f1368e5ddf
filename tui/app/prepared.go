package app

import (
	"slices"
	"strings"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/word"
)

// ownRequest is the number of the request by which this person has the floor or
// waits for it, 0: none.
func (m *Model) ownRequest() uint32 {
	return m.seat.Proceedings().OwnRequest(m.seat.Me().Member())
}

// prepared tells that a statement is ready for its turn, or not any more: those
// who can do something about it.
func (m *Model) prepared(e meeting.Event, p meeting.Prepared) {
	m.showQueue()
	own := p.Request == m.ownRequest() && p.Request != 0
	switch {
	case own && p.Ready && m.seat.Floor().Holds(m.seat.Me().Member()):
		m.say(note, word.Say("The statement is ready: %s delivers it.", m.keyFor("deliver")))
	case own && p.Ready:
		m.say(note, word.Say("The statement is ready for your turn: then %s delivers it.", m.keyFor("deliver")))
	case own:
		m.say(note, word.Say("The statement was taken back."))
	case p.Ready && m.seat.Me().Role.Runs() && p.Request == m.turnNow():
		m.say(note, word.Say("%s has the floor and a statement ready: %s delivers it.", m.calledBy(p.Request), m.keyFor("deliver")))
	case p.Ready && m.seat.Me().Role.Runs():
		m.say(note, word.Say("%s has a statement ready: once they have the floor, %s delivers it.", m.calledBy(p.Request), m.keyFor("deliver")))
	}
}

// turnNow is the number of the request of who has the floor, 0: nobody has it.
func (m *Model) turnNow() uint32 {
	if t := m.seat.Floor().Turn; t != nil {
		return t.Number
	}
	return 0
}

// calledBy is how who made a request is called.
func (m *Model) calledBy(request uint32) string {
	f := m.seat.Floor()
	if t := f.Turn; t != nil && t.Number == request {
		return m.calls(t.By)
	}
	for _, r := range f.List {
		if r.Number == request {
			return m.calls(r.By)
		}
	}
	return word.Say("somebody")
}

// delivered tells that a statement that was prepared is in the record.
func (m *Model) delivered(d meeting.Delivered) {
	m.showQueue()
	if m.stands(d.By) {
		m.say(note, word.Say("Your statement is in the record."))
		return
	}
	m.say(note, word.Say("Statement, %s: %s", m.calls(d.By), clean(d.Text))+" "+word.Say("%s shows it whole.", m.keyFor("statements")))
}

// openStatements shows what was said in writing, the newest first.
func (m *Model) openStatements() {
	words := []string{}
	for _, s := range slices.Backward(m.seat.Proceedings().Statements) {
		head := m.calls(s.By) + ", " + s.At.In(m.now().Location()).Format("15:04")
		if s.On != "" {
			head = word.Say("%s, on %s", head, clean(s.On))
		}
		words = append(append(words, head+":"), strings.Split(strings.TrimSpace(text.Clean(s.Text)), "\n")...)
		words = append(words, "")
	}
	if len(words) == 0 {
		words = []string{word.Say("Nothing has been said in writing yet.")}
	}
	m.openPage("statements", word.Say("STATEMENTS"), words)
}
