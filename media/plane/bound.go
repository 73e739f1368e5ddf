package plane

import "time"

// A bucket bounds how often something may happen: burst times at once and
// rate times a second for ever. It belongs to one goroutine.
type bucket struct {
	level float64 // how many more are allowed now
	at    time.Time
}

const (
	// packetRate bounds what one peer may send, in packets a second. A client
	// sends 50 at most, and a few reports.
	packetRate  = 200
	packetBurst = 400
)

// take reports whether it may happen once more.
func (b *bucket) take(now time.Time) bool {
	if b.at.IsZero() {
		b.level = packetBurst
	} else {
		b.level = min(b.level+packetRate*max(now.Sub(b.at), 0).Seconds(), packetBurst)
	}
	b.at = now
	if b.level < 1 {
		return false
	}
	b.level--
	return true
}
