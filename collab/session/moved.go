package session

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"time"
)

// longSleep is how long a machine must have slept for its line to be given up
// unasked: servers and routers forget, and asking takes as long as dialling.
const longSleep = 10 * time.Second

// hints are what was said about the network and not acted upon.
type hints struct {
	changed bool // the network did, or the machine slept; else it only seems so
	gone    []netip.Addr
	slept   time.Duration
}

// Moved tells that this machine's network is not what it was: addresses that it
// does not have any more, or that it slept. A line that went through such an
// address, or slept for long, is dialled again at once; any other is asked
// whether it is still there; and who waits to dial waits no longer.
func (s *Session) Moved(gone []netip.Addr, slept time.Duration) {
	s.mu.Lock()
	s.hints.changed = true
	s.hints.gone = append(s.hints.gone, gone...)
	s.hints.slept = max(s.hints.slept, slept)
	s.mu.Unlock()
	signal(s.moved)
	s.each(func(d *Session) { d.Moved(gone, slept) })
}

// Doubt tells that something seems wrong with the way to the server: the line
// is asked at once whether it is still there. Who waits to dial goes on waiting,
// as a server that restarts seems wrong to all of its people at once.
func (s *Session) Doubt() {
	signal(s.moved)
	s.each((*Session).Doubt)
}

// hinted takes what was said.
func (s *Session) hinted() hints {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.hints
	s.hints = hints{}
	return h
}

// over returns why a line from an address is over, or nil.
func (h hints) over(from net.Addr) error {
	if h.slept >= longSleep {
		return ErrSlept
	}
	if at, ok := from.(*net.TCPAddr); ok && slices.Contains(h.gone, at.AddrPort().Addr().Unmap().WithZone("")) {
		return ErrMoved
	}
	return nil
}

// move acts on what was said about the network.
func (l *line) move(end context.CancelCauseFunc) {
	if why := l.s.hinted().over(l.door.socket.LocalAddr()); why != nil {
		end(why)
		l.door.socket.Close() // a farewell would only wait
		return
	}
	if !l.owed() {
		l.door.socket.ask()
	}
	l.door.socket.hint()
	l.hurried.Store(true)
	signal(l.s.wake)
}

// dialUnlessMoved dials, and gives up when the network has changed meanwhile:
// packets that went out by the old one are not answered.
func (s *Session) dialUnlessMoved(ctx context.Context, hello string) (*door, error) {
	s.hinted() // what was before, this try knows already
	select {
	case <-s.moved:
	default:
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	over, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		for {
			select {
			case <-s.moved:
				if h := s.hinted(); len(h.gone) > 0 || h.slept >= longSleep {
					cancel(ErrMoved)
				}
			case <-over:
				return
			}
		}
	}()
	d, err := s.dial(ctx, hello)
	close(over)
	<-watched
	if err == nil && ctx.Err() != nil && context.Cause(ctx) == ErrMoved {
		d.ws.CloseNow()
		d.socket.Close()
		return nil, fmt.Errorf("dial: %w: %w", errUnheard, ErrMoved)
	}
	return d, err
}
