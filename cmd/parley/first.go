package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"parley/cmd/internal/check"
	"parley/cmd/internal/settings"
	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/tui/word"
)

// isFirst reports whether nobody has told this program anything yet, and
// somebody sits there who can: no settings, no name, and a person at a terminal.
func (e *entry) isFirst(cmd *cobra.Command, t terminal, fixed ticket.Holder) bool {
	return e.asks && !e.json && !e.settings.Found && e.settings.Value("name").Source == "default" && !cmd.Flags().Changed("name") && fixed.Name == "" &&
		t.interactive() && term.IsTerminal(t.err.Fd())
}

// greet asks, before somebody's first meeting, for a name and whether to try
// the microphone, and remembers in the file of settings that it did, so that it
// does so once. Whatever goes wrong is said and keeps nobody out.
func (e *entry) greet(ctx context.Context, t terminal) {
	f := firstRun{in: t.in, out: t.err, name: ownName()}
	if !e.textOnly && e.mic != "none" {
		f.try = func() string { return tryDevices(ctx, t, e.mic, e.ear) }
	}
	name, kept := f.ask()
	if name != "" {
		e.name = name
	}
	path, err := e.settings.Path, error(nil)
	if kept {
		err = writeConfig(path, map[string]string{"name": name})
	}
	switch {
	case !kept:
	case err != nil:
		t.tell("%s", word.Say("this could not be remembered, so it will be asked again: %s", err))
	default:
		fmt.Fprintln(t.err, word.Say("Remembered in %s. parley config shows what else can be set.", path))
	}
}

// A firstRun is the questions before somebody's first meeting.
type firstRun struct {
	in   io.Reader
	out  io.Writer
	name string        // as this machine knows the person
	try  func() string // tries the devices and says how they are; nil: there is nothing to try
}

// ask returns the name that was given, "" where the person left it as it is,
// and whether both questions were answered.
func (f firstRun) ask() (name string, answered bool) {
	fmt.Fprintln(f.out, word.Say("Welcome to Parley. This is asked once; Enter alone goes on."))
	for {
		fmt.Fprint(f.out, word.Say("Your name, as others see it (Enter: %s): ", f.name))
		line, err := readAnswer(f.in)
		if err != nil {
			return "", false
		}
		if name, err = checkName("name", line); err == nil {
			break
		}
		fmt.Fprintln(f.out, word.Say("That is no name: up to %d letters are shown to others.", meeting.MaxName))
	}
	if f.try == nil {
		return name, true
	}
	fmt.Fprint(f.out, word.Say("Try the microphone and the loudspeaker now? Enter: yes, n: no: "))
	line, err := readAnswer(f.in)
	if err != nil {
		return name, false
	}
	if !strings.HasPrefix(strings.ToLower(line), "n") {
		fmt.Fprintln(f.out, f.try())
	}
	return name, true
}

// readAnswer reads a line and nothing behind it: what is typed ahead is the
// meeting's.
func readAnswer(in io.Reader) (string, error) {
	var line []byte
	var one [1]byte
	for len(line) < 4096 {
		n, err := in.Read(one[:])
		switch {
		case n > 0 && one[0] == '\n':
			return strings.TrimSpace(string(line)), nil
		case n > 0:
			line = append(line, one[0])
		case err != nil:
			return "", err
		}
	}
	return "", errors.New("a line without an end")
}

// tryDevices records three seconds, plays them, and says in a sentence what will
// work.
func tryDevices(ctx context.Context, t terminal, mic, ear string) string {
	ctx, stop := untilInterrupted(ctx, new(atomic.Bool))
	defer stop()
	v := check.Run(ctx, check.Config{
		Mic: mic, Ear: ear, Explain: checkTrouble, Tell: func(check.Step) {}, Announce: func(words string) { fmt.Fprintln(t.err, words) },
	})
	if ctx.Err() != nil {
		return word.Say("The try was broken off: parley check is another.")
	}
	return v.Words
}

// writeConfig writes the commented file with these settings in it.
func writeConfig(path string, set map[string]string) error {
	return createConfig(path, settings.Commented(keyLines(), set))
}
