package app

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/action"
	"parley/tui/chatpane"
	"parley/tui/draftpane"
	"parley/tui/page"
	"parley/tui/palette"
	"parley/tui/peoplepane"
	"parley/tui/theme"
	"parley/tui/word"
)

// An overlay lies over the draft and has the keys.
type overlay interface {
	Key(tea.KeyPressMsg) any
	View(w, h int) string
	Cursor(w, h int) (x, y int)
	SetTheme(theme.Theme)
}

// always are the actions whose keys work over everything, so that nobody is
// caught in a list or a question.
var always = map[string]bool{"floor": true, "talk": true, "quit": true, "redraw": true, "palette": true}

// pressed is key, watched by the guided tour.
func (m *Model) pressed(k tea.KeyPressMsg) tea.Cmd {
	m.keyed = m.now()
	a, _ := m.actionFor(k)
	was := m.overName
	cmd := m.key(k)
	m.strayed()
	m.toured(k, a.Name, was)
	return cmd
}

// key sends a key press to what it is meant for: what lies over the draft, the
// question in the message line, the table of actions, or the focused pane.
func (m *Model) key(k tea.KeyPressMsg) tea.Cmd {
	a, known := m.actionFor(k)
	if m.tooSmall() {
		return m.keyTooSmall(k, a.Name)
	}
	if known && a.Name == "talk" {
		return m.talkPressed(k)
	}
	if known && always[a.Name] {
		return m.do(a.Name)
	}
	switch {
	case m.onlyText() && k.Code == tea.KeyEscape && !m.draft.Writing():
		return m.do("bare")
	case m.overName == "waiting" && k.Code == tea.KeyDelete:
		m.turnAwayMarked()
		return nil
	case m.over != nil:
		return m.overWants(m.over.Key(k))
	case m.ask != nil:
		return m.askKey(k)
	case known && m.deed(a.Name) != nil && !m.yields(a.Name):
		return m.do(a.Name)
	}
	if s := m.sideAt(m.focus); s != nil {
		return m.wants(s.pane.Key(k))
	}
	if !m.letters && !m.draft.Writing() && k.Text != "" && k.Text != " " && !known {
		m.say(refusal, word.Say("Letters and digits are switched off as shortcuts: ")+m.keyFor("here")+word.Say(" lists what can be done."))
		return nil
	}
	m.whole = a.Name == "paste"
	return m.inReader(func(p *draftpane.Model) any { return p.Key(k) })
}

// actionFor finds what the key means where the keys go now.
func (m *Model) actionFor(k tea.KeyPressMsg) (action.Action, bool) {
	for _, name := range []string{k.String(), k.Keystroke()} {
		if a, ok := action.ForKey(m.table, m.place(), name); ok {
			return a, true
		}
	}
	return action.Action{}, false
}

// yields reports whether the draft pane has a use of its own for the key just
// now: Enter ends a line number that is being typed, and Backspace mends it.
func (m *Model) yields(name string) bool {
	return name == "here" && m.focus == action.Reading && m.reader().Typed() != ""
}

func (m *Model) keyTooSmall(k tea.KeyPressMsg, name string) tea.Cmd {
	switch {
	case name == "quit" && m.overName == "quit":
		return m.leave()
	case name == "quit":
		return m.do(name)
	case k.Code == tea.KeyEscape && m.overName == "quit", k.Code == tea.KeyEnter && m.overName == "quit":
		m.closeOver()
	}
	return nil
}

// wants does what a pane asks for.
func (m *Model) wants(want any) tea.Cmd {
	switch w := want.(type) {
	case draftpane.Edited:
		return m.edited(w)
	case draftpane.Copied:
		m.say(note, word.Say("Copied."))
		return tea.SetClipboard(w.Text)
	case draftpane.WantUndo:
		m.swap("undo", m.document.seat.Undo)
	case draftpane.WantRedo:
		m.swap("redo", m.document.seat.Redo)
	case draftpane.WantFind:
		return m.do("find")
	case draftpane.WantGoto:
		if wrong := m.goTo(w.Words); wrong != "" {
			m.say(refusal, sentence(wrong))
		}
	case draftpane.Said:
		m.say(note, w.Text)
	case draftpane.Refused:
		m.say(refusal, sentence(w.Why))
	case draftpane.Unhandled:
		if w.Why != "" {
			m.say(refusal, sentence(w.Why))
		}
	case chatpane.Say:
		m.sayInChat(w.Text)
	case chatpane.Nothing: // Enter lists what can be done here, as everywhere
		return m.do("here")
	case chatpane.Refused:
		m.say(refusal, sentence(w.Why))
	case peoplepane.Turn:
		m.roster = rosterWish{from: w.From, words: m.roster.words}
	}
	return nil
}

