package main

import (
	"os"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"parley/cmd/internal/manual"
)

// TestHelpOfEveryCommand looks at the help of each as a person reads it in 80
// columns.
func TestHelpOfEveryCommand(t *testing.T) {
	every(newRoot(terminal{os.Stdin, os.Stdout, os.Stderr}), func(c *cobra.Command) {
		help := manual.Help(c, 80)
		examples, usage, flags := strings.Index(help, "\nEXAMPLES\n"), strings.Index(help, "\nUSAGE\n"), strings.Index(help, "\nFLAGS\n")
		topic := !c.Runnable() && !c.HasSubCommands()
		if !topic && (examples < 0 || usage < examples || flags < usage) {
			t.Errorf("%s --help does not begin with examples, go on with the usage and end with the flags:\n%s", c.CommandPath(), help)
		}
		for line := range strings.Lines(help) {
			if w := ansi.StringWidth(strings.TrimRight(line, "\n")); w > 80 && c.Name() != "keys" && !strings.Contains(c.Example, strings.TrimSpace(line)) {
				t.Errorf("%s --help has a line of %d columns: %s", c.CommandPath(), w, line)
			}
		}
	})
}

func every(c *cobra.Command, look func(*cobra.Command)) {
	if c.Hidden {
		return
	}
	look(c)
	for _, sub := range c.Commands() {
		every(sub, look)
	}
}
