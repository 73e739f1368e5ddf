package voice

import (
	"time"

	"parley/media/slot"
)

// A tide tells a queue from distance: a round trip much longer than the least
// of the last minute or two stands in one.
type tide struct {
	ground slot.Ground
	trip   time.Duration // the newest
	ebbs   bool          // it is shorter than the one before, or as old: there is nothing new to act on

	answers uint64 // how often the round trip was measured
	stale   bool   // it was not measured since the last look
}

// answered takes in how often the round trip was measured so far, 0 if that is not known. One long
// one, when the machine was busy, must not count each second until the next.
func (t *tide) answered(n uint64) {
	t.stale = n > 0 && n == t.answers
	t.answers = n
}

// queueAtLeast is how much longer a round trip must be to count as crowded.
const queueAtLeast = 200 * time.Millisecond

// crowded takes in a round trip, and reports whether there is a queue.
func (t *tide) crowded(now time.Time, trip time.Duration) bool {
	if trip <= 0 {
		return false
	}
	if trip != t.trip || t.answers > 0 {
		t.ebbs, t.trip = trip < t.trip || t.stale, trip
	}
	queue := t.ground.Above(now, trip)
	return queue > max(queueAtLeast, (trip-queue)/2)
}