// edited passes on what this person did to the draft. The pane shows it
// already; where the meeting does not take it, the pane gets the text back.
func (m *Model) edited(e draftpane.Edited) tea.Cmd {
	edit := m.document.seat.Edit
	switch {
	case meeting.Sweeps(e.Delta): // only what was selected is deleted in one go
		edit = m.document.seat.Sweep
	case m.whole || e.Cut != "":
		edit = m.document.seat.EditWhole
	}
	if err := edit(e.Delta, m.now()); err != nil {
		back := delta.Delta{}
		if t := m.document.seat.Text(); t.Len() == e.Delta.BaseLen() {
			back = e.Delta.Invert(t.Slice)
		}
		m.setText(back)
		m.proposed.table = nil
		m.showProposals()
		m.say(refusal, word.Say("This was not written: ")+refusedBecause(err)+".")
		return nil
	}
	m.sent = true
	m.pointer.move(e.Delta, delta.After)
	m.showCursors()
	if e.Cut != "" {
		return tea.SetClipboard(e.Cut)
	}
	return nil
}

// swap takes back or puts in again, and shows what that did.
func (m *Model) swap(name string, step func(time.Time) (delta.Delta, bool)) {
	a, _ := action.Named(m.table, name)
	allowed, why := a.Can(m.context())
	did, ok := delta.Delta{}, false
	if allowed {
		did, ok = step(m.now())
		why = word.Say("that is too far back: a change can be taken back until %d others have come after it", meeting.UndoReach)
	}
	if !ok {
		m.setText(delta.Delta{})
		m.say(refusal, sentence(why))
		return
	}
	m.sent = true
	m.setText(did)
	m.showCursors()
}

func (m *Model) sayInChat(line string) {
	to, words := meeting.ParseLine(line)
	err := error(nil)
	if to == meeting.ToAll {
		err = m.seat.Say(words, m.now())
	} else {
		err = m.seat.Act(meeting.Confided{For: meeting.Audience{To: to}, Text: text.CleanLine(words, len(words))}, m.now())
	}
	if err != nil {
		m.say(refusal, word.Say("This was not sent: ")+refusedBecause(err)+".")
		return
	}
	m.sent = true
	m.showChat()
}

// paste takes what the terminal pasted to where the keys go.
func (m *Model) paste(s string) tea.Cmd {
	switch over, isList := m.over.(*palette.Model); {
	case m.tooSmall():
	case isList:
		over.Paste(s)
	case m.overName == "propose":
		m.over.(paster).Paste(s)
	case m.over != nil:
	case m.ask != nil:
		m.ask.line.Insert(s)
		m.asked()
	case m.focus == action.Reading:
		m.whole = true
		return m.wants(m.draft.Paste(s))
	default:
		if p, ok := m.sideAt(m.focus).pane.(paster); ok {
			return m.wants(p.Paste(s))
		}
	}
	return nil
}

// overWants does what the list or page over the draft asks for.
func (m *Model) overWants(want any) tea.Cmd {
	if m.formWants(want) {
		return nil
	}
	switch w := want.(type) {
	case palette.Chosen:
		m.closeOver()
		if w.Name == "leave" {
			return m.leave()
		}
		if m.documentChosen(w.Name) || m.answerChosen(w.Name) || m.removeChosen(w.Name) || m.handChosen(w.Name) {
			return nil
		}
		if m.capChosen(w.Name) || m.liftChosen(w.Name) || m.mineChosen(w.Name) || m.settingChosen(w.Name) {
			return nil
		}
		if cmd, ok := m.useChosen(w.Name); ok {
			return cmd
		}
		if cmd, ok := m.sweepChosen(w.Name); ok {
			return cmd
		}
		return m.do(w.Name)
	case palette.Refused:
		m.say(refusal, w.Item.Title+word.Say(", not now: ")+w.Item.Why+".")
	case palette.Closed, page.Closed:
		m.closeOver()
	}
	return nil
}

func (m *Model) closeOver() { m.over, m.overName = nil, "" }
