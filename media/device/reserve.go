package device

import (
	"time"

	"parley/media/pcm"
)

const (
	reserveStep = pcm.FrameSize / 2 // 10 ms
	reserveMost = 8 * reserveStep
	calmAfter   = 10 * time.Second // without a hole until a step is taken back
)

// A reserve is how much more is kept ready for a device because it was left
// short before. One goroutine owns it.
type reserve struct {
	holes uint64
	since time.Time // of the last hole, or step back
	extra int
}

// samples is the reserve, given how many holes there have been so far.
func (r *reserve) samples(holes uint64, now time.Time) int {
	switch {
	case holes != r.holes:
		r.extra = min(r.extra+reserveStep, reserveMost)
		r.holes, r.since = holes, now
	case r.extra > 0 && now.Sub(r.since) > calmAfter:
		r.extra -= reserveStep
		r.since = now
	}
	return r.extra
}
