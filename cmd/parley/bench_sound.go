package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"parley/cmd/internal/listen"
	"parley/cmd/internal/serve"
	"parley/collab/meeting"
	"parley/collab/ticket"
)

// A soundBench is what bench sound was told.
type soundBench struct {
	listen.Config
	loss float64 // per cent
	all  bool
}

func benchSoundCommand(t terminal) *cobra.Command {
	var b soundBench
	cmd := &cobra.Command{
		Use:   "sound",
		Short: "Measure the sound over an emulated bad link",
		Long: "Hold a meeting on this machine in which one speaks without end and one listens, over a link of the given loss,\n" +
			"delay and rate that everything goes through, text and sound. What was played and what it cost, counted with the\n" +
			"headers of IP, is printed as one line of JSON. With --all the settings are measured that the sound is to stand,\n" +
			"and a client in a call, a line each, and each target is printed as met or missed. A machine that is busy loses\n" +
			"sound of its own: held_up_ms says by how much it was late.",
		Example: "parley bench sound --for 30s --loss 20 --burst 120ms --delay 50ms --rate 40\nparley bench sound --all",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return wrongUsage("%q is one word too many: %s", args[0], cmd.UseLine())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			cases, err := b.cases()
			if err == nil && b.all {
				err = onlyAll(cmd.Flags().Changed)
			}
			if err != nil {
				return err
			}
			ctx, stop := untilInterrupted(cmd.Context(), new(atomic.Bool))
			defer stop()
			for _, c := range cases {
				t.tell("measuring: %s (%v)", c.Setting, c.Settle+c.For)
				r, err := listen.Run(ctx, c.Config)
				if err != nil {
					return fmt.Errorf("measure the sound: %w", err)
				}
				c.Judge(&r)
				if err := t.tellHeard(r); err != nil {
					return err
				}
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.DurationVar(&b.For, "for", 20*time.Second, "how long to measure, once all is settled")
	f.DurationVar(&b.Settle, "settle", 15*time.Second, "how long to wait before that")
	f.Float64Var(&b.loss, "loss", 0, "how many per cent of the packets are lost")
	f.DurationVar(&b.Weather.Burst, "burst", 0, "how long nothing gets through at once (default: each packet is lost by itself)")
	f.DurationVar(&b.Weather.Delay, "delay", 0, "how long a packet takes, one way")
	f.DurationVar(&b.Weather.Jitter, "jitter", 0, "how much longer it may take")
	f.Float64Var(&b.Weather.Kbit, "rate", 0, "how many kbit/s fit (default: no limit)")
	f.Uint64Var(&b.Weather.Seed, "seed", 1, "of what is left to chance")
	f.BoolVar(&b.Speaks, "speaks", false, "it is the speaker who has the weak link")
	f.BoolVar(&b.Complete, "complete", false, "the listener wants nothing to be missing, and may be late")
	f.BoolVar(&b.Silent, "silent", false, "nobody speaks")
	f.BoolVar(&b.all, "all", false, "all settings that the sound is to stand, with their targets")
	return cmd
}

// cases are the settings to measure.
func (b soundBench) cases() (all []listen.Case, err error) {
	switch {
	case b.For <= 0 || b.Settle < 0:
		return nil, wrongUsage("--for must be longer than nothing, and --settle not less: write a time such as 20s")
	case b.loss < 0 || b.loss >= 100:
		return nil, wrongUsage("--loss is in per cent, from 0 to below 100")
	case b.Weather.Burst < 0 || b.Weather.Delay < 0 || b.Weather.Jitter < 0 || b.Weather.Kbit < 0:
		return nil, wrongUsage("--burst, --delay, --jitter and --rate cannot be less than nothing")
	}
	if b.Speech, err = everythingSaid(); err != nil {
		return nil, err
	}
	b.Host = hostHere
	if !b.all {
		b.Setting, b.Weather.Loss = "as asked", b.loss/100
		return []listen.Case{{Config: b.Config}}, nil
	}
	all = listen.Cases()
	if program, err := os.Executable(); err == nil {
		all = append(all, listen.Client(program))
	}
	for i := range all {
		all[i].For, all[i].Speech, all[i].Host = b.For, b.Speech, b.Host
	}
	return all, nil
}

// onlyAll refuses a setting beside --all, which has settings of its own. given
// tells which flags were.
func onlyAll(given func(flag string) bool) error {
	for _, flag := range []string{"loss", "burst", "delay", "jitter", "rate", "seed", "settle", "speaks", "complete", "silent"} {
		if given(flag) {
			return wrongUsage("--all has settings of its own, so --%s cannot be said with it: leave out one of them", flag)
		}
	}
	return nil
}

// hostHere opens a meeting in this process.
func hostHere(ctx context.Context, dir string) (to ticket.Link, stop func(), err error) {
	s, err := serve.Open(ctx, serve.Config{Listen: "127.0.0.1:0", Data: dir, Title: "Measured", Drain: time.Millisecond})
	if err != nil {
		return to, nil, err
	}
	serving, end := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- s.Run(serving) }()
	return s.OwnLink(meeting.Delegate), func() { end(); <-ended }, nil
}

// everythingSaid is what the demonstration's delegates say, one after the other.
func everythingSaid() (samples []int16, err error) {
	files, err := clips.ReadDir("clips")
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		name := f.Name()
		said, err := readClip(name[:len(name)-len(".opus")])
		if err != nil {
			return nil, err
		}
		samples = append(samples, said...)
	}
	return samples, nil
}

// tellHeard prints a report, and in words which targets it met and missed.
func (t terminal) tellHeard(r listen.Report) error {
	if err := json.NewEncoder(t.out).Encode(r); err != nil {
		return fmt.Errorf("print the figures: %w", err)
	}
	for _, target := range r.Targets {
		verdict := "met"
		if !target.Met {
			verdict = "MISSED"
		}
		t.tell("  %s: %s %.4g, at most %.4g", verdict, target.Name, target.Got, target.Most)
	}
	return nil
}
