package device

import (
	"errors"
	"time"
)

// ErrStill reports a sound device that could be opened and never moved: it takes
// no sound, or brings none.
var ErrStill = errors.New("the sound device does nothing")

// How long a device may stand still before it is taken for gone. miniaudio does
// not notice a PulseAudio server that dies. The person is to be told within three
// seconds; but a card may take two to begin.
const (
	beginsWithin = 2500 * time.Millisecond
	stallsAfter  = 2 * time.Second
)

// A watch sees whether a counter still moves. One goroutine owns it.
type watch struct {
	count uint64
	since time.Time // when count was first seen
}

// verdict is ErrStill or ErrGone where the device has not moved for too long,
// or has said itself that it stopped; else nil.
func (w *watch) verdict(count uint64, stopped bool, now time.Time) error {
	switch stalled := w.stalled(count, now); {
	case stalled && count == 0:
		return ErrStill
	case stalled || stopped:
		return ErrGone
	}
	return nil
}

// stalled reports that count has not changed for too long.
func (w *watch) stalled(count uint64, now time.Time) bool {
	if count != w.count || w.since.IsZero() {
		w.count, w.since = count, now
	}
	if count == 0 {
		return now.Sub(w.since) > beginsWithin
	}
	return now.Sub(w.since) > stallsAfter
}
