package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"sync/atomic"

	"github.com/spf13/cobra"

	"parley/cmd/internal/check"
	"parley/collab/ticket"
	"parley/media/device"
	"parley/media/lite"
)

// errUnreachable is a check that found no way to the meeting; what it means has
// been said.
var errUnreachable = errors.New("the meeting cannot be reached from here")

func checkCommand(t terminal) *cobra.Command {
	var c check.Config
	var lines bool
	cmd := &cobra.Command{
		Use:   "check [LINK]",
		Short: "Try out the link, the microphone and the loudspeaker",
		Long: "Try out what a meeting will need: the way to the server for text and for sound, the microphone and the\n" +
			"loudspeaker, one line each as it is done, and one plain sentence at the end. Three seconds of the microphone\n" +
			"are recorded and played to you; nobody else hears them. Without a link only the devices are tried.\n" +
			"The exit code is 0 if the text at least will work, 1 if the meeting cannot be reached.",
		Example: "parley check\nparley check parley://host:7443/...#...\nparley check LINK --json --mic none --ear none",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return wrongUsage("%q is one word too many: %s", args[1], cmd.UseLine())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				link, err := ticket.ParseLink(args[0])
				if err != nil {
					return usage{err}
				}
				c.Link = &link
			}
			if err := checkDevices(c.Mic, c.Ear); err != nil {
				return err
			}
			var broken error
			c.Name, c.Explain = "Check of the link", checkTrouble
			c.Announce = func(words string) { fmt.Fprintln(t.err, words) }
			c.Tell = func(s check.Step) {
				if err := t.tellStep(s, lines); err != nil {
					broken = fmt.Errorf("print what was found: %w", err)
				}
			}
			ctx, stop := untilInterrupted(cmd.Context(), new(atomic.Bool))
			defer stop()
			v := check.Run(ctx, c)
			switch {
			case ctx.Err() != nil:
				return errors.New("the check was broken off")
			case broken == nil && !v.OK():
				return errUnreachable
			}
			return broken
		},
	}
	f := cmd.Flags()
	f.StringVar(&c.Mic, "mic", "", "the microphone: a device's name, file:IN.wav, or none (default: the system's)")
	f.StringVar(&c.Ear, "ear", "", "where it is played: a device's name, file:OUT.wav, or none (default: the system's)")
	f.BoolVar(&lines, "json", false, "each line as a JSON object")
	return cmd
}

// stepNames are the steps as a person reads them.
var stepNames = map[string]string{
	"name": "Name", "tcp": "TCP", "tls": "TLS", "text": "Text", "udp": "Sound over UDP", "ice-tcp": "Sound over TCP", "websocket": "Sound inside TLS", "path": "Way of the sound",
	"mic": "Microphone", "ear": "Loudspeaker",
}

// tellStep prints a step.
func (t terminal) tellStep(s check.Step, lines bool) (err error) {
	switch {
	case lines:
		return json.NewEncoder(t.out).Encode(s)
	case s.Step == "verdict":
		_, err = fmt.Fprintln(t.out, s.Words)
	case !s.OK:
		_, err = fmt.Fprintf(t.out, "%s: NO. %s\n", stepNames[s.Step], s.Words)
	case s.MS != nil && s.Step != "path": // the path says it in its words
		_, err = fmt.Fprintf(t.out, "%s: ok, %s (%.0f ms)\n", stepNames[s.Step], s.Words, *s.MS)
	default:
		_, err = fmt.Fprintf(t.out, "%s: ok, %s\n", stepNames[s.Step], s.Words)
	}
	return err
}

// checkTrouble says why a step did not work.
func checkTrouble(err error) string {
	switch {
	case errors.Is(err, device.ErrNone), errors.Is(err, device.ErrSeveral), errors.Is(err, device.ErrStill), errors.Is(err, device.ErrGone):
		return deviceTrouble(err)
	case errors.Is(err, device.ErrWAV), errors.Is(err, fs.ErrNotExist):
		return badSound(err).Error()
	}
	return wayTrouble(err)
}

// wayTrouble says why there is no way for the text or for the sound.
func wayTrouble(err error) string {
	switch {
	case errors.Is(err, lite.ErrNoAnswer):
		return "no answer this way; a firewall may not let it through"
	case errors.Is(err, lite.ErrNetwork):
		return "there is no way from this network to the server"
	case errors.Is(err, lite.ErrWrongServer):
		return "another server answers there for the sound; tell the host"
	case errors.Is(err, lite.ErrHandshake):
		return "the server answered and did not complete the sound connection"
	case errors.Is(err, lite.ErrLost), errors.Is(err, lite.ErrGone):
		return "the sound connection was lost"
	}
	return lost(err)
}
