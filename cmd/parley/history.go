package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"parley/cmd/internal/serve"
	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// pastWithin bounds how long the past may take to come.
const pastWithin = 2 * time.Minute

// A looking is what history was told.
type looking struct {
	data, meeting string
	at, from, to  string
	lines         string
	blame, json   bool
	document      int
}

func historyCommand(t terminal) *cobra.Command {
	var v looking
	cmd := &cobra.Command{
		Use:   "history (LINK | --data DIR)",
		Short: "Read what became of a meeting's draft: who changed what, and every older version",
		Long: "Read what became of a meeting's draft. Without more it lists who wrote when, with the numbers of the versions;\n" +
			"--at prints the draft as it was, --from and --to what happened between two versions, --blame who wrote what is there.\n" +
			"With a link the meeting's server is asked; with --data a directory is read that is not being served just now.",
		Example: "parley history 'parley://...'\nparley history 'parley://...' --at 120\nparley history 'parley://...' --document 2\nparley history --data ./meeting --from 120 --to 180\nparley history --data ./meeting --blame --lines 3-5",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, cancel := context.WithTimeout(cmd.Context(), pastWithin)
			defer cancel()
			return v.run(ctx, t.out, args)
		},
	}
	f := cmd.Flags()
	f.StringVar(&v.data, "data", "", "the directory that keeps the meeting")
	f.StringVar(&v.meeting, "meeting", "", "with --data: the ID of the meeting (default: the only one that is open)")
	f.StringVar(&v.at, "at", "", "a version: print the draft as it was, or with --blame who had written it")
	f.StringVar(&v.from, "from", "", "a version: print what changed since")
	f.StringVar(&v.to, "to", "", "with --from: the version to compare with (default: the newest)")
	f.BoolVar(&v.blame, "blame", false, "print who wrote what of the draft, with which version and when")
	f.StringVar(&v.lines, "lines", "", "with --blame: the lines that are asked for, such as 3 or 3-5 (default: all)")
	f.BoolVar(&v.json, "json", false, "print one JSON object")
	addDocument(f, &v.document)
	return cmd
}

func (v looking) run(ctx context.Context, out io.Writer, args []string) error {
	q, err := v.query()
	if err != nil {
		return usage{err}
	}
	lines, err := v.stretch()
	if err != nil {
		return usage{err}
	}
	p, err := v.ask(ctx, q, args)
	if err != nil {
		return err
	}
	r := newPastReport(p, q, lines)
	if n := strings.Count(strings.TrimSuffix(meeting.Whole(p.Text).String(), "\n"), "\n") + 1; lines.first > n {
		return fmt.Errorf("there is no line %d: version %d has %d lines", lines.first, p.At, n)
	}
	if v.json {
		return json.NewEncoder(out).Encode(r.json())
	}
	return r.print(out)
}

// query reads what is asked about.
func (v looking) query() (q wire.PastQuery, err error) {
	if err := checkDocument(v.document); err != nil {
		return q, err
	}
	q.Document = v.document
	switch {
	case v.from != "" && v.at != "":
		return q, wrongUsage("--at and --from do not go together: --from A --to B compares two versions")
	case v.from != "" && v.blame:
		return q, wrongUsage("--blame and --from do not go together: --blame --at V is about one version")
	case v.to != "" && v.from == "":
		return q, wrongUsage("--to goes with --from: --at V prints one version")
	case v.from != "":
		q.View = wire.Compared
	case v.blame:
		q.View = wire.Blamed
	case v.at != "":
		q.View = wire.TextAt
	}
	for _, n := range []struct {
		flag, value string
		to          *meeting.Version
	}{{"--at", v.at, &q.At}, {"--from", v.from, &q.From}, {"--to", v.to, &q.At}} {
		if n.value == "" {
			continue
		}
		if *n.to, err = strconv.ParseUint(n.value, 10, 63); err != nil || *n.to == 0 {
			return q, fmt.Errorf("%s %q is no version: they are counted from 1, and parley history without --at lists them", n.flag, n.value)
		}
	}
	return q, nil
}

// ask has the question answered by the meeting's server, or out of its
// directory.
func (v looking) ask(ctx context.Context, q wire.PastQuery, args []string) (wire.Past, error) {
	switch {
	case len(args) > 1:
		return wire.Past{}, wrongUsage("%q is one word too many: give one link, in quotes", args[1])
	case len(args) == 1 && v.data != "":
		return wire.Past{}, wrongUsage("a link and --data do not go together: leave one out")
	case len(args) == 0 && v.data == "":
		return wire.Past{}, wrongUsage("it is not said of which meeting: give its link, or its directory with --data")
	case len(args) == 1 && v.meeting != "":
		return wire.Past{}, wrongUsage("--meeting goes with --data only: a link is of one meeting")
	case v.data != "":
		return serve.Past(ctx, v.data, v.meeting, q)
	}
	link, err := ticket.ParseLink(args[0])
	if err != nil {
		return wire.Past{}, usage{err}
	}
	return session.Past(ctx, session.Config{Link: link}, q)
}
