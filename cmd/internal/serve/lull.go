package serve

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

const (
	// crowd is how many must have come for their handshakes to have left memory
	// behind that is worth giving back: some 30 kB each.
	crowd = 50
	// lull is for how long nobody must have come since.
	lull = 3 * time.Second
	// lookOften is how often it is looked who comes, and lookSeldom while nobody does.
	lookOften, lookSeldom = time.Second, 10 * time.Second
)

// How much garbage there may be, in percent of what is in use. While a crowd comes,
// each handshake leaves some and looking for it is what costs; once all sit and
// listen hardly any is made, and what there may be is memory that each listener takes.
const (
	usualGarbage = 50
	fewGarbage   = 20
	// someGarbage is how many bytes there may be in any case while people come: as
	// much as half of what a crowd has in use when it is in. The first of it would
	// else be looked through as often as all the rest.
	someGarbage = 5 << 20
)

// tidies gives memory back to the system when a crowd has come in, until ctx
// ends. The garbage of five hundred handshakes is twice what these people take
// from then on, and left alone the runtime keeps it for minutes. Who sets GOGC has
// decided how much garbage there may be.
func (s *Server) tidies(ctx context.Context) {
	tick := time.NewTimer(lookOften)
	defer tick.Stop()
	_, decided := os.LookupEnv("GOGC")
	var w lulls
	allowed := 0 // nothing was said yet
	inUse := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	for {
		select {
		case <-s.stirred:
			tick.Reset(lookOften)
		case now := <-tick.C:
			stats := s.hub.Stats()
			tidy := w.note(now, stats.Joined+stats.Returned)
			metrics.Read(inUse)
			if may := w.garbage(now, stats.People, inUse[0].Value.Uint64()); may != allowed && !decided {
				allowed = may
				debug.SetGCPercent(may)
			}
			if tidy {
				debug.FreeOSMemory()
			}
			next := w.next(now)
			s.resting.Store(next == lookSeldom)
			tick.Reset(next)
		case <-ctx.Done():
			return
		}
	}
}

// stir says that somebody has come: there may be a crowd behind.
func (s *Server) stir() {
	if s.resting.Swap(false) {
		select {
		case s.stirred <- struct{}{}:
		default:
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

// next is after how long to look again.
func (w *lulls) next(now time.Time) time.Duration {
	if now.Sub(w.last) <= lull {
		return lookOften
	}
	return lookSeldom
}

// garbage is how much there may be, after note, where so many bytes are in use: little
// while a crowd is there and nobody comes.
func (w *lulls) garbage(now time.Time, people int, inUse uint64) int {
	if people >= crowd && now.Sub(w.last) >= lull {
		return fewGarbage
	}
	const step = 10 // changing it stops everything for a moment
	return max(usualGarbage, someGarbage*100/int(max(inUse, 1<<20))/step*step)
}
