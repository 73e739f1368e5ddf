package voice

import "time"

// restTick is how often microphone and speaker are looked after while there is
// no device and nothing is said or heard: a client that only waits should not
// keep a machine awake.
const restTick = 16 * tick

// A clockwork is a clock that goes slower while there is nothing to do.
type clockwork struct {
	*time.Ticker
	resting bool
}

func newClockwork() clockwork { return clockwork{Ticker: time.NewTicker(tick)} }

// rest has it go slowly, or as usual.
func (c *clockwork) rest(on bool) {
	if on == c.resting {
		return
	}
	if c.resting = on; on {
		c.Reset(restTick)
	} else {
		c.Reset(tick)
	}
}

// nothingIn reports whether there is no microphone, and nobody wants to speak.
func (v *Voice) nothingIn() bool { return v.mic.source == nil && !v.talk.Load() }

// nothingOut reports whether there is no speaker, and nobody is heard.
func (v *Voice) nothingOut() bool {
	if v.ear.sink != nil {
		return false
	}
	for _, h := range v.slots {
		if h.sounds() {
			return false
		}
	}
	return true
}

// sounds reports whether somebody is heard in the slot.
func (h *hearing) sounds() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.shown.active
}
