package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"parley/cmd/internal/serve"
	"parley/collab/meeting"
)

// A usage is an error in how the program was called.
type usage struct{ error }

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
	if errors.As(err, new(usage)) || errors.Is(err, serve.ErrNoAddress) {
		return 2
	}
	return 1
}

func newCommand(out, complaints io.Writer) *cobra.Command {
	var c serve.Config
	var file, level string
	cmd := &cobra.Command{
		Use:   "parleyd",
		Short: "Serve one meeting without a terminal",
		Long: "Parleyd serves one meeting: its draft, its log and its voices, at one port number for TCP and UDP.\n" +
			"The links for the chair and for delegates are printed at the start; the same --data has the same links.",
		Example: "  parleyd --data /var/lib/parley --public meet.example.org:7443 --draft resolution.md",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage{fmt.Errorf("%q is one word too many: everything is said with flags, parleyd --help lists them", args[0])}
			}
			return nil
		},
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			log, err := logger(complaints, level)
			if err != nil {
				return err
			}
			c.Log = log
			if c.Title, err = serve.CheckTitle(cmp.Or(c.Title, serve.TitleOf(file))); err != nil {
				return usage{err}
			}
			if file != "" {
				c.Draft = serve.DraftOf(file, nil)
			}
			if c.Data == "" {
				return serve.ErrNoHome
			}
			var opening []string
			for _, flag := range []string{"title", "draft"} {
				if cmd.Flags().Changed(flag) {
					opening = append(opening, "--"+flag)
				}
			}
			return serveUntil(cmd.Context(), c, opening, out)
		},
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return usage{fmt.Errorf("%w: parleyd --help lists the flags", err)}
	})
	f := cmd.Flags()
	f.StringVar(&c.Listen, "listen", ":7443", "the address to serve at, TCP and UDP")
	home := serve.Home()
	if home != "" {
		home = filepath.Join(home, "server")
	}
	f.StringVar(&c.Data, "data", home, "the directory that keeps the meeting")
	f.StringVar(&c.Title, "title", "", "the meeting's title, when it is opened (default: the file's name)")
	f.StringVar(&file, "draft", "", "the file that becomes the draft, when the meeting is opened")
	f.StringVar(&c.Public, "public", "", "the address by which others reach this machine, HOST or HOST:PORT, for the links")
	f.BoolVar(&c.WaitingRoom, "waiting-room", false, "those who come wait until the chair lets them in")
	f.StringVar(&level, "log", "info", "how much to log: debug, info, warn or error")
	return cmd
}

// serveUntil opens the meeting, prints its links and serves it until ctx ends.
// opening are the flags given that count for a new meeting only.
func serveUntil(ctx context.Context, c serve.Config, opening []string, out io.Writer) error {
	s, err := serve.Open(ctx, c)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "chair %v\ndelegate %v\n", s.Link(meeting.Chair), s.Link(meeting.Delegate))
	if err != nil {
		c.Log.Warn("the links could not be printed", "why", err)
	}
	if s.Continued && len(opening) > 0 {
		c.Log.Warn("the meeting goes on with the title and the draft that it has; what was given for a new one was not used", "flags", strings.Join(opening, " "))
	}
	if s.NewLinks {
		c.Log.Warn("the links are new, as the files that made the old ones are gone: links sent before do not work any more")
	}
	if host, guessed := s.Guessed(); guessed {
		c.Log.Warn("the links lead to an address of this machine; if others reach it by another, say which with --public", "address", host)
	}
	c.Log.Info("serving", "at", s.Addr(), "data", c.Data, "continued", s.Continued)
	if err := s.Run(ctx); err != nil {
		return err
	}
	c.Log.Info("ended")
	return nil
}

func logger(w io.Writer, level string) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, usage{fmt.Errorf("--log %q is none of debug, info, warn and error: give one of them", level)}
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: l})), nil
}
