package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"parley/cmd/internal/pedal"
	"parley/tui/sound"
)

func micCommand(t terminal) *cobra.Command {
	var title string
	cmd := &cobra.Command{
		Use:   "mic on|off|toggle",
		Short: "Open or close the microphone of a meeting that runs",
		Long: "Open or close the microphone of a meeting that runs on this machine under your own name, from outside of it: for\n" +
			"a foot pedal, a headset's button or a shortcut of the desktop. Where several run, off closes all microphones, toggle\n" +
			"closes the one that is open, and --meeting says which is to be opened.",
		Example: "parley mic toggle\nparley mic on --meeting \"Resolution 50\"",
		Args:    exactly(1, "on, off or toggle"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o := pedal.Order(strings.ToLower(args[0]))
			switch o {
			case pedal.On, pedal.Off, pedal.Toggle:
			default:
				return wrongUsage("%q is not on, off or toggle: %s", args[0], cmd.UseLine())
			}
			all, err := pedal.Meetings(pedal.Dir())
			if errors.Is(err, pedal.ErrUnsafe) {
				return fmt.Errorf("%w: make it yours alone (chmod 700), then join again", err)
			}
			if err != nil {
				return err
			}
			chosen, err := whichMeetings(all, o, title)
			if err != nil {
				return err
			}
			return t.ring(chosen, o)
		},
	}
	cmd.Flags().StringVar(&title, "meeting", "", "the title of the meeting, or a part of it")
	return cmd
}

// whichMeetings are those that an order is for.
func whichMeetings(all []pedal.Meeting, o pedal.Order, title string) (chosen []pedal.Meeting, err error) {
	var open []pedal.Meeting
	var titles []string
	for _, m := range all {
		if title != "" && !strings.Contains(strings.ToLower(m.Title), strings.ToLower(title)) {
			continue
		}
		chosen, titles = append(chosen, m), append(titles, m.Title)
		if m.Talking {
			open = append(open, m)
		}
	}
	switch {
	case len(all) == 0:
		return nil, errors.New("no meeting runs on this machine under your name: join one first")
	case len(chosen) == 0:
		return nil, fmt.Errorf("no meeting that runs here has %q in its title", title)
	case len(chosen) == 1 || o == pedal.Off:
		return chosen, nil
	case len(open) == 1:
		return open, nil
	}
	return nil, wrongUsage("several meetings run here (%s): say with --meeting which microphone is meant", strings.Join(titles, "; "))
}

// ring gives the order to the meetings and says what came of it.
func (t terminal) ring(all []pedal.Meeting, o pedal.Order) error {
	var refused error
	for _, m := range all {
		a, err := m.Ring(o)
		switch {
		case err != nil:
			refused = fmt.Errorf("the meeting %q does not answer: %w", m.Title, err)
		case a.Refused != "":
			refused = fmt.Errorf("the microphone stays closed in %q: %s", a.Title, a.Refused)
		case a.Talking:
			fmt.Fprintf(t.out, "Microphone ON in %s.\n", a.Title)
		default:
			fmt.Fprintf(t.out, "Microphone off in %s.\n", a.Title)
		}
	}
	return refused
}

// answerWithin is how long the front may take to do an order.
const answerWithin = 2 * time.Second

// ring lets other programs of this person open and close the microphone. Where
// that cannot be, the meeting goes on without. What they want comes on the channel
// until deaf is called, which may be twice.
func (v visit) ring(ctx context.Context, parts *sync.WaitGroup) (orders <-chan sound.Order, deaf func()) {
	bell, err := pedal.Hang(pedal.Dir())
	if err != nil {
		v.log.Warn("the microphone cannot be opened from outside", "why", err)
		return nil, func() {}
	}
	wanted := make(chan sound.Order)
	ctx, cancel := context.WithCancel(ctx)
	parts.Go(func() {
		bell.Serve(func(o pedal.Order) pedal.Answer { return ask(ctx, wanted, o) })
	})
	return wanted, sync.OnceFunc(func() {
		cancel()
		_ = bell.Close() // nothing was written
	})
}

// ask has the front do an order.
func ask(ctx context.Context, front chan<- sound.Order, o pedal.Order) pedal.Answer {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	answer := make(chan sound.Answer, 1)
	select {
	case front <- sound.Order{Do: sound.Do(o), Answer: answer}:
	case <-ctx.Done():
		return pedal.Answer{Refused: "the program is busy"}
	}
	select {
	case a := <-answer:
		return pedal.Answer{Title: a.Title, Talking: a.Talking, Refused: a.Refused}
	case <-ctx.Done():
		return pedal.Answer{Refused: "the program is busy"}
	}
}
