package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"parley/cmd/internal/serve"
	"parley/collab/meeting"
	"parley/collab/ticket"
)

// defaultListen is where a meeting is served if nobody says otherwise.
const defaultListen = ":7443"

// A hosting is what host was told.
type hosting struct {
	entry
	files                             []string // the first becomes the draft, each other one a document
	data, title, mode, listen, public string
	waitingRoom                       bool
	began                             []serve.Beginning // with each file, once it was read
}

func hostCommand(t terminal) *cobra.Command {
	h := hosting{entry: entry{asks: true}}
	cmd := &cobra.Command{
		Use:   "host [FILE...]",
		Short: "Open a meeting here, on a draft, and chair it",
		Long: "Open a meeting in this process and chair it; FILE becomes its draft, and the changes that are marked in it (tracked\n" +
			"changes of Word, CriticMarkup) its first proposals. Each further FILE becomes a document of its own of the same meeting. The link for the delegates is shown at once. The meeting is kept in a directory: the same one again goes on with the same meeting and the same links.",
		Example: "parley host draft.md\nparley host draft.md annex-a.docx\nparley host draft.md --title \"Resolution 50\" --public meet.example.org:7443\nparley host --linear --data ./meeting",
		RunE: func(cmd *cobra.Command, args []string) error {
			h.files, h.began = args, make([]serve.Beginning, len(args))
			return h.run(cmd, t)
		},
	}
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) > meeting.MaxDocuments {
			return wrongUsage("%q is one file too many: a meeting has %d documents at most", args[meeting.MaxDocuments], meeting.MaxDocuments)
		}
		return nil
	}
	h.addFlags(cmd)
	f := cmd.Flags()
	f.StringVar(&h.listen, "listen", defaultListen, "the address to serve at, TCP and UDP")
	f.StringVar(&h.title, "title", "", "the meeting's title (default: the file's name)")
	f.StringVar(&h.mode, "mode", "", "who may be heard: chaired is who has the floor, and you; open is everybody (default open, or as it was)")
	f.BoolVar(&h.waitingRoom, "waiting-room", false, "those who come wait until you let them in")
	f.StringVar(&h.data, "data", "", "the directory that keeps the meeting"+usualPlace())
	f.StringVar(&h.public, "public", "", "the address by which others reach this machine, HOST or HOST:PORT, for the link")
	return cmd
}

// run opens the meeting, lets the host in as its chair, and closes it when the
// host leaves.
func (h *hosting) run(cmd *cobra.Command, t terminal) error {
	ctx := cmd.Context()
	if err := h.settle(cmd, t, ticket.Holder{}); err != nil {
		return err
	}
	config, err := h.config(t)
	if err != nil {
		return err
	}
	log, closeLog, err := h.logger(t, config.Data)
	if err != nil {
		return err
	}
	defer closeLog()
	config.Log = log
	var opened atomic.Bool // the screen has the terminal then
	config.Reading = func(entries uint64) {
		if opened.Load() {
			log.Info("reading the log of the meeting", "entries", entries)
			return
		}
		t.tell("reading the log of the meeting: %d entries so far", entries)
	}
	var server *serve.Server
	sound, err := h.openSound(func() ticket.Link { return server.OwnLink(meeting.Chair) }, log)
	if err != nil {
		return err
	}
	if server, err = serve.Open(ctx, config); err != nil {
		return err
	}
	opened.Store(true)
	words := h.words(server, config)
	for _, w := range words {
		t.tell("%s", w)
	}
	return attend(ctx, server, func(ctx context.Context) { h.propose(ctx, t, server, config.Data) }, visit{
		entry: h.entry, terminal: t, sound: sound, link: server.OwnLink(meeting.Chair), patience: giveUp,
		invite: server.Link(meeting.Delegate).String(), notice: capital(strings.Join(words, "; ")), log: log, keep: true,
	})
}

// propose proposes the changes that are marked in the files with which the
// meeting was opened. What goes wrong is said, and keeps the host out of nothing.
func (h *hosting) propose(ctx context.Context, t terminal, server *serve.Server, dir string) {
	for i, file := range h.files {
		if server.Continued || !h.began[i].File.Document.Changed() {
			continue
		}
		v := bringing{entry: h.entry, file: file, document: i + 1}
		if err := v.bring(ctx, t, server.OwnLink(meeting.Chair), h.began[i].File); err != nil && ctx.Err() == nil {
			where := ""
			if v.document > 1 {
				where = fmt.Sprintf(" --document %d", v.document)
			}
			t.tell("the changes marked in %s are not all proposed: %s: propose them with parley import %[1]s --data %[3]s%[4]s", file, sentence(err), dir, where)
		}
	}
}

