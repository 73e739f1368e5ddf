package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/cmd/internal/manual"
	"parley/cmd/internal/serve"
)

// A usage is an error in how the program was called.
type usage struct{ error }

// wrongUsage makes an error of how the program was called.
func wrongUsage(format string, args ...any) error { return usage{fmt.Errorf(format, args...)} }

// run runs one command line and returns the exit code.
func run(ctx context.Context, args []string, out, complaints io.Writer) int {
	cmd := newCommand(out, complaints)
	cmd.SetArgs(args)
	cmd.SetOut(out)
	cmd.SetErr(complaints)
	err := cmd.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	words, known := serve.Sentence(err)
	if !known {
		words = err.Error()
	}
	_, _ = fmt.Fprintln(complaints, "parleyd: "+words)
	if errors.As(err, new(usage)) || slices.ContainsFunc(wrong, func(e error) bool { return errors.Is(err, e) }) {
		return 2
	}
	return 1
}

// wrong are the errors of Open that say how the program was called.
var wrong = []error{serve.ErrNoAddress, serve.ErrNoPublic, serve.ErrNoDomain, serve.ErrNoAuthority}

func newCommand(out, complaints io.Writer) *cobra.Command {
	a := asked{Config: serve.Config{Many: true}}
	cmd := &cobra.Command{
		Use:   "parleyd",
		Short: "Serve meetings without a terminal",
		Long: "Parleyd serves all meetings of its directory, their drafts, logs and voices, at one port number for TCP and UDP.\n" +
			"In an empty directory it opens a first one. The links for chairs and delegates are printed at the start; the\n" +
			"same --data has the same links. The commands below go to the server that runs on --data.",
		Example: "parleyd --data /var/lib/parley --public meet.example.org:7443 --draft resolution.md\nparleyd open --data /var/lib/parley --title \"Resolution 51\"\nparleyd meetings --data /var/lib/parley",
		Version: manual.Version(),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage{fmt.Errorf("there is no command %q: parleyd --help lists those there are", args[0])}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.check(complaints); err != nil {
				return err
			}
			return serveUntil(cmd.Context(), a.Config, a.opening(cmd.Flags()), a.metricsAt, out)
		},
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return usage{fmt.Errorf("%w: parleyd --help lists the flags", err)}
	})
	a.addFlags(cmd.Flags())
	cmd.AddCommand(orderCommands()...)
	cmd.CompletionOptions.HiddenDefaultCmd = true
	manual.Use(cmd, wrongUsage)
	manual.Complete(cmd, manual.Choices{"mode": {"chaired", "open"}, "log": {"debug", "info", "warn", "error"}}, wrongUsage)
	return cmd
}

// serveUntil opens the meeting, prints its links and serves it until ctx ends.
// opening are the flags given that count for a new meeting only.
func serveUntil(ctx context.Context, c serve.Config, opening []string, metricsAt string, out io.Writer) error {
	var numbers net.Listener
	if metricsAt != "" {
		var err error
		if numbers, err = listenForMetrics(metricsAt); err != nil {
			return err // before a meeting is opened, which would keep its title and its draft
		}
		defer numbers.Close()
	}
	s, err := serve.Open(ctx, c)
	if err != nil {
		return err
	}
	defer s.Close() // for what ends before Run
	if numbers != nil {
		defer showMetrics(numbers, s)()
	}
	if m, only := s.Only(ctx); only {
		if err := (&order{}).print(out, m); err != nil {
			c.Log.Warn("the links could not be printed", "why", err)
		}
	} else {
		c.Log.Info("there is not just one meeting: parleyd meetings prints the links of all")
	}
	if s.Continued && len(opening) > 0 {
		c.Log.Warn("the meetings go on with the titles and the drafts that they have; what was given for a new one was not used", "flags", strings.Join(opening, " "))
	}
	if s.NewLinks {
		c.Log.Warn("the links are new, as the files that made the old ones are gone: links sent before do not work any more")
	}
	if host, guessed := s.Guessed(); guessed {
		c.Log.Warn("the links lead to an address of this machine; if others reach it by another, say which with --public", "address", host)
	}
	c.Log.Info("serving", "at", s.Addr().String(), "data", c.Data, "meetings", s.Numbers().Text.Meetings, "continued", s.Continued)
	notify("READY=1")
	context.AfterFunc(ctx, func() { notify("STOPPING=1") })
	go spares(ctx)
	if err := s.Run(ctx); err != nil {
		return err
	}
	c.Log.Info("ended")
	return nil
}
