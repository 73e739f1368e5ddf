package session

import "time"

// The waits between tries: none before the first retry, then twice as long
// each time, jittered so that a room full of clients does not come back as one.
const (
	firstWait   = 250 * time.Millisecond
	longestWait = 15 * time.Second
	steady      = 10 * time.Second // a line that stood longer starts from the beginning
	restartWait = 2 * time.Second  // over which clients spread when the server restarts
	unkeptWait  = 4 * time.Second  // a full disk is not empty at once, and a line that comes and goes tires
)

// A backoff says how long to wait before the next try. random returns a number
// in [0, 1).
type backoff struct {
	lost   int // lines or tries lost since the last steady line
	random func() float64
}

// stood is told that a line stood for so long.
func (b *backoff) stood(d time.Duration) {
	if d > steady {
		b.lost = 0
	}
}

// next returns the wait after one more loss: from half to the whole of 0.25 s,
// 0.5 s, 1 s and so on, up to 15 s.
func (b *backoff) next() time.Duration {
	b.lost++
	if b.lost == 1 {
		return 0
	}
	whole := longestWait
	if doublings := b.lost - 2; doublings < 6 {
		whole = min(firstWait<<doublings, longestWait)
	}
	return b.jitter(whole/2, whole)
}

// afterRestart returns the wait when the server said that it restarts.
func (b *backoff) afterRestart() time.Duration { return b.jitter(0, restartWait) }

// afterUnkept returns the least wait when the server could not write to its
// disk.
func (b *backoff) afterUnkept() time.Duration { return b.jitter(unkeptWait/2, unkeptWait) }

func (b *backoff) jitter(from, to time.Duration) time.Duration {
	return from + time.Duration(b.random()*float64(to-from))
}
