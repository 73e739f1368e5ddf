package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"parley/cmd/internal/serve"
	"parley/collab/brought"
	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/patch"
	"parley/collab/redline"
	"parley/collab/session"
	"parley/collab/text"
	"parley/collab/ticket"
)

// A bringing is what import was told.
type bringing struct {
	entry
	file          string
	data, meeting string
	dry           bool
	document      int
}

func importCommand(t terminal) *cobra.Command {
	var v bringing
	cmd := &cobra.Command{
		Use:   "import FILE (LINK | --data DIR)",
		Short: "Propose the changes of a file to a meeting: Word, CriticMarkup, a diff, or plain text",
		Long: "Bring a file to a meeting and propose what it changes, paragraph by paragraph. A Word file with tracked changes and\n" +
			"CriticMarkup ask for the changes marked in them, with their comments as notes, on behalf of who made them; a plain diff (diff -u, git) for\n" +
			"its own, exactly where it says; any other text asks that the draft read as it does. Nothing is changed: all is proposed.\n\n" +
			"With --data the meeting in a directory is meant, by whoever keeps it: the one that is served from there, or else the\n" +
			"meeting as it was left, which finds the proposals when it goes on.",
		Example: "parley import resolution.docx 'parley://...' --delegation Kenya\nparley import notes.md 'parley://...' --dry-run\n" +
			"parley import notes.md --data ./meeting --delegation Secretariat\nparley import annex.docx 'parley://...' --document 2\ngit diff | parley import /dev/stdin 'parley://...'",
		RunE: func(cmd *cobra.Command, args []string) error { return v.run(cmd, t, args) },
	}
	v.addWho(cmd)
	f := cmd.Flags()
	f.BoolVar(&v.dry, "dry-run", false, "print what would be proposed, and propose nothing")
	f.StringVar(&v.data, "data", "", "the directory that keeps the meeting")
	f.StringVar(&v.meeting, "meeting", "", "with --data: the ID of the meeting (default: the only one that is open)")
	addDocument(f, &v.document)
	return cmd
}

// run reads the file, and brings it to the meeting that is meant.
func (v bringing) run(cmd *cobra.Command, t terminal, args []string) error {
	link, err := v.settle(args)
	if err != nil {
		return err
	}
	if err := v.present(cmd.Flags(), t, link.Ticket.Holder); err != nil {
		return err
	}
	v.file = args[0]
	file, err := serve.ReadFile(v.file)
	if err != nil {
		return err
	}
	if v.data == "" {
		return v.bring(cmd.Context(), t, link, file)
	}
	link, done, err := serve.Reach(cmd.Context(), v.data, v.meeting, meeting.Chair)
	if err != nil {
		return err
	}
	return errors.Join(v.bring(cmd.Context(), t, link, file), done())
}

// settle finds what is wrong before anything is read, and reads the link, which
// stays empty with --data.
func (v bringing) settle(args []string) (link ticket.Link, err error) {
	if err := checkDocument(v.document); err != nil {
		return link, err
	}
	switch {
	case len(args) == 0:
		return link, wrongUsage("it is not said what to import: give the file, and the meeting's link, or its directory with --data")
	case len(args) > 2:
		return link, wrongUsage("%q is one word too many: give one file, and one link, in quotes", args[2])
	case len(args) == 2 && v.data != "":
		return link, wrongUsage("a link and --data do not go together: leave one out")
	case len(args) == 2 && v.meeting != "":
		return link, wrongUsage("--meeting goes with --data only: a link is of one meeting")
	case len(args) == 1 && v.data == "":
		return link, wrongUsage("it is not said to which meeting: give its link, or its directory with --data")
	case v.data != "":
		return link, nil
	}
	if link, err = ticket.ParseLink(args[1]); err != nil {
		return link, usage{err}
	}
	return link, nil
}

// bring proposes what the file changes in the meeting that the link leads to.
func (v bringing) bring(ctx context.Context, t terminal, link ticket.Link, file brought.File) error {
	s := session.New(session.Config{Link: link, Name: v.name, Delegation: v.delegation, GiveUp: giveUp})
	line, hangUp := context.WithCancel(ctx)
	var ended error
	var parts sync.WaitGroup
	parts.Go(func() { ended = s.Run(line) })
	at := s.Document(v.document)
	p := proposer{bringing: v, file: file, terminal: t, session: at, seat: meeting.NewSeat(at.Send), notices: s.Notices(), asked: map[uint64]string{}}
	err := p.run()
	hangUp()
	for range s.Notices() { // Run waits until all are read
	}
	parts.Wait()
	if err == nil && !p.done {
		err = ended
	}
	return err
}

// A proposer brings a file's changes to a meeting. It has one owner.
type proposer struct {
	bringing
	terminal
	file    brought.File
	session *session.Session // of the document
	notices <-chan meeting.Notice
	seat    *meeting.Seat
	queued  bool
	asked   map[uint64]string // what was proposed, by the number of the command
	refused int
	done    bool
}

