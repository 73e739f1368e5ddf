package app

import (
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/tui/editor"
	"parley/tui/palette"
	"parley/tui/word"
)

// back is the message that the draft is back from the editor. Bubble Tea stands
// still while the editor has the terminal: what the line says waits in the line
// meanwhile, and some of it comes before this.
type back struct {
	held  *meeting.Held
	visit *editor.Visit
	err   error
}

// openEditor gives the draft as it is and the terminal to the person's own
// editor.
func (m *Model) openEditor() tea.Cmd {
	held, err := m.document.seat.Hold(m.now())
	if err != nil {
		m.say(refusal, word.Say("The editor was not opened: ")+refusedBecause(err)+".")
		return nil
	}
	m.editing = true
	v := editor.New(m.config.Editor, m.titleOfDocument(m.number), held.Text().String())
	return tea.Sequence(tea.Raw(m.GiveOrder()), tea.Exec(settled{v}, func(err error) tea.Msg { return back{held, v, err} }))
}

// settled is a visit that begins when Bubble Tea has stopped drawing. It stops
// its ticker in a goroutine that it does not wait for, and sets the same ticker
// going when the editor has ended (stopRenderer and startRenderer of v2.1.1):
// with an editor that ends at once the stop may come last, and the screen stays
// empty for good.
type settled struct{ *editor.Visit }

const settling = 50 * time.Millisecond

// Run waits that long and begins.
func (s settled) Run() error {
	time.Sleep(settling)
	return s.Visit.Run()
}

// comeBack puts what was changed in the editor into what the draft has become.
func (m *Model) comeBack(b back) tea.Cmd {
	m.editing = false
	change, changed := b.visit.Change()
	switch {
	case b.err != nil:
		m.document.seat.LetGo()
		return m.keepFile(b.visit, plain(word.Err(b.err)))
	case m.ended:
		m.document.seat.LetGo()
		return m.keepFile(b.visit, word.Say("the meeting has ended for you"))
	case !changed:
		m.document.seat.LetGo()
		m.say(note, word.Say("Nothing was changed in the editor.")+droppedWords(b.visit))
		return forget(b.visit)
	}
	did, err := m.document.seat.EditFrom(b.held, change, m.now())
	if errors.Is(err, meeting.Unmeant) {
		m.askToSweep(b)
		return nil
	}
	return m.broughtBack(b.visit, did, err)
}

// askToSweep asks whether what was saved may delete most of the draft.
func (m *Model) askToSweep(b back) {
	change, _ := b.visit.Change()
	m.endAsk(false)
	m.over = palette.Ask(m.theme, word.Say("DELETE MOST OF THE DRAFT?"), []string{
		word.Say("What you saved deletes %d of the %d characters that everybody has. Nothing was sent yet.", change.Size().Deleted, change.BaseLen()),
		word.Say("It is kept in the file ") + b.visit.File(),
	}, []palette.Item{{Name: "keep", Title: word.Say("No, the draft stays as it is")}, {Name: "sweep", Title: word.Say("Delete it")}})
	m.overName, m.swept = "sweep", &b
}

// sweepChosen takes the answer, and reports whether it was one.
func (m *Model) sweepChosen(name string) (tea.Cmd, bool) {
	if m.swept == nil || name != "sweep" && name != "keep" {
		return nil, false
	}
	if name == "keep" || m.ended {
		return m.notSwept(), true
	}
	b := m.swept
	m.swept = nil
	change, _ := b.visit.Change()
	did, err := m.document.seat.SweepFrom(b.held, change, m.now())
	return m.broughtBack(b.visit, did, err), true
}

// notSwept leaves the draft as it is.
func (m *Model) notSwept() tea.Cmd {
	b := m.swept
	m.swept = nil
	m.document.seat.LetGo()
	if m.over == nil {
		return m.keepFile(b.visit, word.Say("what you saved would have deleted most of the draft"))
	}
	m.say(refusal, word.Say("The draft stays as it is. What you saved is kept in the file ")+b.visit.File()+".")
	return nil
}

// broughtBack says what came of a visit to the editor.
func (m *Model) broughtBack(v *editor.Visit, did delta.Delta, err error) tea.Cmd {
	if err != nil {
		return m.keepFile(v, refusedBecause(err))
	}
	m.sent = true
	m.setText(did)
	m.pointer.move(did, delta.Before)
	m.showCursors()
	m.say(note, word.Say("What you saved is in the draft.")+droppedWords(v))
	return forget(v)
}

// keepFile says why nothing came of a visit to the editor, and where what was
// written is, until the person has read it.
func (m *Model) keepFile(v *editor.Visit, why string) tea.Cmd {
	words := sentence(why) + word.Say(" Nothing was sent.")
	if v.File() == "" {
		m.say(refusal, words)
		return nil
	}
	m.openPage("editor", word.Say("NOT IN THE DRAFT"), []string{words, "", word.Say("What you wrote is kept in the file"), "", v.File()})
	return nil
}

// forget deletes the editor's file, outside of Update.
func forget(v *editor.Visit) tea.Cmd {
	return func() tea.Msg {
		_ = v.Forget() // the draft has what was in it; the system clears its temporary files
		return nil
	}
}

// droppedWords say that not all that was saved came into the draft.
func droppedWords(v *editor.Visit) string {
	if n := v.Dropped(); n > 0 {
		return " " + word.Count(n, "control character was", "control characters were") + word.Say(" left out.")
	}
	return ""
}
