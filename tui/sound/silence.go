package sound

import "time"

// SilenceCloses is after how long a silence the microphone of who has the floor
// is closed: nobody thinks that long before the next sentence.
const SilenceCloses = 30 * time.Second

// speech is the least level of a microphone, in dBov, that is taken for speech.
const speech = -50

// A Silence watches for how long nothing was said into an open microphone. The
// zero Silence is ready.
type Silence struct{ loud time.Time }

// Over reports whether nothing has been said for SilenceCloses while the
// microphone was watched.
func (q *Silence) Over(s Status, watched bool, now time.Time) bool {
	if !watched || s.MicLevel > speech || q.loud.IsZero() {
		q.loud = now
	}
	return now.Sub(q.loud) >= SilenceCloses
}
