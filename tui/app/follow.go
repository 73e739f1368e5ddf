package app

import (
	"strconv"
	"time"

	"parley/collab/meeting"
	"parley/tui/word"
)

// A following is how the cursor goes along with the chair's.
type following struct {
	on   bool
	line int   // of the draft where both were last; 0: the chair's place is not known yet
	from place // where the cursor was before
	in   int   // in which document
}

// turnFollow has the cursor go where the chair's goes, or goes back to where it
// was before.
func (m *Model) turnFollow() {
	f := &m.following
	if f.on {
		back := f.from
		in := f.in
		*f = following{}
		if in != m.number {
			_ = m.goesTo(in, strconv.Itoa(back.line)) // one was there
			return
		}
		m.draft.Goto(back.line)
		m.say(note, word.Say("You do not follow the chair any more, and are back at line %d.", back.line))
		return
	}
	if m.seat.Me().Role.Runs() {
		m.say(note, word.Say("You run the meeting: the others can follow you."))
		return
	}
	line, _ := m.draft.Place()
	*f = following{on: true, from: place{line}, in: m.number}
	m.draft.SetWriting(false)
	m.follows()
	m.followsElsewhere()
	words := word.Say("You follow the chair.")
	if f.line == 0 {
		words = word.Say("You follow the chair as soon as it is known where the chair is.")
	}
	m.say(note, words+" "+word.Say("%s leaves, and goes back to where you were.", m.keyFor("follow")))
}

// follows goes to the chair's paragraph when the chair has gone to another.
func (m *Model) follows() {
	f := &m.following
	at, known := m.chairAt()
	if !f.on || !known || m.aside() {
		return
	}
	t := m.draft.Text()
	if line := t.LineOf(min(at, t.Len())) + 1; line != f.line {
		f.line = line
		m.draft.Goto(line)
	}
}

// followsElsewhere goes to the document that the chair is in, where that has been
// looked at here.
func (m *Model) followsElsewhere() {
	for _, d := range m.documents {
		m.within(d, func() {
			if _, known := m.chairAt(); known && m.following.line == 0 {
				m.elsewhere = d.number
			}
		})
	}
}

// chairPointed goes along when the chair points in a document that is not in view.
func (m *Model) chairPointed(p meeting.Pointed) {
	if who, _ := m.seat.Person(p.By); m.following.on && m.aside() && !p.Left && who.Role.Runs() {
		m.elsewhere = m.number
	}
}

// chairAt is where the cursor of who runs the meeting is.
func (m *Model) chairAt() (at int, known bool) {
	for _, c := range m.document.seat.Cursors() {
		if c.Person.Role.Runs() {
			return c.At, true
		}
	}
	return 0, false
}

// strayed ends the following when the person has gone elsewhere.
func (m *Model) strayed() {
	f := &m.following
	if !f.on || f.line == 0 {
		return
	}
	if line, _ := m.draft.Place(); line != f.line || m.draft.Writing() {
		*f = following{}
		m.say(note, word.Say("You have left the chair's place. %s returns to it.", m.keyFor("follow")))
	}
}

// leadsEvery is how often at most the others are told where somebody reads who
// runs the meeting.
const leadsEvery = 500 * time.Millisecond

// leads reports whether the others are told where this person reads.
func (m *Model) leads() bool {
	return m.seat.Me().Role.Runs() && m.document.seat.Link().State == meeting.Up && m.seat.Joined()
}
