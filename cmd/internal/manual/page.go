package manual

import (
	"strings"

	"github.com/spf13/cobra"
)

// Page is the page of a program for man(1), in the macros of man(7): all its
// commands with their examples and flags, and the help about other matters.
func Page(root *cobra.Command) string {
	var b strings.Builder
	name := root.Name()
	b.WriteString(".TH " + strings.ToUpper(name) + " 1\n.SH NAME\n" + name + " \\- " + roff(root.Short) + "\n.SH SYNOPSIS\n")
	for i, line := range usage(root) {
		if i > 0 {
			b.WriteString(".br\n")
		}
		b.WriteString(".B " + roff(line) + "\n")
	}
	b.WriteString(".SH DESCRIPTION\n" + prose(about(root)))
	if root.Example != "" {
		b.WriteString(".SH EXAMPLES\n")
		example(&b, root)
	}
	b.WriteString(".SH OPTIONS\n")
	options(&b, root)
	b.WriteString(".SH COMMANDS\n")
	every(root, func(c *cobra.Command) {
		b.WriteString(".SS " + roff(c.UseLine()) + "\n" + prose(about(c)))
		example(&b, c)
		options(&b, c)
	})
	for _, c := range root.Commands() {
		if c.IsAdditionalHelpTopicCommand() {
			b.WriteString(".SH " + roff(strings.ToUpper(c.Name())) + "\n" + prose(c.Long))
		}
	}
	b.WriteString(".SH EXIT STATUS\n0: done. 1: it could not be done. 2: it was called wrongly.\n")
	return b.String()
}

// every visits the commands below c that a person may use.
func every(c *cobra.Command, visit func(*cobra.Command)) {
	for _, sub := range c.Commands() {
		if !sub.IsAvailableCommand() || sub.Name() == "help" {
			continue
		}
		if sub.Runnable() {
			visit(sub)
		}
		every(sub, visit)
	}
}

func example(b *strings.Builder, c *cobra.Command) {
	if c.Example != "" {
		b.WriteString(".PP\n.EX\n" + roff(c.Example) + "\n.EE\n")
	}
}

func options(b *strings.Builder, c *cobra.Command) {
	for _, f := range flags(c) {
		b.WriteString(".TP\n.B " + roff(f.name) + "\n" + roff(f.means) + "\n")
	}
}

// prose sets words that stand in paragraphs, and lines that stay as they are.
func prose(words string) string {
	var b strings.Builder
	kept := false
	for _, line := range strings.Split(words, "\n") {
		if indented := strings.HasPrefix(line, " "); indented != kept && line != "" {
			b.WriteString(map[bool]string{true: ".EX\n", false: ".EE\n.PP\n"}[indented])
			kept = indented
		}
		if line == "" && !kept {
			line = ".PP"
			b.WriteString(line + "\n")
			continue
		}
		b.WriteString(roff(line) + "\n")
	}
	if kept {
		b.WriteString(".EE\n")
	}
	return b.String()
}

// roff spells words so that nothing in them is taken for a request. The Greek
// question mark, which no font of groff has, looks like a semicolon.
func roff(words string) string {
	words = strings.NewReplacer(`\`, `\e`, "-", `\-`, "~", `\(ti`, "^", `\(ha`, "`", `\(ga`, "\u037e", ";").Replace(words)
	lines := strings.Split(words, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") || strings.HasPrefix(l, "'") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}
