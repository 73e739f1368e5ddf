package device

import (
	"sync/atomic"
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

// graspFor is how long it is remembered how much a device took at once, twice that at most: when it
// begins, or was held up, it takes much more than usual.
const graspFor = 2 * time.Second

// A grasp is how many samples a device brings or takes at once, at most. One goroutine owns it.
type grasp struct {
	before int64
	since  time.Time
}

// most is the most of the last seconds; newest is that since it was last looked at.
func (g *grasp) most(newest *atomic.Int64, now time.Time) int64 {
	if now.Sub(g.since) > graspFor {
		g.before, g.since = newest.Swap(0), now
	}
	return max(g.before, newest.Load())
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
