package device

import (
	"time"

	"parley/media/pcm"
)

// behindAtMost is how many frames are made up for after the machine was held up;
// after a longer time, such as a night asleep, they are let go.
const behindAtMost = 50

// A Pace counts frames off against the clock, so that they neither drift nor are lost
// to a late tick. The zero Pace starts when it is first asked.
type Pace struct {
	start time.Time
	done  int64
}

// Due is how many frames have become due since the last call.
func (p *Pace) Due(now time.Time) int {
	if p.start.IsZero() {
		p.start = now
	}
	due := int64(now.Sub(p.start)/pcm.FrameTime) + 1 - p.done
	switch {
	case due <= 0:
		return 0
	case due > behindAtMost:
		p.start, p.done = now, 1
		return 1
	}
	p.done += due
	return int(due)
}
