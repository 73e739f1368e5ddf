package app

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"parley/tui/action"
	"parley/tui/draftpane"
	"parley/tui/sound"
	"parley/tui/word"
)

// do does the action called name if it is allowed now, and says why if not.
func (m *Model) do(name string) tea.Cmd {
	a, ok := action.Named(m.table, name)
	if !ok {
		return nil
	}
	if ok, why := a.Can(m.context()); !ok {
		m.say(refusal, a.Title+word.Say(", not now: ")+why+".")
		return nil
	}
	if deed := m.deed(name); deed != nil {
		return deed()
	}
	m.focus = action.Reading
	m.whole = true
	return m.inReader(func(p *draftpane.Model) any { return p.Do(name) })
}

// deed returns what the app itself does for an action, nil for those of the
// draft pane.
func (m *Model) deed(name string) func() tea.Cmd {
	quiet := func(f func()) func() tea.Cmd { return func() tea.Cmd { f(); return nil } }
	switch name {
	case "here":
		return quiet(func() { m.openPalette(name, word.Say("WHAT CAN BE DONE HERE"), m.place()) })
	case "palette":
		return quiet(m.togglePalette)
	case "help":
		return quiet(m.openHelp)
	case "status":
		return quiet(m.openStatus)
	case "away":
		return quiet(m.openAway)
	case "changes":
		return quiet(m.openChanges)
	case "invite":
		return m.openInvite
	case "waiting":
		return quiet(m.openLobby)
	case "waiting-room":
		return quiet(m.turnWaitingRoom)
	case "remove":
		return quiet(m.askToRemove)
	case "revoke":
		return quiet(m.askRevoke)
	case "make-link":
		return quiet(m.askLink)
	case "talk":
		return quiet(m.toggleTalk)
	case "hold-to-talk":
		return quiet(m.turnHold)
	case "mic":
		return func() tea.Cmd { return m.findDevices(sound.Mic) }
	case "ear":
		return func() tea.Cmd { return m.findDevices(sound.Ear) }
	case "try-sound":
		return quiet(m.trySound)
	case "data-cap":
		return quiet(m.askCap)
	case "echo":
		return quiet(m.turnGuard)
	case "listen":
		return quiet(m.turnListening)
	case "editor":
		return m.openEditor
	case "goto", "find":
		return quiet(func() { m.askFor(name) })
	case "chat":
		return quiet(func() { m.focusOn(action.Chat) })
	case "find-person":
		return quiet(m.askForPeople)
	case "who":
		return quiet(func() { m.focusOn(action.People) })
	case "back":
		if m.focus == action.People && m.roster.words != "" {
			return quiet(func() { m.findPeople("") }) // one level back: everybody again
		}
		return quiet(func() { m.focusOn(action.Reading) })
	case "next-pane":
		return quiet(func() { m.turn(1) })
	case "previous-pane":
		return quiet(func() { m.turn(-1) })
	case "tour":
		return quiet(m.toggleTour)
	case "bare":
		return quiet(m.toggleBare)
	case "document", "document-before", "document-close", "document-reopen":
		return quiet(func() { m.listDocuments(name) })
	case "document-follow":
		return quiet(m.goAlong)
	case "open-document":
		return quiet(func() { m.askAtFloor(name) })
	case "redraw":
		return func() tea.Cmd { return tea.ClearScreen }
	case "quit":
		return quiet(m.askToLeave)
	}
	if deed := m.floorDeed(name); deed != nil {
		return deed
	}
	if deed := m.wordingDeed(name); deed != nil {
		return deed
	}
	return m.inPane(name)
}

// inPane returns what an action of the chat or of the people does when it is
// chosen from a list: its key, pressed there.
func (m *Model) inPane(name string) func() tea.Cmd {
	code, ok := map[string]rune{"send": tea.KeyEnter, "up": tea.KeyUp, "down": tea.KeyDown, "page-up": tea.KeyPgUp, "page-down": tea.KeyPgDown}[name]
	if !ok {
		return nil
	}
	return func() tea.Cmd {
		k := tea.KeyPressMsg{Code: code}
		if m.focus == action.Reading || name == "send" {
			m.focusOn(action.Chat)
		}
		return m.wants(m.sideAt(m.focus).pane.Key(k))
	}
}

// focusOn gives a pane the keys. Writing goes on when the draft gets them
// back.
func (m *Model) focusOn(p action.Place) {
	m.focus = p
	if m.bare && p != action.Reading {
		m.toggleBare()
		m.focus = p
	}
	if p != action.Reading {
		m.bring(p)
		m.chosen = true
	}
	m.showPeople()
	m.showChat()
}

// turn goes round the panes.
func (m *Model) turn(by int) {
	round := append([]action.Place{action.Reading}, m.sideOrder()...)
	at := slices.Index(round, m.focus)
	m.focusOn(round[(at+by+len(round))%len(round)])
}

// leave ends the program. What was typed last is given to the line.
func (m *Model) leave() tea.Cmd {
	for _, d := range m.documents {
		d.seat.Flush(m.now())
	}
	m.unpoint()
	if m.config.Sound != nil && m.config.Sound.Talking() {
		m.config.Sound.Talk(false)
		m.config.Line.Talk(false)
	}
	return tea.Quit
}
