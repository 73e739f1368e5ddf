package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"parley/cmd/internal/serve"
)

// answerWithin bounds how long a server may take to carry out an order: a
// meeting is closed within the 5 s that its people have to go.
const answerWithin = 20 * time.Second

// An order is a command to the server that runs on the same directory.
type order struct {
	data   string
	asJSON bool
}

// orderCommands are the commands to a server that runs.
func orderCommands() []*cobra.Command {
	return []*cobra.Command{openCommand(), meetingsCommand(), oneCommand("close ID", "Close a meeting: everybody leaves it, and its links let nobody in", (*serve.Operator).Close),
		oneCommand("reopen ID", "Open a closed meeting again, with its text and its links", (*serve.Operator).Reopen), healthCommand()}
}

func (o *order) addData(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.data, "data", usualData(), "the directory of the server that runs")
}

// do carries the order out, within bounds.
func (o *order) do(cmd *cobra.Command, f func(context.Context, *serve.Operator) error) error {
	if o.data == "" {
		return serve.ErrNoHome
	}
	ctx, cancel := context.WithTimeout(cmd.Context(), answerWithin)
	defer cancel()
	return f(ctx, serve.OperatorOf(o.data))
}

func openCommand() *cobra.Command {
	var o order
	var title, mode string
	var drafts papers
	var waitingRoom bool
	cmd := &cobra.Command{
		Use:   "open [FILE...]",
		Short: "Open one more meeting in the server that runs, and print its links",
		Long: "Open one more meeting in the server that runs, and print its links. FILE becomes its draft, and each further FILE a\n" +
			"document of its own of the same meeting, as with parley host.",
		Example: "parleyd open --title \"Resolution 51\" resolution.md\nparleyd open resolution.md annex-a.docx --data /var/lib/parley --mode chaired",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			files := append(slices.Clone(drafts), args...)
			if err := files.check(); err != nil {
				return err
			}
			title, err := serve.CheckTitle(title)
			if err != nil {
				return usage{err}
			}
			title = cmp.Or(title, files.title())
			if err := serve.CheckMode(mode); err != nil {
				return usage{err}
			}
			opening := serve.Opening{Title: title, WaitingRoom: waitingRoom, Mode: mode}
			if err := files.into(&opening, cmd.ErrOrStderr()); err != nil {
				return err
			}
			return o.do(cmd, func(ctx context.Context, server *serve.Operator) error {
				m, err := server.Open(ctx, opening)
				if err != nil {
					return err
				}
				return o.print(cmd.OutOrStdout(), m)
			})
		},
	}
	o.addData(cmd)
	cmd.Flags().StringVar(&title, "title", "", "the meeting's title (default: the first file's name)")
	drafts.addFlag(cmd.Flags())
	cmd.Flags().BoolVar(&waitingRoom, "waiting-room", false, "those who come wait until the chair lets them in")
	cmd.Flags().StringVar(&mode, "mode", "open", "who may be heard: chaired is who has the floor, and the chair; open is everybody")
	cmd.Flags().BoolVar(&o.asJSON, "json", false, "print one JSON object a line")
	return cmd
}

func meetingsCommand() *cobra.Command {
	var o order
	cmd := &cobra.Command{
		Use:     "meetings",
		Example: "parleyd meetings --data /var/lib/parley\nparleyd meetings --data /var/lib/parley --json",
		Short:   "List the meetings of the server that runs, with their links",
		Args:    words(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.do(cmd, func(ctx context.Context, server *serve.Operator) error {
				all, err := server.Meetings(ctx)
				if err != nil {
					return err
				}
				return o.print(cmd.OutOrStdout(), all...)
			})
		},
	}
	o.addData(cmd)
	cmd.Flags().BoolVar(&o.asJSON, "json", false, "print one JSON object a line")
	return cmd
}

func oneCommand(use, short string, f func(*serve.Operator, context.Context, string) error) *cobra.Command {
	var o order
	cmd := &cobra.Command{
		Use: use, Short: short, Args: words(1), Example: "parleyd " + strings.Replace(use, "ID", "332aaa6d7cf0c452", 1) + " --data /var/lib/parley",
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.do(cmd, func(ctx context.Context, server *serve.Operator) error { return f(server, ctx, args[0]) })
		},
	}
	o.addData(cmd)
	return cmd
}

func healthCommand() *cobra.Command {
	var o order
	cmd := &cobra.Command{
		Use:     "health",
		Example: "parleyd health --data /var/lib/parley",
		Short:   "Say whether the server that runs lets people in: exit code 0 if so",
		Args:    words(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.do(cmd, func(ctx context.Context, server *serve.Operator) error { return server.Health(ctx) })
		},
	}
	o.addData(cmd)
	return cmd
}

// words wants so many words after the command.
func words(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < n:
			return usage{fmt.Errorf("the meeting's ID is missing: parleyd meetings lists them")}
		case len(args) > n:
			return usage{fmt.Errorf("%q is one word too many: %s", args[n], cmd.UseLine())}
		}
		return nil
	}
}

// print writes meetings, in words or as JSON.
func (o *order) print(w io.Writer, all ...serve.Meeting) error {
	for _, m := range all {
		var err error
		if o.asJSON {
			err = json.NewEncoder(w).Encode(m)
		} else {
			_, err = io.WriteString(w, inWords(m))
		}
		if err != nil {
			return fmt.Errorf("print the meetings: %w", err)
		}
	}
	return nil
}

// inWords is a meeting in three lines, and one for each document beside its
// draft.
func inWords(m serve.Meeting) string {
	note := ""
	switch {
	case m.Trouble != "":
		note = " (trouble: " + m.Trouble + ")"
	case m.Closed:
		note = " (closed)"
	case m.Waiting > 0:
		note = fmt.Sprintf(" (people: %d, waiting to be let in: %d)", m.People, m.Waiting)
	case m.People > 0:
		note = fmt.Sprintf(" (people: %d)", m.People)
	}
	words := fmt.Sprintf("meeting %s %s%s\nchair %s\ndelegate %s\n", m.ID, m.Title, note, m.Chair, m.Delegate)
	for _, d := range m.Documents {
		words += fmt.Sprintf("document %d %s\n", d.Number, d.Title)
	}
	return words
}

// usualData is where a server keeps its meetings if nobody says otherwise;
// empty where there is no such place.
func usualData() string {
	if home := serve.Home(); home != "" {
		return filepath.Join(home, "server")
	}
	return ""
}
