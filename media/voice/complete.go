package voice

import (
	"time"

	"parley/media/link"
)

// Complete says what matters to who listens: that nothing is missing, 1 to 2.5 s
// late, or that the delay is low, as for who wants to speak. What was not played yet is lost when
// it is turned off: within a second the present is heard.
func (v *Voice) Complete(on bool) {
	if v.complete.Swap(on) == on {
		return
	}
	for _, h := range v.slots {
		h.complete(on)
	}
	if line := v.current(); line != nil {
		line.Wish(v.wish(int(v.appetite.Load())))
	}
}

// wish is what the server is to know about how we listen; at most so many bit/s,
// if it is not 0, are to come.
func (v *Voice) wish(bitrate int) link.Wish {
	return link.Wish{Complete: v.complete.Load(), Bitrate: bitrate, Mouth: time.Duration(v.told.Load())}
}
