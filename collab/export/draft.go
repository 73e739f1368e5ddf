package export

import (
	"context"
	"fmt"
	"strings"
	"time"

	"parley/collab/meeting"
	"parley/collab/paper"
)

// A Draft is a meeting's draft as it goes on paper: at version To, with what
// has changed since version From.
type Draft struct {
	paper.Document // with what is open as changes, too
	From, To       meeting.Version
	Opened         time.Time // when the meeting was
	At             time.Time // when version To came about
	Proposals      []Row     // all of them, with their outcomes
	numbers        []int     // of the paragraphs in the draft, from 1; 0: it is not in it
	labels         []string  // of the lines of the draft
	now            string    // the text at version To, without what is only proposed
}

// ReadDraft reads the draft at version to, 0: the newest, with what has changed
// since version from, 0: the text as it was brought. It reads the log up to
// there.
func ReadDraft(ctx context.Context, log Log, name string, from, to meeting.Version) (*Draft, error) {
	if to > 0 && from > to {
		return nil, fmt.Errorf("from version %d to version %d: %w", from, to, ErrNoVersion)
	}
	d := &Draft{From: max(from, 1)}
	var r *redliner
	var last *meeting.State
	err := walk(ctx, log, name, to, func(s step) error {
		if s.Number == 1 {
			d.Opened = s.At
		}
		switch {
		case s.Number < d.From:
		case s.Number == d.From:
			r = newRedliner(s.state.Text())
		case s.did.Changes():
			r.took(s.did, s.before, by(s))
		}
		d.At, d.To, last = s.At, s.Number, s.state
		return nil
	})
	if err != nil {
		return nil, err
	}
	if d.From > d.To {
		return nil, fmt.Errorf("version %d of %d: %w", d.From, d.To, ErrNoVersion)
	}
	if err := d.lay(r, last); err != nil {
		return nil, fmt.Errorf("compare versions %d and %d of meeting %s: %w", d.From, d.To, name, err)
	}
	return d, nil
}

// lay puts everything on the paper.
func (d *Draft) lay(r *redliner, s *meeting.State) error {
	shown, done, err := r.propose(s)
	if err != nil {
		return err
	}
	spans, err := r.spans()
	if err != nil {
		return err
	}
	d.Document = paper.Of(spans)
	headings(d.Paragraphs)
	d.Title, d.now, d.Proposals = s.Title(), s.Text().String(), table(s)
	m := newMargin(&d.Document, done, s)
	m.agreed()
	m.proposals(shown)
	m.marks()
	m.sorted()
	d.numbers, d.labels = m.numbered(), s.Overlay().Labels(s.Text())
	return nil
}

// headings marks the first paragraph that is not empty, which is the title, and
// those that Markdown takes for headings.
func headings(all []paper.Paragraph) {
	titled := false
	for i, p := range all {
		if len(p.Spans) > 0 && (!titled || strings.HasPrefix(p.Spans[0].Text, "#")) {
			all[i].Heading, titled = true, true
		}
	}
}
