package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"parley/cmd/internal/delegate"
	"parley/cmd/internal/serve"
	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/ticket"
	"parley/media/device"
	"parley/media/link"
	"parley/media/voice"
)

// A demo is a meeting with simulated delegates, all in this process, over the
// same tickets, sockets, sound and log as any other.
type demo struct {
	entry
	tour   bool
	length time.Duration // 0: until the person leaves
}

func demoCommand(t terminal) *cobra.Command {
	var d demo
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show a meeting with simulated delegates who speak and amend",
		Long: "Show a meeting with three simulated delegates who speak and amend a draft, all in this process. You chair it:\n" +
			"write into their text, chat, speak. It needs no server, account, sound card or configuration, and keeps nothing.",
		Example: "parley demo\nparley demo --linear --for 20s",
		Args:    exactly(0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("for") && d.length <= 0 {
				return wrongUsage("--for must be longer than nothing: write a time such as 30s")
			}
			return d.run(cmd, t)
		},
	}
	d.addFlags(cmd)
	cmd.Flags().BoolVar(&d.tour, "tour", true, "begin with the guided tour of the screen: ten steps, each of one key")
	cmd.Flags().DurationVar(&d.length, "for", 0, "end by itself after this long, such as 30s (default: when you leave)")
	return cmd
}

// settleFor is how long the delegates get to receive what was under way at
// the end.
const settleFor = 5 * time.Second

// run holds the demonstration and says at its end how it went.
func (d *demo) run(cmd *cobra.Command, t terminal) error {
	ctx := cmd.Context()
	d.name = cmp.Or(d.name, "You")
	if err := d.settle(cmd, t, ticket.Holder{}); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "parley-demo-")
	if err != nil {
		return fmt.Errorf("keep the demonstration while it runs: %w", err)
	}
	defer os.RemoveAll(dir)
	var server *serve.Server
	sound, err := d.openSound(func() ticket.Link { return server.OwnLink(meeting.Chair) }, nil)
	if err != nil {
		return err
	}
	server, err = serve.Open(ctx, serve.Config{Listen: "127.0.0.1:0", Data: dir, Title: "Demonstration", Draft: func() (string, error) { return demoDraft, nil }})
	if err != nil {
		return err
	}
	serving, end := context.WithCancel(context.WithoutCancel(ctx))
	served := make(chan error, 1)
	go func() { served <- server.Run(serving) }()
	report, err := d.hold(ctx, t, sound, server)
	end()
	if err = errors.Join(err, <-served); err != nil {
		return err
	}
	return report.tell(t.out, d.json)
}

// hold lets everybody in, plays the scenes, and takes the person through the
// meeting until it is over.
func (d demo) hold(ctx context.Context, t terminal, sound *voiced, server *serve.Server) (demoReport, error) {
	began := time.Now()
	script, err := scenes()
	if err != nil {
		return demoReport{}, err
	}
	company, err := invite(server)
	if err != nil {
		return demoReport{}, err
	}
	defer company.leave()
	playing, curtain := context.WithCancel(ctx)
	defer curtain()
	visiting, leave := context.WithCancel(ctx)
	defer leave()
	played := make(chan error, 1)
	go func() { played <- company.act(playing, script) }()
	if d.length > 0 {
		timer := time.AfterFunc(d.length, func() {
			curtain()
			company.settle(ctx)
			leave()
		})
		defer timer.Stop()
	}
	in, err := t.neverEnding(visiting)
	if err != nil {
		return demoReport{}, err
	}
	err = meet(visiting, visit{entry: d.entry, terminal: terminal{in, t.out, t.err}, sound: sound, link: server.OwnLink(meeting.Chair), patience: giveUp,
		invite: server.Link(meeting.Delegate).String(), tour: d.tour})
	curtain()
	if failed := <-played; failed != nil && !errors.Is(failed, context.Canceled) {
		err = errors.Join(err, fmt.Errorf("the delegates stopped: %w", failed))
	}
	return company.report(ctx, time.Since(began)), err
}

// neverEnding returns the input; where it is a pipe or a file, without its
// end, so that the demonstration does not end with it.
func (t terminal) neverEnding(ctx context.Context) (*os.File, error) {
	if t.interactive() {
		return t.in, nil
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("read commands: %w", err)
	}
	context.AfterFunc(ctx, func() { w.Close() })
	go io.Copy(w, t.in) //nolint:errcheck // what cannot be read is no command
	return r, nil
}

