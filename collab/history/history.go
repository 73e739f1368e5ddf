// Package history reads what has become of a meeting's draft out of its log:
// the text at any version, what happened between two, and who wrote what is
// there, when. The past comes compacted out of the log's newest snapshot, the
// rest out of the log itself.
package history

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"parley/collab/archive"
	"parley/collab/delta"
	"parley/collab/eventlog"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

// A Log is what is read, as package eventlog keeps it.
type Log interface {
	Read(ctx context.Context, meeting string, after uint64, f func(number uint64, entry []byte) error) error
	Snapshot(ctx context.Context, meeting string) (at uint64, b []byte, err error)
}

// ErrAhead reports a version that the log does not have yet.
var ErrAhead = errors.New("ahead of the log")

// A History is the draft of one meeting and its past, as they were when it was
// opened. It does not change: any number of goroutines may ask it.
type History struct {
	state *meeting.State // nobody changes it any more
	head  meeting.Version
	text  text.Text // at head
	past  *archive.Past
}

// Open reads the history of the meeting as far as its log goes now.
func Open(ctx context.Context, log Log, name string) (*History, error) {
	h, err := open(ctx, log, name)
	if err != nil {
		return nil, fmt.Errorf("open the history of meeting %s: %w", name, err)
	}
	return h, nil
}

// open begins at the newest snapshot; before the first event where no snapshot
// is of use. A log that ends before its own snapshot is damaged: what it lost
// is not served as if it were there.
func open(ctx context.Context, log Log, name string) (*History, error) {
	at, b, err := log.Snapshot(ctx, name)
	if err != nil && !errors.Is(err, eventlog.ErrDamaged) {
		return nil, err
	}
	if b != nil {
		if state, past, err := archive.Open(at, b, wire.DecodeSnapshot); err == nil {
			err = follow(ctx, log, name, state, past)
			if err == nil {
				return &History{state, state.Head(), state.Text(), past}, nil
			}
			if errors.Is(err, eventlog.ErrDamaged) || ctx.Err() != nil {
				return nil, err
			}
		}
	}
	state, past := meeting.New(), &archive.Past{}
	if err := follow(ctx, log, name, state, past); err != nil {
		return nil, err
	}
	return &History{state, state.Head(), state.Text(), past}, nil
}

// follow takes in what the log has after the state. The entry that the state
// ends with must be there, too.
func follow(ctx context.Context, log Log, name string, state *meeting.State, past *archive.Past) error {
	at := state.Head()
	last := max(at, 1) - 1
	err := log.Read(ctx, name, last, func(number uint64, entry []byte) error {
		e, err := wire.DecodeEvent(number, entry)
		if last = number; err != nil || number <= at {
			return err
		}
		before := state.Text()
		did, err := state.Did(e)
		if err != nil {
			return err
		}
		return past.Add(archive.Change{Number: e.Number, At: e.At, By: e.By}, did, before)
	})
	if err == nil && last < at {
		err = fmt.Errorf("the log ends at entry %d, before its own snapshot at %d: %w", last, at, eventlog.ErrDamaged)
	}
	return err
}

// Head returns the newest version.
func (h *History) Head() meeting.Version { return h.head }

// Text returns the draft at a version, everything by the author it had then.
// It costs as much as has happened since.
func (h *History) Text(v meeting.Version) (text.Text, error) {
	if v > h.head {
		return text.Text{}, fmt.Errorf("the text at version %d of %d: %w", v, h.head, ErrAhead)
	}
	t, err := h.past.Text(h.text, v)
	if err != nil {
		return text.Text{}, fmt.Errorf("the text at version %d: %w", v, err)
	}
	return t, nil
}

// Between returns what makes the draft at version to of the one at version
// from, which may be the later one: what happened in between composed, and not
// a comparison of two texts.
func (h *History) Between(from, to meeting.Version) (delta.Delta, error) {
	if from > to {
		back, _, err := h.back(to, from)
		return back, err
	}
	back, newer, err := h.back(from, to)
	if err != nil {
		return delta.Delta{}, err
	}
	return back.Invert(newer.Slice), nil
}

// back returns what makes the text at version old of the one at version recent,
// and the latter.
func (h *History) back(old, recent meeting.Version) (d delta.Delta, newer text.Text, err error) {
	if newer, err = h.Text(recent); err != nil {
		return d, newer, err
	}
	var undone []delta.Delta
	length := newer.Len()
	err = h.past.Back(old, func(c archive.Change, steps []archive.Step) error {
		if c.Number > recent {
			return nil
		}
		for _, s := range steps {
			d, err := s.Delta(length)
			if err != nil {
				return err
			}
			undone, length = append(undone, d), d.NewLen()
		}
		return nil
	})
	if err == nil {
		d, err = compose(undone, newer.Len())
	}
	if err != nil {
		err = fmt.Errorf("the changes between versions %d and %d: %w", old, recent, err)
	}
	return d, newer, err
}

// compose makes one change of many, by halves: so each is looked at log n
// times, and not n.
func compose(all []delta.Delta, length int) (delta.Delta, error) {
	switch n := len(all); n {
	case 0:
		return delta.Replace(length, 0, 0, ""), nil
	case 1:
		return all[0], nil
	default:
		first, err := compose(all[:n/2], length)
		if err != nil {
			return delta.Delta{}, err
		}
		second, err := compose(all[n/2:], first.NewLen())
		if err != nil {
			return delta.Delta{}, err
		}
		return first.Compose(second)
	}
}

// A Span is a stretch of text that one author put there with one event: the
// code points [From, To). Text that an undo brought back is its first author's
// again, since the event that brought it.
type Span struct {
	From, To int
	By       text.Author
	Version  meeting.Version
	At       time.Time
}

// Blame returns who wrote the code points [from, to) of the draft at a version,
// in order and without gaps.
func (h *History) Blame(v meeting.Version, from, to int) ([]Span, error) {
	t, err := h.Text(v)
	if err != nil {
		return nil, err
	}
	if from < 0 || to < from || to > t.Len() {
		return nil, fmt.Errorf("blame [%d, %d) of version %d, which has %d code points", from, to, v, t.Len())
	}
	events, origin, err := h.origins(v)
	if err == nil && origin.Len() != t.Len() {
		err = fmt.Errorf("the changes make %d code points, the text has %d: %w", origin.Len(), t.Len(), archive.ErrMalformed)
	}
	if err != nil {
		return nil, fmt.Errorf("blame version %d: %w", v, err)
	}
	var spans []Span
	for o := range origin.Spans(from, to) {
		c := events[o.By]
		for a := range t.Spans(o.From, o.To) {
			n := len(spans)
			if n > 0 && spans[n-1].Version == c.Number && spans[n-1].By == a.By {
				spans[n-1].To = a.To
				continue
			}
			spans = append(spans, Span{a.From, a.To, a.By, c.Number, c.At})
		}
	}
	return spans, nil
}

// origins returns a text as long as the draft at a version, in which the
// author of a code point is the place of its change among the changes.
func (h *History) origins(v meeting.Version) ([]archive.Change, text.Text, error) {
	var events []archive.Change
	var origin text.Text
	err := h.past.Forward(v, func(c archive.Change, steps []archive.Step) error {
		mark := text.Author(len(events))
		events = append(events, c)
		for _, s := range steps {
			if s.At+s.Took > origin.Len() {
				return fmt.Errorf("change %d: %w", c.Number, archive.ErrMalformed)
			}
			origin = origin.Splice(s.At, s.Took, strings.Repeat("x", s.Put), mark)
		}
		return nil
	})
	return events, origin, err
}