// run takes in what the line says until everything is answered.
func (p *proposer) run() error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	joined := false
	for !p.done {
		select {
		case n, more := <-p.notices:
			if !more {
				return nil // the session says why
			}
			if err := p.take(n); err != nil {
				return err
			}
			if p.seat.Joined() && !joined {
				joined = true
				if err := p.propose(); err != nil {
					return err
				}
			}
		case now := <-tick.C:
			if p.seat.Tick(now); joined {
				p.tell("%d of %d proposals are not received yet", len(p.seat.Sent()), len(p.asked))
			}
		}
		if joined {
			p.done = len(p.seat.Sent()) == 0
		}
	}
	return p.result()
}

func (p *proposer) take(n meeting.Notice) error {
	if q, waits := n.(meeting.Queued); waits && !p.queued {
		p.queued = true
		p.tell("you are number %d of those who wait until the chair lets them in", q.Place)
	}
	if p.document > 1 {
		in, ok := n.(meeting.InDocument)
		if n = in.Notice; !ok {
			return nil // of the meeting
		}
		if l, is := n.(meeting.LinkChanged); is && l.State == meeting.Ended && l.Why != nil {
			return l.Why
		}
	}
	_, err := p.seat.Take(n, time.Now())
	if errors.Is(err, meeting.ErrResync) {
		p.session.Resync(p.seat.Need())
		err = nil
	}
	for _, r := range p.seat.Refusals() {
		p.refuse(p.asked[r.Command.Number], r.Why)
		delete(p.asked, r.Command.Number)
	}
	return err
}

func (p *proposer) refuse(what string, why error) {
	p.refused++
	p.tell("not proposed: %s: %s", what, why)
}

// propose asks for every change of the file.
func (p *proposer) propose() error {
	table := p.seat.Table()
	changes, err := p.bringing.changes(p.file, table.Text.String())
	if err != nil {
		return err
	}
	for _, c := range changes {
		what := p.words(c, table)
		if p.dry {
			fmt.Fprintln(p.out, what)
			continue
		}
		number, err := p.seat.Negotiate(meeting.Propose{Wording: p.wording(c, table)}, time.Now())
		if p.asked[number] = what; err != nil {
			p.refuse(what, err)
		}
	}
	delete(p.asked, 0) // those that were not sent
	return nil
}

// wording is a change of the file as it is proposed.
func (v bringing) wording(c brought.Change, table *meeting.Table) draft.Wording {
	w := draft.Wording{Kind: c.Kind, Para: table.ID(c.Line), Was: c.Was, Text: c.Text, Note: c.Note}
	by := text.CleanLine(strings.Join(c.By, ", "), draft.MaxFor)
	by = strings.TrimPrefix(by, v.delegation+", for ") // as a file of ours names who speaks for somebody
	if by != v.delegation {
		w.For = by
	}
	return w
}

// changes are what the file asks of the draft, and an error that is a sentence.
func (v bringing) changes(f brought.File, now string) ([]brought.Change, error) {
	all, err := f.Changes(now)
	switch {
	case errors.Is(err, patch.ErrUnfit):
		return nil, fmt.Errorf("%s was made for another draft: %w: make it anew", v.file, err)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", v.file, err)
	case len(all) > draft.MaxProposals:
		return nil, fmt.Errorf("%s changes %d paragraphs, and a meeting takes %d proposals: bring less at a time", v.file, len(all), draft.MaxProposals)
	}
	return all, nil
}

// words say a change in a line.
func (p *proposer) words(c brought.Change, table *meeting.Table) string {
	where := fmt.Sprintf("line %d", c.Line)
	if label := table.Label(c.Line); label != "" {
		where = label
	}
	switch c.Kind {
	case draft.Insert:
		return fmt.Sprintf("new paragraph behind %s: {++%s++}", where, c.Text)
	case draft.Remove:
		return fmt.Sprintf("delete %s: {--%s--}", where, c.Was)
	}
	return fmt.Sprintf("change %s: %s", where, redline.Plain(redline.Words(c.Was, c.Text, 0)))
}

// result says what has become of it.
func (p *proposer) result() error {
	proposed := len(p.asked)
	switch {
	case p.dry:
		return nil
	case p.refused > 0:
		return fmt.Errorf("of the changes of %s %d were proposed and %d could not be: see why above", p.bringing.file, proposed, p.refused)
	case proposed == 0:
		p.tell("%s changes nothing: the draft reads as it does", p.bringing.file)
	default:
		p.tell("proposed from %s: %s", p.bringing.file, counted(proposed))
	}
	return nil
}

// counted says how many changes.
func counted(n int) string {
	if n == 1 {
		return "1 change"
	}
	return fmt.Sprintf("%d changes", n)
}
