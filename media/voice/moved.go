package voice

import (
	"context"
	"errors"
	"net/netip"
	"time"
)

// errMoved says that an attempt was called off because the network changed.
var errMoved = errors.New("this machine has changed its network")

// mover is a line that wants to know that the network has changed, as a
// link.Link does.
type mover interface {
	Moved(gone []netip.Addr, slept time.Duration)
}

// Moved tells that this machine's network is not what it was: addresses that it
// does not have any more, or that it slept. The line looks whether it can go on,
// and who waits to dial waits no longer.
func (v *Voice) Moved(gone []netip.Addr, slept time.Duration) {
	if m, ok := v.current().(mover); ok {
		m.Moved(gone, slept)
		return
	}
	select {
	case v.moved <- struct{}{}:
	default:
	}
}

// dialUnlessMoved makes one attempt, and calls it off when the network changes.
func (v *Voice) dialUnlessMoved(ctx context.Context) (Line, error) {
	select {
	case <-v.moved: // this attempt knows already
	default:
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	over, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		select {
		case <-v.moved:
			cancel(errMoved)
		case <-over:
		}
	}()
	line, err := v.dial(ctx)
	close(over)
	<-watched
	return line, err
}
