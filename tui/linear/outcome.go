package linear

import (
	"fmt"

	"parley/tui/word"
)

// unfinished is ErrFailed in the words of the person.
type unfinished struct{}

func (unfinished) Error() string { return word.Say(ErrFailed.Error()) }

func (unfinished) Unwrap() error { return ErrFailed }

// outcome is how the run went, once it is over.
func (f *front) outcome() error {
	switch {
	case f.cut && !f.leaving:
		return ErrEnded
	case f.unsent > 0:
		return fmt.Errorf(word.Say("%s not received by the server: %w"), word.Count(f.unsent, "change or line was", "changes or lines were"), unfinished{})
	case f.failed > 0 && !f.Interactive:
		return fmt.Errorf(word.Say("%s could not be done: %w"), word.Count(f.failed, "command", "commands"), unfinished{})
	}
	return nil
}
