package hub

import (
	"sync/atomic"
	"time"
)

const (
	// backSoonest is when the first person of a server that restarts comes
	// back: about as long as a restart takes.
	backSoonest = 500 * time.Millisecond
	// backEvery is the time between two who come back. A join costs some 2 ms of
	// one core, TLS and DTLS included, and 50 a second leave most of it to those
	// who are in: 500 people are back within 10.5 s.
	backEvery = 20 * time.Millisecond
	// backLatest is when the last one comes, of however many.
	backLatest = time.Minute
)

// A spread gives each person of a server that goes away a moment of their own
// to come back. Chance would do, but has lumps.
type spread struct{ given atomic.Int64 }

// next returns after how long the next person comes back.
func (s *spread) next() time.Duration {
	n := time.Duration(s.given.Add(1) - 1)
	turns := (backLatest - backSoonest) / backEvery
	return backSoonest + n%turns*backEvery
}
