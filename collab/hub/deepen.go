package hub

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"parley/collab/eventlog"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// A depth is how far back a meeting can place what somebody made, and when the
// whole log was last read for more.
type depth struct {
	oldest atomic.Uint64 // as the state says; written by the hall
	mu     sync.Mutex    // held by who reads the log
	next   time.Time     // before which it is not read again; guarded by mu

	until time.Time // the hall's: until then nothing that was read is forgotten
}

const (
	// keptDeep is how long all that was read is kept. Until then the log is not
	// read again, whoever asks for what.
	keptDeep = 5 * time.Minute
	// deepenAgain is after how long it is tried again when the log failed.
	deepenAgain = 10 * time.Second
)

// reach sees to it that what the attendee made on a version can be placed, if
// it can be: somebody was away for long. The attendee's own goroutine reads the
// log, and the meeting goes on meanwhile. Who may not write needs nothing.
func (l *hall) reach(a *attendee, need meeting.Version) {
	if !a.person.Role.Writes() || need >= l.depth.oldest.Load() {
		return
	}
	l.depth.mu.Lock()
	defer l.depth.mu.Unlock()
	if need >= l.depth.oldest.Load() || l.config.Now().Before(l.depth.next) {
		return
	}
	ctx := context.Background()
	state, recent := meeting.New(), newRecent(l.config.Limits, 0)
	err := l.deepen(ctx, state, recent)
	wait := keptDeep
	if err == nil {
		l.ask(func() { err = l.adopt(ctx, state, recent) })
	}
	if errors.Is(err, errRestarting) {
		return
	}
	if err != nil {
		wait = deepenAgain
		l.complain(fmt.Errorf("read the whole log: %w", err))
	}
	l.depth.next = l.config.Now().Add(wait)
}

// deepen makes a state go on with what the log has after it, up to what the
// log has now.
func (l *hall) deepen(ctx context.Context, state *meeting.State, recent *recent) error {
	return l.read(ctx, state.Head(), func(number uint64, entry []byte) error {
		select {
		case <-l.stops:
			return errRestarting
		default:
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
}

// adopt goes on with a state made of the whole log.
func (l *hall) adopt(ctx context.Context, state *meeting.State, recent *recent) error {
	err := l.goBack()
	if err == nil {
		err = l.catchUp(ctx) // another node may write too
	}
	if err == nil {
		err = l.deepen(ctx, state, recent)
	}
	switch {
	case err != nil:
		return err
	case state.Head() != l.state.Head():
		return fmt.Errorf("it ends at %d, and not at %d: %w", state.Head(), l.state.Head(), eventlog.ErrDamaged)
	}
	recent.continues(l.recent)
	l.state, l.recent, l.fence = state, recent, 0 // the new state has no place for a snapshot there
	l.shot = snapshot{}                           // made of the old one
	l.depth.until = l.config.Now().Add(keptDeep)
	l.depth.oldest.Store(l.state.Oldest())
	return nil
}
