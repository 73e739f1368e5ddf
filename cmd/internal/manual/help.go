// Package manual writes what both programs say of their commands: the help, with
// examples first, and the page for man. Plain text, in no colour: it is read
// aloud, mailed and searched as well as seen.
package manual

import (
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Wrong makes an error of how a program was called, as fmt.Errorf does.
type Wrong func(format string, args ...any) error

// Use has the command, and those below it, say their help this way. wrong is for
// help that is asked for about what there is not.
func Use(root *cobra.Command, wrong Wrong) {
	root.SetHelpFunc(func(c *cobra.Command, _ []string) {
		_, _ = io.WriteString(c.OutOrStdout(), Help(c, width(c.OutOrStdout()))) // nobody is left to tell if it fails
	})
	root.SilenceUsage, root.SilenceErrors = true, true
	root.AddCommand(&cobra.Command{
		Use: "man", Short: "Write the page for man", Example: root.Name() + " man > " + root.Name() + ".1", Hidden: true, Args: bare(wrong),
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := io.WriteString(c.OutOrStdout(), Page(c.Root()))
			return err
		},
	})
	root.InitDefaultHelpCmd()
	if help := below(root, "help"); help != nil {
		help.Use, help.Short, help.Long = "help [COMMAND]", "Say what a command does, with examples", ""
		help.Example = root.Name() + " help\n" + root.Name() + " help completion"
		help.RunE = func(_ *cobra.Command, args []string) error {
			c, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 || c == root && len(args) > 0 {
				return wrong("there is no help about %q: %s --help lists what there is help about", strings.Join(args, " "), root.Name())
			}
			return c.Help()
		}
		others := help.ValidArgsFunction
		help.ValidArgsFunction = func(c *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
			all, then := others(c, args, begun)
			if len(args) == 0 {
				for _, r := range topics(root) {
					if name := strings.TrimPrefix(r.name, root.Name()+" help "); strings.HasPrefix(name, begun) && below(root, name) != nil {
						all = append(all, cobra.CompletionWithDesc(name, r.means))
					}
				}
			}
			return all, then
		}
	}
}

// bare wants no word after the command.
func bare(wrong Wrong) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return wrong("%q is one word too many: %s", args[0], c.UseLine())
		}
		return nil
	}
}

// below is the command of that name right below another; nil where there is none.
func below(c *cobra.Command, name string) *cobra.Command {
	for _, sub := range c.Commands() {
		if sub.Name() == name {
			return sub
		}
	}
	return nil
}

// The narrowest and the widest that lines are made, in cells.
const narrow, wide = 40, 100

// width is how wide the lines for an output are: 80 where it is no terminal.
func width(out io.Writer) int {
	f, ok := out.(interface{ Fd() uintptr })
	if !ok || !term.IsTerminal(f.Fd()) {
		return 80
	}
	w, _, err := term.GetSize(f.Fd())
	if err != nil {
		return 80
	}
	return min(max(w, narrow), wide)
}

// Help is a command's help in lines of at most width cells: what it does,
// examples, how it is written, what is below it, its flags.
func Help(c *cobra.Command, width int) string {
	var b strings.Builder
	b.WriteString(filled(about(c), "", width))
	section := func(title string) { b.WriteString("\n" + title + "\n") }
	if c.Example != "" {
		section("EXAMPLES")
		for _, line := range strings.Split(c.Example, "\n") {
			b.WriteString("  " + line + "\n")
		}
	}
	if c.Runnable() || c.HasAvailableSubCommands() {
		section("USAGE")
		for _, line := range usage(c) {
			b.WriteString("  " + line + "\n")
		}
	}
	if rows := commands(c); len(rows) > 0 {
		section("COMMANDS")
		table(&b, rows, width)
	}
	if rows := topics(c); len(rows) > 0 {
		section("MORE HELP")
		table(&b, rows, width)
	}
	if rows := flags(c); len(rows) > 0 {
		section("FLAGS")
		table(&b, rows, width)
	}
	return b.String()
}

