package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"parley/cmd/internal/serve"
	"parley/collab/critic"
	"parley/collab/export"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/ticket"
	"parley/tui/linear"
)

// An exporting is what export was told.
type exporting struct {
	format, file, data, meeting string
	from, to                    uint64
	document                    int
}

func exportCommand(t terminal) *cobra.Command {
	var v exporting
	cmd := &cobra.Command{
		Use:   "export (LINK | --data DIR) --format FORMAT [-o FILE]",
		Short: "Write a meeting's draft, its changes or its minutes as a file",
		Long: "Write what has become of a meeting. With a link its server is asked, whatever the link's role; with --data a directory\n" +
			"is read that is not being served just now.\n\n" +
			formatsHelp() + "\nA meeting with several documents has each by --document N; minutes tell of all. The draft is as at version V of --to; with what has changed since version V of --from, or since the meeting was opened.",
		Example: "parley export 'parley://...' --format docx -o resolution.docx\nparley export --data ./meeting --format minutes\nparley export --data ./meeting --format html --from 120 -o changes.html\nparley export --data ./meeting --format docx --document 2 -o annex.docx",
		RunE:    func(cmd *cobra.Command, args []string) error { return v.run(cmd.Context(), t, args) },
	}
	f := cmd.Flags()
	f.StringVar(&v.format, "format", "", "what to write: "+formatNames())
	f.StringVarP(&v.file, "output", "o", "", "the file to write (default: standard output)")
	f.StringVar(&v.data, "data", "", "the directory that keeps the meeting")
	f.StringVar(&v.meeting, "meeting", "", "with --data: the ID of the meeting (default: the only one that is open)")
	f.Uint64Var(&v.from, "from", 0, "the version since which changes are shown (default: as the meeting was opened)")
	f.Uint64Var(&v.to, "to", 0, "the version that is written (default: the newest)")
	addDocument(f, &v.document)
	return cmd
}

// A format is one that export can write.
type format struct {
	name, about string
	compares    bool // it shows changes since --from
	binary      bool // it is not for a terminal
	whole       bool // it is of the meeting, not of one document
	write       func(context.Context, *bytes.Buffer, source, exporting) error
}

// A source is where a log is read.
type source struct {
	export.Log
	name string // of the meeting, in the log
}

// formats are those that there are, in the order of the help.
var formats = []format{
	{"text", "the clean text", false, false, false, ofDraft(func(b *bytes.Buffer, d *export.Draft) error { return d.Text(b) })},
	{"md", "the clean text as Markdown", false, false, false, ofDraft(func(b *bytes.Buffer, d *export.Draft) error { return d.Markdown(b) })},
	{"criticmarkup", "the changes as {++marks++} that can be pasted anywhere", true, false, false, ofDraft(func(b *bytes.Buffer, d *export.Draft) error {
		b.WriteString(critic.Format(d.Document))
		if b.Len() > 0 && b.Bytes()[b.Len()-1] != '\n' {
			b.WriteByte('\n') // as files have it
		}
		return nil
	})},
	{"html", "the changes as one page that prints well", true, false, false, ofDraft(func(b *bytes.Buffer, d *export.Draft) error { return d.HTML(b) })},
	{"docx", "a Word file with tracked changes by the delegations", true, true, false, ofDraft(func(b *bytes.Buffer, d *export.Draft) error { return d.Word(b) })},
	{"minutes", "who spoke when, what was proposed and what became of it", false, false, true, func(ctx context.Context, b *bytes.Buffer, s source, v exporting) error {
		return export.Minutes(ctx, b, s, s.name, v.to)
	}},
	{"json", "every event of the log, for programs", true, false, false, func(ctx context.Context, b *bytes.Buffer, s source, v exporting) error {
		return export.JSON(ctx, b, s, s.name, v.from, v.to)
	}},
}

// ofDraft is a format of the draft.
func ofDraft(write func(*bytes.Buffer, *export.Draft) error) func(context.Context, *bytes.Buffer, source, exporting) error {
	return func(ctx context.Context, b *bytes.Buffer, s source, v exporting) error {
		d, err := export.ReadDraft(ctx, s, s.name, v.from, v.to)
		if err != nil {
			return err
		}
		return write(b, d)
	}
}

