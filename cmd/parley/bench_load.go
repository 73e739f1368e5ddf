package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"parley/cmd/internal/load"
	"parley/collab/meeting"
	"parley/collab/ticket"
)

// dialEvery is the usual time from one listener's dialling to the next's: 500
// people in 10 s.
const dialEvery = 20 * time.Millisecond

func benchLoadCommand(t terminal) *cobra.Command {
	var c load.Config
	cmd := &cobra.Command{
		Use:   "load LINK",
		Short: "Bring many people into a meeting",
		Long: "Bring many simulated people into a meeting, each with text and sound of their own, and print how they\n" +
			"got in and what they heard as one line of JSON. The talkers come first and speak all the time. What the\n" +
			"server took is printed too where it runs on this machine. Use a meeting of your own: everybody in it\n" +
			"hears the talkers. Ctrl+C ends it early; the line is printed all the same.",
		Example: "parley bench load LINK --listeners 500 --talkers 3 --over 10s --for 30s",
		Args:    exactly(1, "the link"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if c.Link, err = ticket.ParseLink(args[0]); err != nil {
				return usage{err}
			}
			if err := settleLoad(&c, cmd.Flags().Changed("over")); err != nil {
				return err
			}
			if c.Speech, err = speech(); err != nil {
				return err
			}
			c.Tell, c.Explain = t.tell, wayTrouble
			ctx, stop := untilInterrupted(cmd.Context(), new(atomic.Bool))
			defer stop()
			report, err := load.Run(ctx, c)
			if err != nil {
				return err
			}
			if err := json.NewEncoder(t.out).Encode(report); err != nil {
				return fmt.Errorf("print the figures: %w", err)
			}
			if n := report.Asked - report.JoinedFirstTry; n > 0 {
				return fmt.Errorf("%d of %d did not get in at the first try", n, report.Asked)
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.IntVar(&c.Listeners, "listeners", 100, "how many listen")
	f.IntVar(&c.Talkers, "talkers", 1, "how many speak, and listen too")
	f.DurationVar(&c.For, "for", 20*time.Second, "how long to stay once all are in")
	f.DurationVar(&c.Over, "over", 0, "the time over which the listeners dial (default: 20ms for each)")
	f.DurationVar(&c.Patience, "give-up", giveUp, "how long one of them tries to get in")
	return cmd
}

// settleLoad checks what was given and fills in what was not.
func settleLoad(c *load.Config, over bool) error {
	switch err := c.Check(); {
	case errors.Is(err, load.ErrNobody):
		return wrongUsage("nobody is to come in: give --listeners or --talkers a number above 0, and neither one below")
	case err != nil:
		return usage{err}
	case c.Talkers > 0 && !meeting.Role(c.Link.Ticket.Payload.Role).Speaks():
		return wrongUsage("who comes with this link may not speak: give --talkers 0, or a delegate's link")
	case c.For <= 0:
		return wrongUsage("--for must be longer than nothing: write a time such as 20s")
	case c.Patience <= 0:
		return wrongUsage("--give-up must be longer than nothing: write a time such as 20s")
	case c.Over < 0:
		return wrongUsage("--over must not be less than nothing: write a time such as 10s")
	}
	if !over {
		c.Over = dialEvery * time.Duration(c.Listeners)
	}
	return nil
}

// speech is what the talkers say: the words of one of the demonstration's
// delegates.
func speech() ([][]byte, error) {
	samples, err := readClip("amina-1")
	if err != nil {
		return nil, err
	}
	return load.Speech(samples)
}
