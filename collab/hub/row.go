package hub

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"parley/collab/delta"
	"parley/collab/eventlog"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

// A rowLog is a log that takes several entries at once, so that none waits for
// the word on the one before.
type rowLog interface {
	AppendRow(ctx context.Context, meeting string, after uint64, entries [][]byte) (kept int, err error)
}

// A placed is an event that the state has and the log has not yet, or a refusal
// in its place.
type placed struct {
	event   meeting.Event
	entry   []byte
	did     delta.Delta
	before  text.Text
	check   uint32
	refused error // why there is none; nil: there is
}

// row takes one person's commands in their order. Edits behind the first go into
// the log together, where it can.
func (l *hall) row(a *attendee, commands []meeting.Command) (owed float64) {
	log, rows := l.config.Log.(rowLog)
	edits := func(c meeting.Command) bool { _, ok := c.Ask.(meeting.Edit); return ok }
	for i, c := range commands {
		if rows && i > 0 && len(commands)-i > 1 && !slices.ContainsFunc(commands[i:], func(c meeting.Command) bool { return !edits(c) }) {
			return owed + l.together(a, log, commands[i:])
		}
		before := l.state.Walked()
		l.command(a, c)
		owed += l.weighWalk(c, l.state.Walked()-before)
	}
	return owed
}

// together places edits one after the other, writes them down, and then tells
// everybody: none is told before it is on disk. What cannot be written down has
// not happened, and the state is made anew without it.
func (l *hall) together(a *attendee, log rowLog, commands []meeting.Command) (owed float64) {
	if _, in := l.inside[a]; !in || l.astray {
		return 0 // sent again elsewhere; or, astray, the author is on the way out
	}
	after := l.state.Head()
	var all []placed
	var entries [][]byte
	for _, c := range commands {
		if c.Number <= l.state.Last(a.person.Number) {
			continue
		}
		before := l.state.Walked()
		p := l.place(a, c)
		owed += l.weighWalk(c, l.state.Walked()-before)
		if all = append(all, p); p.refused == nil {
			entries = append(entries, p.entry)
		}
	}
	began := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), appendWithin)
	defer cancel()
	kept, err := log.AppendRow(ctx, l.name, after, entries)
	l.config.Appended(time.Since(began) / time.Duration(max(kept, 1)))
	for _, p := range all {
		var why meeting.Refusal
		switch {
		case errors.As(p.refused, &why):
			a.say(meeting.Refused{Command: p.event.Command, Why: why})
			continue
		case p.refused != nil: // a mistake of ours, and no event of that number
			err = errors.Join(err, p.refused)
			continue
		case p.event.Number <= after+meeting.Version(kept):
			l.counts.events.Add(1)
			if failed := l.tell(p, a); failed != nil {
				err = errors.Join(err, failed)
			}
			continue
		}
		break
	}
	if err != nil {
		l.unwritten(a, err)
	}
	return owed
}

// place has an edit happen in the state.
func (l *hall) place(a *attendee, c meeting.Command) (p placed) {
	p.event = meeting.Event{Number: l.state.Head() + 1, At: l.config.Now().UTC().Truncate(time.Millisecond), By: a.person.Number, Command: c.Number, Base: c.Base}
	if p.refused = l.allows(a.person, c); p.refused != nil {
		return p
	}
	if p.event.What, p.refused = l.means(a, c); p.refused != nil {
		return p
	}
	if p.entry, p.refused = wire.EncodeEvent(p.event); p.refused != nil {
		return p
	}
	p.before = l.state.Text()
	if p.did, p.refused = l.state.Did(p.event); p.refused == nil {
		p.check = l.sum(a)
	}
	return p
}

// unwritten is for a log that did not take all that the state has: it sends the
// author away, who keeps what is left and brings it again.
func (l *hall) unwritten(a *attendee, err error) {
	l.astray = true
	l.complain(err)
	if err := l.goBack(); err != nil {
		l.complain(err)
	}
	a.bye(wire.Unkept)
	l.away(a)
}

// goBack makes a state that is ahead of the log anew, from the log. Until that
// succeeds nobody comes in and nothing is taken.
func (l *hall) goBack() error {
	if !l.astray {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), appendWithin)
	defer cancel()
	state, recent := meeting.New(), newRecent(l.config.Limits, 0)
	told := l.recent.head()
	stop := errors.New("that is all that was told")
	err := l.read(ctx, 0, func(number uint64, entry []byte) error {
		if number > told {
			return stop
		}
		e, err := wire.DecodeEvent(number, entry)
		if err == nil {
			err = state.Apply(e)
		}
		if err != nil {
			return err
		}
		return recent.take(e, entry)
	})
	switch {
	case err != nil && !errors.Is(err, stop):
		return fmt.Errorf("go back to what the log has: %w", err)
	case state.Head() != told:
		return fmt.Errorf("go back to what the log has: it ends at %d, and %d was told: %w", state.Head(), told, eventlog.ErrDamaged)
	}
	recent.continues(l.recent)
	l.state, l.recent, l.fence, l.astray = state, recent, 0, false
	l.shot = snapshot{}
	l.depth.oldest.Store(l.state.Oldest())
	return l.catchUp(ctx) // what was kept although the log did not say so
}
