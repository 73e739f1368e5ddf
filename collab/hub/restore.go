package hub

import (
	"context"
	"errors"
	"fmt"
	"time"

	"parley/collab/archive"
	"parley/collab/eventlog"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// restore takes the meeting up from its newest snapshot and what the log has
// after it, or from the whole log. A snapshot that is damaged is said to be so,
// and not used.
func (l *hall) restore(ctx context.Context) error {
	at, b, err := l.config.Log.Snapshot(ctx, l.name)
	if errors.Is(err, eventlog.ErrDamaged) {
		l.config.Logger.Warn("a snapshot is damaged; an older one or the whole log is used", "meeting", l.name, "why", err)
	} else if err != nil {
		return err
	}
	if b == nil {
		return l.catchUp(ctx)
	}
	state, past, err := archive.Open(at, b, wire.DecodeSnapshot)
	if err != nil {
		l.config.Logger.Warn("a snapshot makes no sense; the whole log is used", "meeting", l.name, "why", err)
		return l.catchUp(ctx)
	}
	l.state, l.past, l.saved = state, past, at
	err = l.readBehind(ctx, at)
	if err == nil || errors.Is(err, eventlog.ErrDamaged) || ctx.Err() != nil {
		return err
	}
	l.config.Logger.Warn("a snapshot does not fit its log; the whole log is used", "meeting", l.name, "why", err)
	l.state, l.past, l.saved, l.recent = meeting.New(), &archive.Past{}, 0, newRecent(l.config.Limits, 0)
	return l.catchUp(ctx)
}

// readBehind makes happen what the log has after the snapshot at at. Of what
// came before that it takes in what is sent again to people who lost the line.
func (l *hall) readBehind(ctx context.Context, at meeting.Version) error {
	from := meeting.Version(0)
	if resume := meeting.Version(l.config.Limits.Resume); at > resume {
		from = at - resume
	}
	l.recent = newRecent(l.config.Limits, from)
	last := from
	err := l.read(ctx, from, func(number uint64, entry []byte) error {
		e, err := wire.DecodeEvent(number, entry)
		if err != nil {
			return err
		}
		if last = number; number > at {
			return l.happen(e, entry, nil)
		}
		return l.recent.take(e, entry)
	})
	if err == nil && last < at {
		err = fmt.Errorf("the log ends at entry %d, before its own snapshot at %d: %w", last, at, eventlog.ErrDamaged)
	}
	return err
}

// read reads the log, and tells how far it is where that takes its time.
func (l *hall) read(ctx context.Context, after meeting.Version, f func(number uint64, entry []byte) error) error {
	const every = time.Second
	told := l.config.Now()
	return l.config.Log.Read(ctx, l.name, after, func(number uint64, entry []byte) error {
		if now := l.config.Now(); now.Sub(told) >= every {
			told = now
			l.config.Reading(l.name, number)
		}
		return f(number, entry)
	})
}
