package history

import (
	"fmt"
	"slices"
	"time"

	"parley/collab/archive"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

// boutGap is how long a person may pause in one bout of writing.
const boutGap = 5 * time.Minute

// Answer answers a question about the past. The error wraps ErrAhead where it
// is about a version that the log does not have yet.
func (h *History) Answer(q wire.PastQuery) (p wire.Past, err error) {
	if q.At == 0 {
		q.At = h.head
	}
	if newest := max(q.At, q.From); newest > h.head {
		return p, fmt.Errorf("version %d of %d: %w", newest, h.head, ErrAhead)
	}
	p = wire.Past{Title: h.state.Title(), Head: h.head, At: q.At}
	if q.View == wire.Changes {
		p.Bouts, err = h.bouts(q.At)
	} else {
		err = h.read(&p, q)
	}
	p.People = h.named(p)
	return p, err
}

// read answers with a text and what is asked about it.
func (h *History) read(p *wire.Past, q wire.PastQuery) error {
	t, err := h.Text(q.At)
	if err != nil {
		return err
	}
	p.Text = meeting.Pieces(t)
	switch q.View {
	case wire.Compared:
		before, err := h.Text(q.From)
		if err != nil {
			return err
		}
		p.Before = meeting.Pieces(before)
		p.Delta, err = h.Between(q.From, q.At)
		return err
	case wire.Blamed:
		spans, err := h.Blame(q.At, 0, t.Len())
		for _, s := range spans {
			p.Blame = append(p.Blame, wire.Blame{Len: s.To - s.From, By: s.By, Version: s.Version, At: s.At})
		}
		return err
	}
	return nil
}

// bouts returns who changed how much of the draft in one go, up to a version.
func (h *History) bouts(upTo meeting.Version) (all []wire.Bout, err error) {
	err = h.past.Forward(upTo, func(c archive.Change, steps []archive.Step) error {
		n := len(all)
		if n == 0 || all[n-1].By != c.By || c.At.Sub(all[n-1].Over) > boutGap {
			all = append(all, wire.Bout{By: c.By, First: c.Number, Began: c.At})
			n++
		}
		b := &all[n-1]
		b.Last, b.Over = c.Number, c.At
		for _, s := range steps {
			b.Put, b.Took = b.Put+s.Put, b.Took+s.Took
		}
		return nil
	})
	return all, err
}

// named returns the people whom an answer speaks of, by their numbers.
func (h *History) named(p wire.Past) (all []wire.Writer) {
	numbers := map[text.Author]struct{}{}
	for _, pieces := range [][]meeting.Piece{p.Text, p.Before} {
		for _, one := range pieces {
			numbers[one.By] = struct{}{}
		}
	}
	for _, b := range p.Blame {
		numbers[b.By] = struct{}{}
	}
	for _, b := range p.Bouts {
		numbers[b.By] = struct{}{}
	}
	for n := range numbers {
		if person, ok := h.state.Person(n); ok {
			all = append(all, wire.Writer{Number: n, Name: person.Name, Delegation: person.Delegation})
		}
	}
	slices.SortFunc(all, func(a, b wire.Writer) int { return int(int64(a.Number) - int64(b.Number)) })
	return all
}
