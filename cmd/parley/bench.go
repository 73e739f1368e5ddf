package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"parley/cmd/internal/replay"
)

func benchCommand(t terminal) *cobra.Command {
	bench := &cobra.Command{
		Use:     "bench",
		Example: "parley bench text TRACE.json.gz\nparley bench sound --loss 20 --delay 100ms\nparley bench load LINK --listeners 500 --talkers 3",
		Short:   "Measure this program on this machine",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return wrongUsage("there is no measurement %q: parley bench text FILE, parley bench load LINK and parley bench sound are those there are", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	bench.AddCommand(&cobra.Command{
		Use:   "text FILE",
		Short: "Replay a recorded editing history",
		Long: "Replay a recorded editing history (an editing trace in JSON, packed with gzip or not) through\n" +
			"the meeting's own code, and print what that took as one line of JSON. A trace of several\n" +
			"people at once gives each a seat of their own, which hears exactly what they had seen. Edits of\n" +
			"one author are then sent through a server on this machine to a second client, too.",
		Example: "parley bench text automerge-paper.json.gz",
		Args:    exactly(1, "the file to replay"),
		RunE: func(_ *cobra.Command, args []string) error {
			trace, err := replay.Load(args[0])
			if err != nil {
				return err
			}
			report, err := replay.Run(trace)
			if err != nil {
				return fmt.Errorf("replay %s: %w", args[0], err)
			}
			return json.NewEncoder(t.out).Encode(report)
		},
	}, benchLoadCommand(t), benchSoundCommand(t))
	return bench
}
