package main

import (
	"time"

	"github.com/spf13/cobra"

	"parley/collab/ticket"
)

// giveUp is how long a client tries to get in for the first time.
const giveUp = 20 * time.Second

func joinCommand(t terminal) *cobra.Command {
	e := entry{asks: true}
	patience := giveUp
	cmd := &cobra.Command{
		Use:   "join LINK",
		Short: "Enter the meeting that a link leads to",
		Long: "Enter the meeting that a link leads to. The text is there first, the sound as it comes;\n" +
			"a lost link is dialled again and resumed without being asked.",
		Example: "parley join parley://host:7443/...#...\nparley join LINK --name \"Amina Odhiambo\" --delegation Kenya\nparley join LINK --linear --text-only",
		Args:    exactly(1, "the link"),
		RunE: func(cmd *cobra.Command, args []string) error {
			link, err := ticket.ParseLink(args[0])
			if err != nil {
				return usage{err}
			}
			if err := e.settle(cmd, t, link.Ticket.Holder); err != nil {
				return err
			}
			if patience <= 0 {
				return wrongUsage("--give-up must be longer than nothing: write a time such as 20s")
			}
			sound, err := e.openSound(func() ticket.Link { return link }, nil)
			if err != nil {
				return err
			}
			return meet(cmd.Context(), visit{entry: e, terminal: t, sound: sound, link: link, patience: patience, keep: true})
		},
	}
	e.addFlags(cmd)
	cmd.Flags().DurationVar(&patience, "give-up", giveUp, "how long to try when the meeting was never reached")
	return cmd
}
