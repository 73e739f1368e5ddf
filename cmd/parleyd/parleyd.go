package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

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
	var c serve.Config
	var drafts papers
	var level, metricsAt string
	var asJSON bool
	c.Many = true
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
			log, err := logger(complaints, level, asJSON)
			if err != nil {
				return err
			}
			c.Log = log
			if err := drafts.check(); err != nil {
				return err
			}
			if c.Title, err = serve.CheckTitle(c.Title); err != nil {
				return usage{err}
			}
			c.Title = cmp.Or(c.Title, drafts.title())
			if err := serve.CheckMode(c.Mode); err != nil {
				return usage{err}
			}
			switch {
			case c.Domain.Authority != "" && c.Domain.Name == "":
				return wrongUsage("--acme says who is to vouch for --domain: give that too, or leave both out")
			case c.Drain < 0:
				return wrongUsage("--drain %v is less than nothing: give a time such as 10s", c.Drain)
			}
			drafts.begin(&c, complaints)
			if c.Data == "" {
				return serve.ErrNoHome
			}
			var opening []string
			for _, flag := range []string{"title", "draft"} {
				if cmd.Flags().Changed(flag) {
					opening = append(opening, "--"+flag)
				}
			}
			if err := c.Limits.Check(); err != nil {
				return usage{err}
			}
			return serveUntil(cmd.Context(), c, opening, metricsAt, out)
		},
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return usage{fmt.Errorf("%w: parleyd --help lists the flags", err)}
	})
	f := cmd.Flags()
	f.StringVar(&c.Listen, "listen", ":7443", "the address to serve at, TCP and UDP")
	f.StringVar(&c.Data, "data", usualData(), "the directory that keeps the meetings")
	f.StringVar(&c.Title, "title", "", "the first meeting's title, when it is opened (default: the first file's name)")
	drafts.addFlag(f)
	f.StringVar(&c.Domain.Name, "domain", "", "a name of this machine for which to get a certificate, for browsers; you accept the authority's terms")
	f.StringVar(&c.Domain.Authority, "acme", "", "the ACME directory of the authority for --domain (default Let's Encrypt)")
	f.StringVar(&metricsAt, "metrics", "", "an address to show metrics at for Prometheus, such as 127.0.0.1:9464 (default: none)")
	f.IntVar(&c.Limits.People, "people", 2000, "how many people may be connected at a time, in all meetings")
	f.IntVar(&c.Limits.Meetings, "meetings", 1000, "how many meetings may be open")
	f.DurationVar(&c.Drain, "drain", 10*time.Second, "how long saying goodbye may take at the end")
	f.BoolVar(&asJSON, "log-json", false, "log as JSON, one object a line")
	f.StringVar(&c.Public, "public", "", "the address by which others reach this machine, HOST or HOST:PORT, for the links (default: --domain, or an address of this machine)")
	f.BoolVar(&c.WaitingRoom, "waiting-room", false, "those who come to the first meeting wait until the chair lets them in")
	f.StringVar(&c.Mode, "mode", "", "who may be heard in the first meeting: chaired is who has the floor, and the chair; open is everybody (default open, or as it was)")
	f.StringVar(&level, "log", "info", "how much to log: debug, info, warn or error")
	cmd.AddCommand(orderCommands()...)
	cmd.CompletionOptions.HiddenDefaultCmd = true
	manual.Use(cmd, wrongUsage)
	manual.Complete(cmd, manual.Choices{"mode": {"chaired", "open"}, "log": {"debug", "info", "warn", "error"}}, wrongUsage)
	return cmd
}

// serveUntil opens the meeting, prints its links and serves it until ctx ends.
// opening are the flags given that count for a new meeting only.
func serveUntil(ctx context.Context, c serve.Config, opening []string, metricsAt string, out io.Writer) error {
	s, err := serve.Open(ctx, c)
	if err != nil {
		return err
	}
	defer s.Close() // for what ends before Run
	if metricsAt != "" {
		stop, err := showMetrics(metricsAt, s)
		if err != nil {
			return err
		}
		defer stop()
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

func logger(w io.Writer, level string, asJSON bool) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, usage{fmt.Errorf("--log %q is none of debug, info, warn and error: give one of them", level)}
	}
	options := &slog.HandlerOptions{Level: l}
	if asJSON {
		return slog.New(slog.NewJSONHandler(w, options)), nil
	}
	return slog.New(slog.NewTextHandler(w, options)), nil
}
