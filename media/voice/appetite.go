package voice

import "time"

// An appetite decides what to wish for in the other direction: less than what comes
// when it stands in a queue, and slowly more again. It is pure, as the ladder is.
type appetite struct {
	wish     int // bit/s; 0: no wish
	tide     tide
	changed  time.Time
	trouble  time.Time
	queued   int  // round trips in a row that were too long
	grown    bool // the last change was for more
	patience time.Duration
}

const (
	// leastWish is below what a voice at the lowest rate takes; enoughWish is as good as
	// none.
	leastWish, enoughWish = 10000, 80000
	// digests is how long a wish for less has to work before the next: the talkers hear of it
	// after some seconds, and what stands in the queue comes first.
	digests = 6 * time.Second
	// idleBelow is kbit/s: so little stands in no queue of its own making.
	idleBelow = 8
	// believed is how many round trips in a row make a queue. One is long for many reasons: a
	// machine that was busy for a moment must not cost the copies that a lossy way needs.
	believed = 2
)

// look takes in the round trip and what comes in, in kbit/s, and returns the wish.
func (a *appetite) look(now time.Time, trip time.Duration, kbitIn float64) int {
	if a.patience == 0 {
		a.patience = patience
	}
	switch crowded := a.tide.crowded(now, trip); {
	case crowded:
		a.trouble = now
		if !a.tide.stale {
			a.queued++
		}
		if a.queued < believed || kbitIn < idleBelow || now.Sub(a.changed) < digests || a.tide.ebbs {
			break
		}
		if a.grown {
			a.patience = min(2*a.patience, mostPatience)
		}
		a.wish = max(int(kbitIn*1000*3/4), leastWish)
		a.changed, a.grown = now, false
	default:
		a.queued = 0
		a.grow(now)
	}
	return a.wish
}

// grow wishes for more if all has been well for long enough.
func (a *appetite) grow(now time.Time) {
	if a.wish == 0 || now.Sub(a.trouble) <= a.patience || now.Sub(a.changed) <= a.patience {
		return
	}
	a.wish = a.wish * 5 / 4
	a.changed, a.grown = now, true
	if a.wish > enoughWish {
		a.wish, a.patience = 0, patience
	}
}
