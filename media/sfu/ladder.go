package sfu

import (
	"time"

	"parley/media/red"
)

// When a listener gets what. A loss of a few per cent is mended by one copy; from
// aLot on, copies are often lost, too, and another one is needed.
const (
	some = 0.02
	aLot = 0.14
	// shaky is the jitter from which on packets are made longer: a queue on the way
	// is full, of packets more than of bytes.
	shaky = 80 * time.Millisecond
	// upAfter is how long a listener must have been fine for one step back.
	upAfter = 10 * time.Second
	// usualFrame is how many bytes a frame of speech has until that is known.
	usualFrame = 40
	// thrifty is how many bytes a frame has of speech that is wideband still, and little more.
	thrifty = 17
	// robust is the length of packets where there is loss: with two copies, a burst of 120
	// ms takes no packet together with both.
	robust = 2
	// reaches is how many frames a packet may reach back with its copies: two copies in packets of
	// 120 ms would have come when it is too late to speak with each other, and one in such of 60 does more.
	reaches = 12
)

// A wish is what a listener's client asks for itself.
type wish struct {
	frames   int  // a packet; 0: as we see fit
	depth    int  // copies; below 0: as we see fit
	complete bool // everything, whatever the delay
	bitrate  float64
	mouth    byte // how long its voice takes from the mouth to us, in units of 2 ms; 0: not known
}

// noWish leaves everything to us.
var noWish = wish{depth: -1}

// A condition is how a listener's link is.
type condition struct {
	loss   float64 // before anything was sent again, 0 to 1
	jitter time.Duration
	trip   time.Duration // 0: not known
	frame  float64       // bytes of a frame of what is heard
	red    bool          // the client can read RED
	obeys  bool          // who is heard makes frames smaller if told to
}

// cost is what speech takes in a shape, in bit/s. For copies a talker may be told to make
// smaller frames.
func (c condition) cost(f shape) float64 {
	if f.depth > 0 && c.obeys {
		return f.rate(min(c.frame, thrifty))
	}
	return f.rate(c.frame)
}

// A ladder chooses a listener's shape from its reports: worse at once, better
// after a while.
type ladder struct {
	shape shape
	since time.Time // since when a better one would have done; zero: it would not
}

// step takes in a report.
func (d *ladder) step(now time.Time, w wish, c condition) shape {
	target := best(w, c)
	better := target.depth < d.shape.depth || target.depth == d.shape.depth && target.length < d.shape.length
	switch {
	case w.frames > 0 && w.depth >= 0, !better: // it said so itself, or it is worse
		d.shape, d.since = target, time.Time{}
	case d.since.IsZero():
		d.since = now
	case now.Sub(d.since) >= upAfter:
		d.shape, d.since = closer(d.shape, target), now
	}
	if w.bitrate > 0 && c.cost(d.shape) > w.bitrate { // what was kept may not fit any more
		d.shape = target
	}
	return d.shape
}

// closer is one step from a shape to a better one.
func closer(from, to shape) shape {
	if from.depth > to.depth {
		from.depth--
		return from
	}
	from.length = max(to.length, from.length-min(from.length, 1))
	return from
}

// best is what a link asks for, as far as the wish allows it. Where the bit rate
// does not allow it, packets get longer first, and then have fewer copies.
func best(w wish, c condition) shape {
	need := shape{}
	switch {
	case w.complete: // what is lost is sent again
		need.length = robust
	case c.loss >= aLot, c.loss >= some && c.trip > worthAsking: // what one copy leaves comes too late when asked for
		need = shape{robust, 2}
	case c.loss >= some:
		need = shape{robust, 1}
	case c.jitter >= shaky:
		need.length = robust
	}
	if w.depth >= 0 {
		need.depth = uint8(min(w.depth, red.MaxDepth))
	}
	if !c.red {
		need.depth = 0
	}
	last := uint8(len(lengths) - 1)
	for i, n := range lengths {
		if n == w.frames {
			need.length, last = uint8(i), uint8(i)
		}
	}
	if w.bitrate <= 0 {
		return need
	}
	for depth := int(need.depth); depth >= 0; depth-- {
		for length := need.length; length <= last; length++ {
			// What the copies do not mend is sent again, too.
			f := shape{length, uint8(depth)}
			if w.frames == 0 && w.depth < 0 && f.frames()*(1+depth) > reaches {
				continue
			}
			if c.cost(f)*(1+power(c.loss, depth+1)) <= w.bitrate {
				return f
			}
		}
		if w.depth >= 0 {
			return shape{last, need.depth}
		}
	}
	return shape{last, 0}
}

func power(x float64, n int) float64 {
	p := 1.0
	for range n {
		p *= x
	}
	return p
}
