package voice

import (
	"time"

	"parley/media/pcm"
)

// hushAfter is how long digital silence makes a microphone mute. One that works
// has some noise. The person is to be told within three seconds.
const hushAfter = 2500 * time.Millisecond

// A hush looks for a microphone that brings no sound at all. One goroutine owns
// it. The zero hush begins when it is first asked.
type hush struct{ since time.Time }

// note takes in the level of a frame, or Quietest where there is none, and
// reports whether there has been nothing for so long that the microphone seems to
// be switched off.
func (h *hush) note(level float64, now time.Time) bool {
	if level > pcm.Quietest || h.since.IsZero() {
		h.since = now
	}
	return now.Sub(h.since) > hushAfter
}
