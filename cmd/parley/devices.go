package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"parley/media/device"
)

func devicesCommand(t terminal) *cobra.Command {
	var lines bool
	cmd := &cobra.Command{
		Use:   "devices",
		Short: "List the microphones and the loudspeakers",
		Long: "List the microphones and the loudspeakers of this machine, by the names that --mic and --ear take. A part of a name\n" +
			"that no other has will do, in small letters or capitals. The usual one is taken where none is asked for.",
		Example: "parley devices\nparley join LINK --mic \"USB Headset\" --ear headset",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return wrongUsage("%q is one word too many: %s", args[0], cmd.UseLine())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			l, err := device.List(cmd.Context())
			if err != nil {
				return fmt.Errorf("the sound devices could not be listed: %w", err)
			}
			return t.tellDevices(l, lines)
		},
	}
	cmd.Flags().BoolVar(&lines, "json", false, "each device as a JSON object")
	return cmd
}

// A listedDevice is a line of the list.
type listedDevice struct {
	Kind  string `json:"kind"` // mic or ear
	Name  string `json:"name"`
	Usual bool   `json:"usual"` // taken where none is asked for
}

// tellDevices prints the list, for a person or for a program. What there is
// none of is said on standard error.
func (t terminal) tellDevices(l device.Listing, lines bool) error {
	if l.NoSystem {
		t.tell("no sound system answers on this machine: there is no microphone and no loudspeaker to use")
		return nil
	}
	for _, group := range []struct {
		kind, title, none, usual string
		names                    []string
	}{
		{"mic", "Microphones:", "no microphone was found on this machine", l.UsualMic, l.Mics},
		{"ear", "Loudspeakers:", "no loudspeaker was found on this machine", l.UsualEar, l.Ears},
	} {
		if len(group.names) == 0 {
			t.tell("%s", group.none)
			continue
		}
		if !lines {
			fmt.Fprintln(t.out, group.title)
		}
		for _, name := range group.names {
			if err := t.tellDevice(listedDevice{group.kind, name, name == group.usual}, lines); err != nil {
				return fmt.Errorf("print the devices: %w", err)
			}
		}
	}
	return nil
}

func (t terminal) tellDevice(d listedDevice, lines bool) (err error) {
	switch {
	case lines:
		return json.NewEncoder(t.out).Encode(d)
	case d.Usual:
		_, err = fmt.Fprintf(t.out, "  %s (the usual one)\n", d.Name)
	default:
		_, err = fmt.Fprintf(t.out, "  %s\n", d.Name)
	}
	return err
}
