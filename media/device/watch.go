package device

import "time"

// stallsAfter is how long a device may stand still before it is taken for gone.
// miniaudio does not notice a PulseAudio server that dies.
const stallsAfter = 3 * time.Second

// A watch sees whether a counter still moves. One goroutine owns it.
type watch struct {
	count uint64
	since time.Time // when count was first seen
}

// stalled reports that count has not changed for too long.
func (w *watch) stalled(count uint64, now time.Time) bool {
	if count != w.count || w.since.IsZero() {
		w.count, w.since = count, now
	}
	return now.Sub(w.since) > stallsAfter
}