func formatNames() string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

func formatsHelp() string {
	var b strings.Builder
	for _, f := range formats {
		fmt.Fprintf(&b, "  %-13s %s\n", f.name, f.about)
	}
	return b.String()
}

// run writes what was asked for.
func (v exporting) run(ctx context.Context, t terminal, args []string) error {
	f, err := v.settle(t, args)
	if err != nil {
		return err
	}
	s, done, err := v.source(args)
	if err != nil {
		return err
	}
	defer done()
	s.Log = told{s.Log, t, time.Now()}
	var out bytes.Buffer
	err = f.write(ctx, &out, s, v)
	switch {
	case errors.Is(err, export.ErrNoVersion):
		return fmt.Errorf("%w: give a version that there is with --from and --to, or leave them out", err)
	case err != nil:
		return err
	}
	if v.file == "" || v.file == "-" {
		_, err = t.out.Write(out.Bytes())
		return err
	}
	if err := linear.ReplaceFile(v.file, out.Bytes()); err != nil {
		var where *fs.PathError
		if errors.As(err, &where) {
			err = where.Err
		}
		return fmt.Errorf("%s could not be written: %w: give another file with -o", v.file, err)
	}
	t.tell("wrote %s, %d bytes", v.file, out.Len())
	return nil
}

// source opens the log, with the link or in the directory.
func (v exporting) source(args []string) (s source, done func(), err error) {
	if v.data != "" {
		log, name, err := serve.OpenLog(v.data, v.meeting)
		if err != nil {
			return s, nil, err
		}
		return source{log, meeting.LogName(name, v.document)}, func() { log.Close() }, nil
	}
	link, err := ticket.ParseLink(args[0])
	if err != nil {
		return s, nil, usage{err}
	}
	return source{session.Log{Config: session.Config{Link: link}}, hub.DocumentName(link.Ticket.Payload.Meeting, v.document)}, func() {}, nil
}

// settle finds what is wrong before anything is read.
func (v exporting) settle(t terminal, args []string) (format, error) {
	var f format
	for _, one := range formats {
		if one.name == v.format {
			f = one
		}
	}
	if err := checkDocument(v.document); err != nil {
		return f, err
	}
	switch {
	case v.document > 1 && f.whole:
		return f, wrongUsage("%s tell of all documents: leave --document out", f.name)
	case v.format == "":
		return f, wrongUsage("--format is missing: give one of %s", formatNames())
	case f.write == nil:
		return f, wrongUsage("--format %q is not known: give one of %s", v.format, formatNames())
	case len(args) > 1:
		return f, wrongUsage("%q is one word too many: give one link, in quotes", args[1])
	case len(args) == 1 && v.data != "":
		return f, wrongUsage("a link and --data do not go together: leave one out")
	case len(args) == 1 && v.meeting != "":
		return f, wrongUsage("--meeting goes with --data only: a link is of one meeting")
	case len(args) == 0 && v.data == "":
		return f, wrongUsage("there is nothing to export: give the meeting's link, or its directory with --data")
	case v.from > 0 && !f.compares:
		return f, wrongUsage("--from goes with formats that show changes: leave it out, or give another --format than %s", f.name)
	case v.to > 0 && v.from > v.to:
		return f, wrongUsage("--from %d is after --to %d: give the older version with --from", v.from, v.to)
	case f.binary && (v.file == "" || v.file == "-") && term.IsTerminal(t.out.Fd()):
		return f, wrongUsage("%s is nothing for a terminal: give a file with -o", f.name)
	}
	return f, nil
}

// A told log says how far it was read when that takes longer than a second.
type told struct {
	export.Log
	t    terminal
	last time.Time
}

// Read reads the log, and says so.
func (l told) Read(ctx context.Context, meeting string, after uint64, f func(uint64, []byte) error) error {
	return l.Log.Read(ctx, meeting, after, func(number uint64, entry []byte) error {
		if now := time.Now(); now.Sub(l.last) > time.Second {
			l.last = now
			l.t.tell("reading the log of the meeting: %d entries so far", number)
		}
		return f(number, entry)
	})
}
