package hub

import (
	"sync"
	"time"
)

const (
	// nudgeEvery is how often a little more is sent behind a welcome that nobody
	// has answered yet. TCP misses a packet only when others behind it arrive (RFC
	// 8985): the last one of a welcome that is lost takes two round trips and more
	// to be sent again, with something behind it one.
	nudgeEvery = 150 * time.Millisecond
	nudges     = 16
	// hushAfter is how long a welcome may stay unanswered before the sound of the
	// same person waits, so that the text has the line to itself.
	hushAfter = 900 * time.Millisecond
	// hushFor is how long the sound waits at most: a text that cannot come is no
	// reason for silence.
	hushFor = 6 * time.Second
)

// A firstWord is what is awaited behind a welcome: the first word of the
// client says that the text is there. Until then it is helped along. Whoever
// reads or writes the connection may use it.
type firstWord struct {
	nudge func() // nil: nothing is awaited
	hush  func(on bool)

	mu    sync.Mutex // guards the fields below
	heard bool
	sent  time.Time // when the welcome was written
	count int       // of nudges
	timer *time.Timer
	quiet bool
}

// welcomed says that the welcome has been written.
func (f *firstWord) welcomed() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.heard && f.nudge != nil {
		f.sent = time.Now()
		f.timer = time.AfterFunc(nudgeEvery, f.late)
	}
}

// late helps a welcome along that has not been answered.
func (f *firstWord) late() {
	f.mu.Lock()
	defer f.mu.Unlock()
	waited := time.Since(f.sent)
	switch {
	case f.heard:
		return
	case waited >= hushFor:
		f.turn(false)
		return
	case waited >= hushAfter:
		f.turn(true)
	}
	if f.count < nudges {
		f.count++
		f.nudge()
	}
	f.timer.Reset(nudgeEvery)
}

// came says that the client has said something, or has gone.
func (f *firstWord) came() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.heard {
		return
	}
	f.heard = true
	if f.timer != nil {
		f.timer.Stop()
	}
	f.turn(false)
}

// turn stops the sound, or lets it go on. The caller holds f.mu.
func (f *firstWord) turn(quiet bool) {
	if f.quiet != quiet {
		f.quiet = quiet
		f.hush(quiet)
	}
}
