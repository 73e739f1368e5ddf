package manual_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"parley/cmd/internal/manual"
)

// program is a small one with one of each.
func program() *cobra.Command {
	run := func(*cobra.Command, []string) error { return nil }
	root := &cobra.Command{Use: "meet", Short: "Hold a meeting", Long: "Hold a meeting in a terminal, with words that go on for\nlonger than a line of forty cells has room.", Example: "meet host\nmeet join LINK", RunE: run, Version: "1"}
	host := &cobra.Command{Use: "host [FILE]", Short: "Open a meeting", Example: "meet host draft.md", RunE: run}
	host.Flags().String("title", "", "what it is about")
	host.Flags().Duration("for", 20e9, "how long it lasts")
	root.AddCommand(host, &cobra.Command{Use: "keys", Short: "The keys", Long: "The keys.\n\n  up     a row up\n\n.dot and a back\\slash."})
	manual.Use(root, fmt.Errorf)
	return root
}

func TestHelpBeginsWithExamples(t *testing.T) {
	host, _, err := program().Find([]string{"host"})
	if err != nil {
		t.Fatal(err)
	}
	want := `Open a meeting.

EXAMPLES
  meet host draft.md

USAGE
  meet host [FILE] [flags]

FLAGS
  --for TIME    how long it lasts
                (default: 20s)
  -h, --help    help for host
  --title TEXT  what it is about
`
	if got := manual.Help(host, 40); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestHelpOfTheProgram(t *testing.T) {
	got := manual.Help(program(), 40)
	for _, want := range []string{"Hold a meeting in a terminal, with words\nthat go on for longer than a line", "\nUSAGE\n  meet COMMAND [flags]\n", "  host [FILE]  Open a meeting\n", "  meet help keys       The keys\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "man  ") {
		t.Errorf("what packagers need is among the commands:\n%s", got)
	}
}

func TestThePageForMan(t *testing.T) {
	got := manual.Page(program())
	for _, want := range []string{".TH MEET 1\n", ".SH EXAMPLES\n.PP\n.EX\nmeet host\nmeet join LINK\n.EE\n.SH OPTIONS\n.TP\n", ".SS meet host [FILE] [flags]\nOpen a meeting.\n.PP\n.EX\nmeet host draft.md\n.EE\n", ".TP\n.B \\-\\-title TEXT\nwhat it is about\n",
		".SH KEYS\nThe keys.\n.PP\n.EX\n  up     a row up\n", "\n.EE\n.PP\n\\&.dot and a back\\eslash.\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}