// read returns how to read a file with which the meeting is opened.
func (h *hosting) read(t terminal, i int) func() (string, error) {
	return serve.DraftOf(h.files[i], func(b serve.Beginning) {
		for h.began[i] = b; len(b.Remarks) > 0; b.Remarks = b.Remarks[1:] {
			t.tell("%s", b.Remarks[0])
		}
	})
}

// first is the file that becomes the draft; empty: there is none.
func (h *hosting) first() string {
	if len(h.files) == 0 {
		return ""
	}
	return h.files[0]
}

// attend serves the meeting while the host visits it; before is done first.
func attend(ctx context.Context, server *serve.Server, before func(context.Context), v visit) error {
	serving, end := context.WithCancel(context.WithoutCancel(ctx))
	visiting, leave := context.WithCancelCause(ctx)
	served := make(chan error, 1)
	go func() {
		err := server.Run(serving)
		leave(err) // nil while the host has left already
		served <- err
	}()
	before(visiting)
	err := meet(visiting, v)
	end()
	if broken := <-served; broken != nil {
		return broken // whatever it led to
	}
	return err
}

// capital makes words a sentence.
func capital(words string) string {
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:] + "."
}

// config is what to serve.
func (h *hosting) config(t terminal) (serve.Config, error) {
	c := serve.Config{Listen: h.listen, Data: h.data, Public: h.public, WaitingRoom: h.waitingRoom, Mode: h.mode}
	if err := serve.CheckMode(h.mode); err != nil {
		return c, usage{err}
	}
	var err error
	if c.Title, err = serve.CheckTitle(h.title); err != nil {
		return c, usage{err}
	}
	if c.Title == "" {
		c.Title = serve.TitleOf(h.first())
	}
	for i, file := range h.files {
		if i == 0 {
			c.Draft = h.read(t, i)
			continue
		}
		c.Documents = append(c.Documents, serve.Document{Title: serve.TitleOf(file), Text: h.read(t, i)})
	}
	if c.Data == "" {
		if c.Data = placeOf(h.first(), time.Now()); c.Data == "" {
			return c, serve.ErrNoHome
		}
	}
	return c, c.Check() // here, because the log and a recording are begun before the meeting is
}

// words say where the meeting is kept, whether it goes on and what was not
// used because it does, and what is to be known about its link.
func (h *hosting) words(s *serve.Server, c serve.Config) (all []string) {
	switch {
	case s.Continued && len(h.files) > 1:
		all = append(all, fmt.Sprintf("going on with the meeting in %s: its documents are those that were left, nothing was read into it", c.Data))
	case s.Continued && len(h.files) == 1:
		all = append(all, fmt.Sprintf("going on with the meeting in %s: its draft is the one that was left, %s was not read into it", c.Data, h.first()))
	case s.Continued:
		all = append(all, "going on with the meeting in "+c.Data)
	case h.data == "":
		all = append(all, fmt.Sprintf("the meeting is kept in %s; host it again with --data %[1]s", c.Data))
	}
	if s.Continued && h.title != "" {
		all = append(all, fmt.Sprintf("its title is the one it has, %q was not used", h.title))
	}
	if s.NewLinks {
		all = append(all, "its link is new, as the files that made the old one are gone: links sent before do not work any more")
	}
	if host, guessed := s.Guessed(); guessed {
		all = append(all, fmt.Sprintf("the link leads to %s, an address of this machine; if others reach it by another, say which with --public HOST", host))
	}
	return all
}

// logger is where the server's own complaints go: with lines to standard
// error, with the screen, which they would spoil, to a file beside the meeting.
func (h hosting) logger(t terminal, dir string) (*slog.Logger, func(), error) {
	if h.linear {
		return slog.New(slog.NewTextHandler(t.err, &slog.HandlerOptions{Level: slog.LevelWarn})), func() {}, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("keep the meeting in %s: %w", dir, err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "server.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("keep the meeting in %s: %w", dir, err)
	}
	return slog.New(slog.NewTextHandler(f, nil)), func() { f.Close() }, nil
}
