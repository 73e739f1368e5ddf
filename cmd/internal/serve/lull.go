package serve

import (
	"context"
	"runtime/debug"
	"time"
)

const (
	// crowd is how many must have come for their handshakes to have left memory
	// behind that is worth giving back: some 30 kB each.
	crowd = 50
	// lull is for how long nobody must have come since.
	lull = 3 * time.Second
)

// tidies gives memory back to the system when a crowd has come in, until ctx
// ends. The garbage of five hundred handshakes is twice what these people take
// from then on, and left alone the runtime keeps it for minutes.
func (s *Server) tidies(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var w lulls
	for {
		select {
		case now := <-tick.C:
			stats := s.hub.Stats()
			if w.note(now, stats.Joined+stats.Returned) {
				debug.FreeOSMemory()
			}
		case <-ctx.Done():
			return
		}
	}
}

// lulls finds the moments after a crowd.
type lulls struct {
	tidied, came uint64    // how many had come then, and at the last look
	last         time.Time // when somebody came last
}

// note takes in how many have come by now, and reports whether it is such a
// moment.
func (w *lulls) note(now time.Time, came uint64) bool {
	if came != w.came {
		w.came, w.last = came, now
	}
	if w.came < w.tidied+crowd || now.Sub(w.last) < lull {
		return false
	}
	w.tidied = w.came
	return true
}
