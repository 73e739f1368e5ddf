package linear

import (
	"errors"
	"strings"

	"parley/tui/action"
	"parley/tui/word"
)

// A command is an action as this front writes it.
type command struct {
	Name  string `json:"name"`
	Usage string `json:"usage"`
	Help  string `json:"help"`
}

// commands are the actions that this front has, in the table's order.
func commands() []command {
	var all []command
	for _, a := range action.All() {
		if a.Where&action.Linear != 0 {
			all = append(all, command{a.Name, a.Usage(), a.Help})
		}
	}
	return all
}

// help lists the commands, or explains one.
func (f *front) help(verb string) error {
	all := commands()
	if verb != "" {
		all = all[:0:0]
		for _, c := range commands() {
			if c.Name == verb {
				all = append(all, c)
			}
		}
	}
	if len(all) == 0 {
		return errors.New(word.Say("%q is not a command: help alone lists them", shorten(verb)))
	}
	f.out.say(helped{"help", all})
	return nil
}

// helped is the list of commands.
type helped struct {
	Event    string    `json:"event"` // "help"
	Commands []command `json:"commands"`
}

func (s helped) words() string {
	var b strings.Builder
	for _, c := range s.Commands {
		b.WriteString(c.Usage + word.Say(": ") + word.Say(c.Help) + "\n")
	}
	return b.String()
}
