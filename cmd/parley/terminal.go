package main

import (
	"fmt"
	"os"
	"sync/atomic"

	"github.com/charmbracelet/x/term"

	"parley/tui/editor"
	"parley/tui/word"
)

// A terminal is the program's standard streams.
type terminal struct{ in, out, err *os.File }

// tell says a word about the run on standard error.
func (t terminal) tell(format string, args ...any) {
	fmt.Fprintf(t.err, "parley: "+format+"\n", args...)
}

// interactive reports whether a person types at the input.
func (t terminal) interactive() bool { return term.IsTerminal(t.in.Fd()) }

// editor returns the person's own editor, or why it cannot have this terminal,
// in words. away tells whether it has it.
func (t terminal) editor(env func(string) string, away *atomic.Bool) (c editor.Command, why string) {
	if !t.interactive() || !term.IsTerminal(t.out.Fd()) {
		return c, word.Say("an editor needs a terminal, and the input or the output of this program is none")
	}
	c, err := editor.Find(env)
	if err != nil {
		return c, word.Err(err)
	}
	c.Away = away.Store
	return c, ""
}

// needsLines returns why the screen cannot be shown or is not wanted, in
// words; empty if it can.
func (t terminal) needsLines(env func(string) string) string {
	switch {
	case env("TERM") == "dumb":
		return "this terminal (TERM=dumb) cannot show the screen"
	case !term.IsTerminal(t.out.Fd()):
		return "the output is not a terminal"
	case !t.interactive():
		return "the input is not a terminal"
	}
	return ""
}
