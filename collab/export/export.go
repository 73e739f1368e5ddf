// Package export makes of a meeting's log what goes out of the meeting: its
// draft with the changes and who made them, for files of any kind, its minutes,
// and the log itself for other programs. It reads events and nothing else, so
// that the same log always makes the same bytes. DESIGN.md has the reasons.
package export

import (
	"context"
	"errors"
	"fmt"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

// A Log is what is read, as package eventlog keeps it.
type Log interface {
	Read(ctx context.Context, meeting string, after uint64, f func(number uint64, entry []byte) error) error
}

// ErrNoVersion reports a version that the meeting does not have.
var ErrNoVersion = errors.New("the meeting has no such version")

// A step is an event of the log, the state that it led to, and what it did to
// the draft that was there before.
type step struct {
	meeting.Event
	state  *meeting.State
	did    delta.Delta // the zero Delta: nothing
	before text.Text
}

// errEnough ends the walk.
var errEnough = errors.New("enough")

// walk goes through the events up to and including the version, 0: all there
// are. Lines of chat that not everybody was to read are in no step.
func walk(ctx context.Context, log Log, name string, upTo meeting.Version, f func(step) error) error {
	return walkUntil(ctx, log, name, upTo, time.Time{}, f)
}

// walkUntil is walk as far as a moment, the zero time: all there is.
func walkUntil(ctx context.Context, log Log, name string, upTo meeting.Version, until time.Time, f func(step) error) error {
	state := meeting.New()
	err := log.Read(ctx, name, 0, func(number uint64, entry []byte) error {
		if upTo > 0 && number > upTo {
			return errEnough
		}
		e, err := wire.DecodeEvent(number, entry)
		if err != nil {
			return err
		}
		if !until.IsZero() && e.At.After(until) {
			return errEnough
		}
		e, _, _ = e.Open()
		before := state.Text()
		did, err := state.Did(e)
		if err != nil {
			return err
		}
		return f(step{e, state, did, before})
	})
	switch {
	case err != nil && !errors.Is(err, errEnough):
		return fmt.Errorf("read the log of meeting %s: %w", name, err)
	case state.Head() == 0 && meeting.OfLog(name) > 1:
		return fmt.Errorf("there is no document %d: %w", meeting.OfLog(name), meeting.NoDocument)
	case state.Head() == 0:
		return fmt.Errorf("meeting %s has no log: %w", name, ErrNoVersion)
	case upTo > state.Head():
		return fmt.Errorf("version %d of %d: %w", upTo, state.Head(), ErrNoVersion)
	}
	return nil
}

// voice is who speaks where somebody does: the delegation, or the name of
// somebody without one.
func voice(s *meeting.State, by text.Author) string {
	p, known := s.Person(by)
	switch {
	case !known:
		return ""
	case p.Delegation == "":
		return p.Name
	}
	return p.Delegation
}