// A company is the delegates and what they came with.
type company struct {
	cast   []*delegate.Delegate
	voices []*voice.Voice
	leave  func()
}

// invite lets the delegates in through the front door, each with a line and a
// voice of their own.
func invite(server *serve.Server) (*company, error) {
	ctx, hangUp := context.WithCancel(context.Background())
	var parts sync.WaitGroup
	c := &company{leave: func() { hangUp(); parts.Wait() }}
	to := server.OwnLink(meeting.Delegate)
	for _, who := range demoPeople {
		identity, err := link.NewIdentity()
		if err != nil {
			c.leave()
			return nil, err
		}
		clip := device.NewClip(nil)
		sound, err := voice.Open(voice.Config{Clip: clip, Ear: "none", Dial: dialSound(to, identity, nil)})
		if err != nil {
			c.leave()
			return nil, err
		}
		line := session.New(session.Config{Link: to, Name: who.name, Delegation: who.delegation, Sound: identity.Fingerprint(), Logger: slog.New(slog.DiscardHandler)})
		d := delegate.New(who.name, who.delegation, line, sound, clip)
		parts.Go(func() { line.Run(ctx) })  //nolint:errcheck // Ready and the report tell
		parts.Go(func() { sound.Run(ctx) }) //nolint:errcheck // text goes on without
		parts.Go(d.Run)
		c.cast, c.voices = append(c.cast, d), append(c.voices, sound)
	}
	return c, nil
}

// act plays the scenes once everybody is there.
func (c *company) act(ctx context.Context, script [][]part) error {
	for _, d := range c.cast {
		select {
		case <-d.Ready():
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return play(ctx, c.cast, script)
}

// settle waits until everything that the delegates did is received by all.
func (c *company) settle(ctx context.Context) (equal bool, last delegate.Report) {
	for end := time.Now().Add(settleFor); ; {
		if equal, last = c.compare(ctx); equal || time.Now().After(end) {
			return equal, last
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// compare looks whether all delegates have one text and nothing under way.
func (c *company) compare(ctx context.Context) (equal bool, last delegate.Report) {
	equal = true
	for i, d := range c.cast {
		r, err := d.Report(context.WithoutCancel(ctx))
		if err != nil {
			return false, last
		}
		equal = equal && r.Waiting == 0 && (i == 0 || r.Text == last.Text && r.Version == last.Version)
		last = r
	}
	return equal, last
}

// A demoReport says how the demonstration went.
type demoReport struct {
	Event     string  `json:"event"`
	Seconds   float64 `json:"seconds"`
	Delegates int     `json:"delegates"`
	Changes   int     `json:"changes"`  // by the delegates, acknowledged
	Speech    float64 `json:"speech_s"` // heard by the delegate who heard most, in seconds
	Version   uint64  `json:"version"`
	Equal     bool    `json:"equal"` // all texts are equal
}

func (c *company) report(ctx context.Context, took time.Duration) demoReport {
	r := demoReport{Event: "demo", Seconds: float64(took.Milliseconds()) / 1000, Delegates: len(c.cast)}
	var last delegate.Report
	r.Equal, last = c.settle(ctx)
	r.Version = last.Version
	for i, d := range c.cast {
		if mine, err := d.Report(context.WithoutCancel(ctx)); err == nil {
			r.Changes += mine.Received
		}
		var heard time.Duration
		for _, s := range c.voices[i].Status().Slots {
			heard += time.Duration(s.Frames) * 20 * time.Millisecond
		}
		r.Speech = max(r.Speech, heard.Seconds())
	}
	return r
}

// errUnequal is for a bug of ours: it would be shown, not hidden.
var errUnequal = errors.New("the delegates do not have the same text at the end: please report this as a bug")

// tell says how it went, and fails when the texts differ.
func (r demoReport) tell(out io.Writer, asJSON bool) error {
	if asJSON {
		if err := json.NewEncoder(out).Encode(r); err != nil {
			return err
		}
	} else {
		var names []string
		for _, who := range demoPeople {
			names = append(names, fmt.Sprintf("%s (%s)", who.name, who.delegation))
		}
		words := "all their texts are equal"
		if !r.Equal {
			words = "their texts differ"
		}
		fmt.Fprintf(out, "Demo over after %.0f s. %s made %d changes and heard %.0f s of speech; %s, at version %d.\n",
			r.Seconds, strings.Join(names, ", "), r.Changes, r.Speech, words, r.Version)
	}
	if !r.Equal {
		return errUnequal
	}
	return nil
}
