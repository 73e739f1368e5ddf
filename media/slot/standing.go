package slot

import "time"

// groundFor is how long the shortest way is remembered, in two halves.
const groundFor = time.Minute

// A Ground is the least of something over the last minute or two: of a way, what distance
// alone makes of it. The zero Ground knows nothing.
type Ground struct {
	least [2]time.Duration // of the half under way, and of the one before
	known [2]bool
	until time.Time // the end of the half under way
}

// Above takes in what was found now, and returns how much more it is than the least.
func (g *Ground) Above(now time.Time, d time.Duration) time.Duration {
	if now.After(g.until) {
		g.least[1], g.known[1], g.known[0], g.until = g.least[0], g.known[0], false, now.Add(groundFor)
	}
	if !g.known[0] || d < g.least[0] {
		g.least[0], g.known[0] = d, true
	}
	if g.known[1] {
		return d - min(g.least[0], g.least[1])
	}
	return d - g.least[0]
}

// standsFor is how long all must be late at least to stand in a queue, counted in halves: what a network or a
// busy machine held up for a moment comes together, the last of it in time.
const standsFor = 500 * time.Millisecond

// An Arrived is a packet that came.
type Arrived struct {
	Sequence uint16
	At       time.Time
	Way      time.Duration // how long it was under way, on two clocks that are not set alike
}

// A Standing tells a queue from packets that are late for other reasons: in a queue even the
// fastest of some are late (Nichols and Jacobson, Controlling Queue Delay, ACM Queue 10(5), 2012). The
// zero Standing is ready to use.
type Standing struct {
	fastest [3]Arrived // of the half of standsFor under way, and of the two before
	until   time.Time  // the end of the half under way
	ground  Ground
	queue   time.Duration
	from    time.Time // when what its timestamps count began: they wrap
	ts      uint32
}

// Note takes in a packet that came and ended, by its sender's clock, at a timestamp. It reports
// whether that completes half of standsFor.
func (s *Standing) Note(now time.Time, seq uint16, ts uint32) (told bool) {
	if moved := int32(ts - s.ts); s.from.IsZero() || moved > jumps || moved < -jumps {
		*s = Standing{from: now.Add(-time.Duration(ts) * time.Second / ClockRate)}
	} else if moved < 0 != (ts < s.ts) { // it has wrapped, forward or back
		wrap := time.Duration(1<<32) * time.Second / ClockRate
		if moved < 0 {
			wrap = -wrap
		}
		s.from = s.from.Add(wrap)
	}
	s.ts = ts
	a := Arrived{seq, now, now.Sub(s.from) - time.Duration(ts)*time.Second/ClockRate}
	if told = now.After(s.until); told {
		if now.Sub(s.until) > standsFor { // what came before says nothing about now
			s.fastest = [3]Arrived{}
		}
		s.fastest[2], s.fastest[1], s.fastest[0], s.until = s.fastest[1], s.fastest[0], a, now.Add(standsFor/2)
	}
	if a.Way < s.fastest[0].Way {
		s.fastest[0] = a
	}
	if above := s.ground.Above(now, a.Way); told {
		s.queue = above - a.Way + s.Fastest().Way
	}
	return told
}

// jumps is by how much timestamps may differ from one packet to the next and still count on: an hour.
const jumps = 3600 * ClockRate

// Fastest is the packet that was least late over the last half second or a little more.
func (s *Standing) Fastest() Arrived {
	least := s.fastest[0]
	for _, f := range s.fastest[1:] {
		if !f.At.IsZero() && f.Way < least.Way {
			least = f
		}
	}
	return least
}

// Queue is how long what comes stands in a queue, as of the last half of standsFor.
func (s *Standing) Queue() time.Duration { return s.queue }
