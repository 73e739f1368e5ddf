// Package editor takes a text to the person's own editor and brings back what
// was changed there. It runs programs and writes files; it draws nothing and
// knows no meeting.
package editor

import (
	"errors"
	"strings"

	"parley/tui/word"
)

// A Command is an editor: the program, and what comes before the file's name.
type Command struct {
	Args []string
	// Away is told when the editor has the terminal and when it has given it
	// back: what is typed there, Ctrl+C too, is not for this program. It may be
	// nil.
	Away func(bool)
}

// ErrNone reports that the person has not said which editor to use.
var ErrNone = errors.New(word.Mark("no editor is set: set VISUAL or EDITOR, as in EDITOR=nano, and start again"))

var errQuote = errors.New("a quote is not closed")

// Find returns the editor that the environment names: VISUAL, or else EDITOR.
func Find(env func(string) string) (Command, error) {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		args, err := words(env(name))
		if err != nil {
			return Command{}, errors.New(word.Say("no editor can be started: %s has a quote that is not closed", name))
		}
		if len(args) > 0 {
			return Command{Args: args}, nil
		}
	}
	return Command{}, ErrNone
}

// words splits a command line as a shell does, without its expansions: at
// blanks, except in quotes. A backslash stands for itself, as in the paths of
// Windows, except before a blank, a quote or another one.
func words(line string) ([]string, error) {
	var all []string
	var arg strings.Builder
	begun, quote := false, rune(0)
	runes := []rune(line)
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		switch {
		case r == '\\' && quote != '\'' && i+1 < len(runes) && strings.ContainsRune(" \t\"'\\", runes[i+1]):
			i++
			arg.WriteRune(runes[i])
			begun = true
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, begun = r, true
		case quote == 0 && (r == ' ' || r == '\t' || r == '\n'):
			if begun {
				all = append(all, arg.String())
				arg.Reset()
				begun = false
			}
		default:
			arg.WriteRune(r)
			begun = true
		}
	}
	if quote != 0 {
		return nil, errQuote
	}
	if begun {
		all = append(all, arg.String())
	}
	return all, nil
}
