package linear

import (
	"fmt"
	"os"
	"time"

	"parley/tui/editor"
)

// openEditor gives the draft and the terminal to the person's own editor, and
// puts what was changed there into what the draft has become. Nothing is told
// in between: it would be drawn over the editor. What the line says waits.
func (f *front) openEditor(now time.Time) error {
	held, err := f.seat.Hold(now)
	if err != nil {
		return err
	}
	defer f.seat.LetGo()
	if f.out.flush() != nil {
		return ErrUnheard
	}
	v := editor.New(f.Editor, f.seat.Title(), held.Text().String())
	v.SetStdin(f.In)
	v.SetStdout(f.Out)
	v.SetStderr(os.Stderr)
	if err := v.Run(); err != nil {
		return keptIn(v, err)
	}
	change, changed := v.Change()
	if !changed {
		f.out.say(done{Event: "done", Command: "editor", spoken: leftOut(v) + "Nothing was changed.", Waiting: f.seat.Waiting()})
		return v.Forget()
	}
	before := f.seat.Text()
	did, err := f.seat.EditFrom(held, change, f.Now())
	if err != nil {
		return keptIn(v, err)
	}
	f.changes.moved(did)
	f.out.say(f.did("editor", leftOut(v), before, did))
	return v.Forget()
}

// keptIn is why nothing came of a visit to the editor, and where what was
// written is.
func keptIn(v *editor.Visit, why error) error {
	if v.File() == "" {
		return fmt.Errorf("%w; nothing was sent", why)
	}
	return fmt.Errorf("what you wrote is kept in %s and nothing was sent: %w", v.File(), why)
}

// leftOut says what of the saved text may not stand in a draft.
func leftOut(v *editor.Visit) string {
	if n := v.Dropped(); n > 0 {
		return count(n, "control character was", "control characters were") + " left out. "
	}
	return ""
}
