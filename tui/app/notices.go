package app

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/tui/action"
	"parley/tui/word"
)

// take takes in what the line of a document says; that of the first one is the
// meeting's, too.
func (m *Model) take(n meeting.Notice) {
	if in, ok := n.(meeting.InDocument); ok {
		if d := m.open(in.Document); d != nil {
			m.within(d, func() { m.takeWords(in.Notice) })
		}
		return
	}
	joined, was := m.seat.Joined(), m.seat.Link()
	change, taken := meeting.Change{}, false
	m.within(m.documents[0], func() { change, taken = m.takeWords(n) })
	if !taken {
		return
	}
	m.showMeeting(change)
	switch {
	case !joined && m.seat.Joined():
		m.enter()
	case change.Link:
		m.linkChanged(was)
	}
	switch n := n.(type) {
	case meeting.Happened:
		m.ruled(n.Event.What)
		m.proceeded(n.Event)
	case meeting.Lobby:
		m.called()
	case meeting.LinkChanged:
		if n.State != meeting.Up {
			m.caller = 0 // a server that was started anew counts from the beginning
		}
	}
}

// takeWords takes in what concerns the words of a document, and reports whether
// it could.
func (m *Model) takeWords(n meeting.Notice) (change meeting.Change, taken bool) {
	if m.resyncing && !m.freshStart(n) {
		return change, false
	}
	seat, now := m.document.seat, m.now()
	joined, was := seat.Joined(), seat.Link().State
	change, err := m.away.Take(seat, n, now)
	if err != nil {
		m.follow(err)
		return change, false
	}
	m.show(change)
	m.tellRefusals()
	switch {
	case !joined && seat.Joined():
		m.setWritable()
		m.draft.SetMe(m.seat.Me().Number)
		m.read = seat.Text()
		m.sent = m.sent || seat.Waiting() > 0
	case change.Kept:
		m.keptChanged()
	case change.Link && seat.Link().State != was:
		m.pointer = pointer{} // the server has forgotten it
	}
	m.isBack()
	m.proposeMarked()
	switch n := n.(type) {
	case meeting.Happened:
		m.wordingMoved(n.Event)
	case meeting.Accepted:
		if !m.ownReceived(n.Number) { // it may have been typing
			m.textAt = n.Number
		}
	case meeting.Receipts:
		m.onScreen(n, now)
	case meeting.Pointed:
		m.chairPointed(n)
	}
	return change, true
}

// tellRefusals says what of this person's the server did not take.
func (m *Model) tellRefusals() {
	for _, r := range m.document.seat.Refusals() {
		in := m.inView // what was asked of the meeting is of no document
		if meeting.AboutText(r.Command.Ask) {
			in = m.document
		}
		m.within(in, func() { m.say(refusal, refusedWords(r)) })
	}
}

// freshStart lets through, after this copy came apart from the server's, what
// belongs to joining afresh. The rest of the old line is of no use.
func (m *Model) freshStart(n meeting.Notice) bool {
	switch n := n.(type) {
	case meeting.LinkChanged, meeting.Refused: // a refused command has left the outbox: nobody sends it again
		return true
	case meeting.Welcome:
		if n.Snapshot == nil {
			m.line.Resync(m.document.seat.Need())
			return false
		}
		m.resyncing = false
		return true
	}
	return false
}

// follow acts on a notice that could not be taken in.
func (m *Model) follow(err error) {
	if errors.Is(err, meeting.ErrResync) {
		m.resyncing = true
		m.line.Resync(m.document.seat.Need())
		m.say(note, word.Say("This copy has come apart from the server's; it is fetched again. What you typed is kept."))
		return
	}
	m.say(refusal, word.Say("Something the server said could not be understood: ")+plain(err.Error())+".")
}

// enter begins, once the text is here.
func (m *Model) enter() {
	role := m.seat.Me().Role
	why := word.Say("you are here as %s: %s", word.Say(role.String()), word.Say(role.May()))
	m.chat.SetWritable(role.Chats(), why)
	if m.config.Writing && role.Writes() {
		m.draft.SetWriting(true)
	}
	if words := m.restoredWords(); words != "" || m.config.Notice == "" {
		words = word.Say("You are in. ") + m.presentWords() + m.severalWords() + words
		if m.width > 0 && m.width < narrowWidth { // 0: the terminal has not said
			words = word.Say("Narrow here: join with --linear. ") + words
		}
		m.say(note, words)
	}
}

// show brings what changed of the words to the panes.
func (m *Model) show(c meeting.Change) {
	if c.Whole || c.Text.Changes() {
		m.textAt = m.document.seat.Version()
	}
	switch {
	case c.Whole:
		m.draft.SetMe(m.seat.Me().Number)
		m.setWritable()
		m.setText(delta.Delta{})
		m.pointer = pointer{}
	case c.Text.Changes():
		m.setText(c.Text)
		m.pointer.move(c.Text, delta.Before)
	}
	if c.Cursors || c.Draft || c.Whole {
		m.showCursors()
	}
	if c.Kept && len(m.document.seat.Sent()) > 0 {
		m.proposed.table = nil // what is said of those that wait
		m.showProposals()
	}
	if c.Table || c.Whole {
		m.showProposals()
	}
	if c.Cursors {
		m.showPeople()
	}
}

// showMeeting brings what changed beside the words to the panes.
func (m *Model) showMeeting(c meeting.Change) {
	if c.Chat {
		m.showChat()
	}
	if c.Floor {
		m.floorMoved()
		if captions := m.seat.Proceedings().Captions; len(captions) > 0 && captions[len(captions)-1].Number != m.captioned {
			m.captioned = captions[len(captions)-1].Number
			m.showCaptions()
		}
	}
	if c.People {
		m.showPeople()
	}
}

// setText gives the draft pane the seat's text. what says how it changed; one
// that does not fit stands for a text replaced whole.
func (m *Model) setText(what delta.Delta) { m.draft.SetText(m.document.seat.Text(), what) }

// close ends the meeting for this person; what is on the screen can still be
// read and copied. A meeting never entered leaves nothing to look at.
func (m *Model) close(err error) tea.Cmd {
	m.ended, m.err = true, err
	if !m.seat.Joined() {
		return tea.Quit
	}
	for _, d := range m.documents {
		d.draft.SetWritable(false, word.Say("the meeting has ended for you"))
	}
	m.chat.SetWritable(false, word.Say("the meeting has ended for you"))
	if m.config.Sound != nil && m.config.Sound.Talking() {
		m.config.Sound.Talk(false)
	}
	m.ask = nil
	if m.focus == action.Chat {
		m.focus = action.Reading
	}
	return nil
}
