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
	var title, person string
	cmd := &cobra.Command{
		Use:   "mic on|off|toggle",
		Short: "Open or close the microphone of a meeting that runs",
		Long: "Open or close the microphone of a meeting that runs on this machine under your own name, from outside of it: for\n" +
			"a foot pedal, a headset's button or a shortcut of the desktop. Where several run, off closes all microphones, toggle\n" +
			"closes the one that is open, and --meeting and --name say which is to be opened, if more than one can be.",
		Example: "parley mic toggle\nparley mic on --meeting \"Resolution 50\" --name Amina",
		Args:    exactly(1, "on, off or toggle"),

		ValidArgsFunction: cobra.FixedCompletions([]string{"on", "off", "toggle"}, cobra.ShellCompDirectiveNoFileComp),
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
			chosen, err := whichMeetings(all, o, title, person)
			if err != nil {
				return err
			}
			return t.ring(chosen, o, len(all) > 1)
		},
	}
	cmd.Flags().StringVar(&title, "meeting", "", "the title of the meeting, or a part of it")
	cmd.Flags().StringVar(&person, "name", "", "your name in the meeting, or a part of it")
	return cmd
}

// whichMeetings are those that an order is for.
func whichMeetings(all []pedal.Meeting, o pedal.Order, title, person string) (chosen []pedal.Meeting, err error) {
	var open, ready []pedal.Meeting
	for _, m := range all {
		if !within(m.Title, title) || !within(m.Person, person) {
			continue
		}
		chosen = append(chosen, m)
		switch {
		case m.Talking:
			open = append(open, m)
		case m.Refused == "":
			ready = append(ready, m)
		}
	}
	switch {
	case len(all) == 0:
		return nil, errors.New("no meeting runs on this machine under your name: join one first")
	case len(chosen) == 0 && person != "":
		return nil, fmt.Errorf("nobody in a meeting that runs here has %q in the name: here are %s", person, whose(all))
	case len(chosen) == 0:
		return nil, fmt.Errorf("no meeting that runs here has %q in its title", title)
	case len(chosen) == 1:
		return chosen, nil
	case o == pedal.Off:
		return open, nil
	case len(open) > 1:
		return nil, wrongUsage("several microphones are open here (%s): say with --meeting or --name which is meant, or off for all", whose(open))
	case len(open) == 1:
		return open, nil
	case len(ready) == 1:
		return ready, nil
	case len(ready) > 1:
		return nil, wrongUsage("several microphones could be opened here (%s): say with --meeting or --name which is meant", whose(ready))
	}
	return nil, fmt.Errorf("no microphone can be opened here: %s", whyNot(chosen))
}

// within reports whether a part is in s, whatever the case; no part is in everything.
func within(s, part string) bool { return strings.Contains(strings.ToLower(s), strings.ToLower(part)) }

// whose names the microphones: who is where.
func whose(all []pedal.Meeting) string {
	var names []string
	for _, m := range all {
		names = append(names, m.Person+" in "+m.Title)
	}
	return strings.Join(names, "; ")
}

// whyNot says of each microphone why it cannot be opened.
func whyNot(all []pedal.Meeting) string {
	var reasons []string
	for _, m := range all {
		reasons = append(reasons, fmt.Sprintf("%s in %s: %s", m.Person, m.Title, m.Refused))
	}
	return strings.Join(reasons, "; ")
}

// ring gives the order to the meetings and says in one line what came of it; of several that run here, whose
// microphone it was.
func (t terminal) ring(chosen []pedal.Meeting, o pedal.Order, several bool) error {
	var refused error
	states := map[bool][]string{}
	for _, m := range chosen {
		a, err := m.Ring(o)
		switch {
		case err != nil:
			refused = fmt.Errorf("the meeting %q does not answer: %w", m.Title, err)
		case a.Refused != "":
			refused = fmt.Errorf("the microphone stays closed in %q: %s", a.Title, a.Refused)
		case several:
			states[a.Talking] = append(states[a.Talking], fmt.Sprintf("for %s in %s", a.Person, a.Title))
		default:
			states[a.Talking] = append(states[a.Talking], "in "+a.Title)
		}
	}
	if on := states[true]; len(on) > 0 {
		fmt.Fprintf(t.out, "Microphone ON %s.\n", strings.Join(on, "; "))
	}
	if off := states[false]; len(off) > 0 {
		fmt.Fprintf(t.out, "Microphone off %s.\n", strings.Join(off, "; "))
	}
	if len(chosen) == 0 {
		fmt.Fprintln(t.out, "No microphone is open.")
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
		return pedal.Answer{Title: a.Title, Person: a.Person, Talking: a.Talking, Refused: a.Refused}
	case <-ctx.Done():
		return pedal.Answer{Refused: "the program is busy"}
	}
}