// about is what a command does, in its paragraphs: a line that is indented
// stays as it is.
func about(c *cobra.Command) string {
	if c.Long != "" {
		return c.Long
	}
	return c.Short + "."
}

// usage is how a command is written: of one that has others below it and does
// something by itself, which its flags tell, in both ways.
func usage(c *cobra.Command) (all []string) {
	own := 0
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "help" && f.Name != "version" {
			own++
		}
	})
	if own > 0 || !c.HasAvailableSubCommands() {
		all = append(all, c.UseLine())
	}
	if c.HasAvailableSubCommands() {
		all = append(all, c.CommandPath()+" COMMAND [flags]")
	}
	return all
}

// A row is a word and what it means.
type row struct{ name, means string }

func commands(c *cobra.Command) (all []row) {
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			_, args, _ := strings.Cut(sub.Use, " ")
			all = append(all, row{strings.TrimSpace(sub.Name() + " " + args), sub.Short})
		}
	}
	return all
}

// topics are the help about something that is no command, and how to get the
// help of each.
func topics(c *cobra.Command) (all []row) {
	for _, sub := range c.Commands() {
		if sub.IsAdditionalHelpTopicCommand() {
			all = append(all, row{c.CommandPath() + " help " + sub.Name(), sub.Short})
		}
	}
	if c.HasAvailableSubCommands() && !c.HasParent() {
		all = append(all, row{c.CommandPath() + " COMMAND --help", "a command with its examples and flags"})
	}
	return all
}

func flags(c *cobra.Command) (all []row) {
	c.InitDefaultHelpFlag()
	c.InitDefaultVersionFlag()
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			all = append(all, row{written(f), meaning(f)})
		}
	})
	return all
}

// values are the words that stand for what a flag takes.
var values = map[string]string{"string": "TEXT", "stringArray": "TEXT", "int": "N", "int64": "N", "uint64": "N", "float": "N", "float64": "N", "duration": "TIME"}

// written is a flag as one types it.
func written(f *pflag.Flag) string {
	name := "--" + f.Name
	if f.Shorthand != "" {
		name = "-" + f.Shorthand + ", " + name
	}
	kind, _ := pflag.UnquoteUsage(f)
	if v, ok := values[kind]; ok {
		kind = v
	}
	return strings.TrimSpace(name + " " + kind)
}

// meaning is what a flag does, with what holds without it.
func meaning(f *pflag.Flag) string {
	_, words := pflag.UnquoteUsage(f)
	if without := f.DefValue; without != "" && without != "false" && without != "0" && without != "0s" && without != "[]" && !strings.Contains(words, "default") {
		words += fmt.Sprintf(" (default: %s)", without)
	}
	return words
}

// deep is how far the meanings are to the right at most: a longer word has a
// line to itself.
const deep = 26

func table(b *strings.Builder, rows []row, width int) {
	right := 0
	for _, r := range rows {
		if len(r.name) <= deep {
			right = max(right, len(r.name))
		}
	}
	indent := strings.Repeat(" ", right+4)
	for _, r := range rows {
		words := strings.TrimPrefix(filled(r.means, indent, width), indent)
		if len(r.name) > right {
			b.WriteString("  " + r.name + "\n" + indent + words)
			continue
		}
		fmt.Fprintf(b, "  %-*s  %s", right, r.name, words)
	}
}

// filled breaks words into lines of at most width cells, each with the indent
// before it. An empty line parts paragraphs, and one that begins with a blank
// stays as it is.
func filled(words, indent string, width int) string {
	var b strings.Builder
	line := ""
	end := func() {
		if line != "" {
			b.WriteString(indent + line + "\n")
		}
		line = ""
	}
	for _, given := range strings.Split(words, "\n") {
		if given == "" || strings.HasPrefix(given, " ") {
			end()
			b.WriteString(strings.TrimRight(indent+given, " ") + "\n")
			continue
		}
		for _, w := range strings.Fields(given) {
			if line != "" && len(indent)+len(line)+1+len(w) > width {
				end()
			}
			line = strings.TrimSpace(line + " " + w)
		}
	}
	end()
	return b.String()
}
