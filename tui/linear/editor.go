package linear

import (
	"errors"
	"fmt"
	"os"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/editor"
	"parley/tui/word"
)

// openEditor gives the draft and the terminal to the person's own editor, and
// puts what was changed there into what the draft has become. Nothing is told
// in between: it would be drawn over the editor. What the line says waits.
func (f *front) openEditor(now time.Time) error {
	if f.swept != nil {
		return errors.New(word.Say("what you saved before still waits: type editor sweep to delete most of the draft, or editor keep to leave it as it is"))
	}
	held, err := f.draft.Hold(now)
	if err != nil {
		return err
	}
	defer func() {
		if f.swept == nil {
			f.draft.LetGo()
		}
	}()
	if f.out.flush() != nil {
		return ErrUnheard
	}
	v := editor.New(f.Editor, f.draft.Title(), held.Text().String())
	v.SetStdin(f.In)
	v.SetStdout(f.Out)
	v.SetStderr(os.Stderr)
	if err := v.Run(); err != nil {
		return keptIn(v, err)
	}
	change, changed := v.Change()
	if !changed {
		f.done("editor", leftOut(v)+word.Say("Nothing was changed."))
		return v.Forget()
	}
	before := f.draft.Text()
	did, err := f.draft.EditFrom(held, change, f.Now())
	if errors.Is(err, meeting.Unmeant) {
		f.swept = &swept{held, v}
		return errors.New(word.Say("what you saved deletes %d of the draft's %d characters and waits in %s: type editor sweep to delete them, or editor keep to leave the draft as it is",
			change.Size().Deleted, change.BaseLen(), v.File()))
	}
	return f.broughtBack(v, before, did, err)
}

// A swept is a visit to the editor from which most of the draft came back
// deleted. It waits until the person says what is meant.
type swept struct {
	held  *meeting.Held
	visit *editor.Visit
}

// answerSwept ends the waiting.
func (f *front) answerSwept(sweep bool) error {
	s := f.swept
	if s == nil {
		return errors.New(word.Say("nothing that you saved in an editor waits"))
	}
	f.swept = nil
	if !sweep {
		f.draft.LetGo()
		f.done("editor", word.Say("The draft stays as it is. What you wrote is kept in ")+s.visit.File()+".")
		return nil
	}
	before := f.draft.Text()
	change, _ := s.visit.Change()
	did, err := f.draft.SweepFrom(s.held, change, f.Now())
	return f.broughtBack(s.visit, before, did, err)
}

// broughtBack says what came of a visit to the editor.
func (f *front) broughtBack(v *editor.Visit, before text.Text, did delta.Delta, err error) error {
	if err != nil {
		return keptIn(v, err)
	}
	f.changes.moved(did)
	f.out.say(f.here(f.did("editor", leftOut(v), before, did)))
	return v.Forget()
}

// keptIn is why nothing came of a visit to the editor, and where what was
// written is.
func keptIn(v *editor.Visit, why error) error {
	if v.File() == "" {
		return fmt.Errorf(word.Say("%w; nothing was sent"), why)
	}
	return fmt.Errorf(word.Say("what you wrote is kept in %s and nothing was sent: %w"), v.File(), why)
}

// leftOut says what of the saved text may not stand in a draft.
func leftOut(v *editor.Visit) string {
	if n := v.Dropped(); n > 0 {
		return word.Count(n, "control character was", "control characters were") + word.Say(" left out. ")
	}
	return ""
}
