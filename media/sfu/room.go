package sfu

import (
	"time"

	"parley/media/slot"
)

const (
	// stands is how much longer the way must be than the shortest for a queue to stand on it, and
	// empty up to when there is none: packets of several lengths take longer on a slow link, too.
	stands, empty = 90 * time.Millisecond, 50 * time.Millisecond
	// fills is the share of what a link carries that sound may take: reports, checks and the text need
	// some, and what stands in a queue is to come through.
	fills = 0.88
	// leastOf is the least share of what is sent that there is room for at once: half a second shows little, and it
	// may have been the machine that was busy.
	leastOf = 0.65
	// full is from which queue on what is lost did not fit, rather than was lost in the air; where that is as much
	// as overflows of all, a queue that does not grow any more shows no less that there is too little room.
	full, overflows = 300 * time.Millisecond, 0.3
	// drains is how long less sound has to work, beside the queue that stood there.
	drains = time.Second
	// measuredFor is over how long at least it is measured what a link carries.
	measuredFor = 400 * time.Millisecond
	// leastRoom is less than speech takes at least, in bit/s, so that who speaks knows that there is no room for any;
	// enoughRoom is as good as no limit.
	leastRoom, enoughRoom = 5_000, 64_000
	// widens is by how much more room is tried when no queue has stood for long enough.
	widens = 1.15
	// spurt is the longest time between two packets in one stretch of speech. After pause there is nothing
	// of it in any queue: what is late then is late for another reason, as that a sound card was opened anew.
	spurt, pause = 400 * time.Millisecond, time.Second
	// grows is by how much a queue is longer from one look to the next for which there is no room: clocks
	// and ways change, too, and stay as they are then.
	grows = 8 * time.Millisecond
	// elsewhere is how long a way may be longer, whatever is sent, until that is taken to be how long it is.
	elsewhere = 15 * time.Second
)

// A flow counts what is sent over a link, for its room.
type flow struct {
	bytes  float64       // with all headers
	lost   float64       // of these, those that did not come, where that is known
	busy   time.Duration // of the time, when there was something
	last   time.Time
	pauses int
}

// add takes in a packet.
func (f *flow) add(now time.Time, bytes int) {
	f.bytes += float64(bytes)
	if d := now.Sub(f.last); d < spurt {
		f.busy += d
	} else {
		f.busy += 20 * time.Millisecond
		if d >= pause {
			f.pauses++
		}
	}
	f.last = now
}

// lose takes in packets that did not come.
func (f *flow) lose(bytes int) {
	f.bytes += float64(bytes)
	f.lost += float64(bytes)
}

// A room is what sound may take on a link so that no queue stands there, which the delay tells, not
// the loss: what is lost in the air is lost at any rate. The zero room is unlimited.
type room struct {
	bits     float64 // a second, with all headers; 0: no limit
	ground   slot.Ground
	queue    time.Duration // at the last look
	from     flow          // since when it is measured what the link carries
	queued   time.Duration // how long the queue was then
	known    bool
	changed  time.Time
	trouble  time.Time // when a queue stood last
	dry      time.Time // when there was none last
	grown    bool      // the last change was for more
	patience time.Duration
}

// note takes in how long the fastest of some packets were under way, on two clocks that need not
// agree, and what was sent so far. sent says that f was counted where it was sent, not where it came. It
// reports whether the room has changed.
func (r *room) note(now time.Time, way time.Duration, f flow, sent bool) (changed bool) {
	if r.patience == 0 {
		r.patience, r.trouble, r.changed = riseAfter, now, now.Add(-time.Minute)
	}
	if f.pauses != r.from.pauses || now.Sub(r.dry) > elsewhere {
		r.ground, r.known = slot.Ground{}, false
	}
	before := r.queue
	r.queue = r.ground.Above(now, way)
	switch {
	case !r.known, r.queue <= empty:
		r.dry = now
		r.begin(f)
	case r.queue > stands:
		r.trouble = now
		grows := r.queue >= before+grows || r.queue > full && f.lost-r.from.lost > overflows*(f.bytes-r.from.bytes)
		if now.Sub(r.changed) > drains+r.queue && before > stands && grows {
			return r.narrow(now, f, sent)
		}
	}
	return r.widen(now)
}

// begin begins to measure what the link carries.
func (r *room) begin(f flow) { r.from, r.queued, r.known = f, r.queue, true }

// narrow makes room for what the link carries: what came through it while the queue grew.
func (r *room) narrow(now time.Time, f flow, sent bool) bool {
	came, spoken := f.busy-r.from.busy, f.busy-r.from.busy // how long it took to come and to be sent
	if grown := r.queue - r.queued; sent {
		came += grown
	} else {
		spoken -= grown
	}
	if came < measuredFor {
		return false
	}
	bits, least := (f.bytes-r.from.bytes)*8, float64(leastRoom)
	if r.queue > full {
		bits -= (f.lost - r.from.lost) * 8
	} else {
		least = max(least, leastOf*bits/max(spoken, came/2).Seconds())
	}
	if r.grown {
		r.patience = min(2*r.patience, mostPatience)
	}
	r.bits = max(fills*bits/came.Seconds(), least)
	r.changed, r.grown = now, false
	r.begin(f)
	return true
}

// widen tries more when no queue has stood for long enough.
func (r *room) widen(now time.Time) bool {
	if r.bits == 0 || now.Sub(r.trouble) < r.patience || now.Sub(r.changed) < r.patience {
		return false
	}
	r.bits *= widens
	r.changed, r.grown = now, true
	if r.bits > enoughRoom {
		r.bits, r.patience = 0, riseAfter
	}
	return true
}

// limits returns the lesser of two limits, each 0 for none.
func limits(a, b float64) float64 {
	if a == 0 || b > 0 && b < a {
		return b
	}
	return a
}
