package app

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/tui/action"
	"parley/tui/word"
)

// take takes in what the line says.
func (m *Model) take(n meeting.Notice) {
	now := m.now()
	if m.resyncing && !m.freshStart(n) {
		return
	}
	joined, was := m.seat.Joined(), m.seat.Link()
	change, err := m.away.Take(m.seat, n, now)
	if err != nil {
		m.follow(err)
		return
	}
	m.show(change)
	for _, r := range m.seat.Refusals() {
		m.say(refusal, refusedWords(r))
	}
	switch {
	case !joined && m.seat.Joined():
		m.enter()
	case change.Kept:
		m.keptChanged()
	case change.Link:
		m.linkChanged(was)
	}
	m.isBack()
	switch n := n.(type) {
	case meeting.Happened:
		m.ruled(n.Event.What)
		m.proceeded(n.Event)
		m.wordingMoved(n.Event)
	case meeting.Accepted:
		m.ownReceived(n.Number)
	case meeting.Receipts:
		m.onScreen(n, now)
	case meeting.Lobby:
		m.called()
	case meeting.LinkChanged:
		if n.State != meeting.Up {
			m.caller = 0 // a server that was started anew counts from the beginning
		}
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
	m.setWritable()
	m.chat.SetWritable(role.Chats(), why)
	m.draft.SetMe(m.seat.Me().Number)
	if m.config.Writing && role.Writes() {
		m.draft.SetWriting(true)
	}
	m.read = m.document.seat.Text()
	m.sent = m.sent || m.seat.Waiting() > 0
	if words := m.restoredWords(); words != "" || m.config.Notice == "" {
		words = word.Say("You are in. ") + m.presentWords() + words
		if m.width > 0 && m.width < narrowWidth { // 0: the terminal has not said
			words = word.Say("Narrow here: join with --linear. ") + words
		}
		m.say(note, words)
	}
}

// show brings what changed to the panes.
func (m *Model) show(c meeting.Change) {
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
	if c.Kept && len(m.document.seat.Sent()) > 0 {
		m.proposed.table = nil // what is said of those that wait
		m.showProposals()
	}
	if c.Table || c.Whole {
		m.showProposals()
	}
	if c.People || c.Cursors {
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
	m.draft.SetWritable(false, word.Say("the meeting has ended for you"))
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
