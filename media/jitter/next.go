package jitter

import (
	"time"

	"parley/media/pcm"
)

// A Kind is what to do for the next stretch of sound.
type Kind int

const (
	Silence Kind = iota // nobody speaks, or what is said is waited for: play silence
	Play                // decode Payload and play it
	Conceal             // a frame is missing: make something up
	Mend                // a frame is missing and Payload, the one after it, carries a coarse copy; it comes again as Play
	Skip                // decode Payload so that the codec keeps up, but do not play it
)

// An Ease says how a stretch may bring the delay nearer to the target without
// being noticed: in a pause by its whole length, in speech by a little.
type Ease int

const (
	Keep     Ease = iota
	Shorten       // leave it out if it is quiet, or else play it a little faster
	Lengthen      // play as much silence after it if it is quiet, or else play it a little slower
)

// A Step is the next stretch of sound.
type Step struct {
	Kind    Kind
	Ease    Ease   // only with Play
	Samples int    // how long the stretch is
	Payload []byte // with Play, Skip and Mend; valid until the next call of Next
	Speaker uint32 // whose packet Payload is
}

const (
	slackBelow = 15 * time.Millisecond // under the target before a stretch is lengthened
	slackAbove = 25 * time.Millisecond // over the target before one is shortened
)

// Next says what sounds next. It is asked whenever sound is needed, that is each
// 20 ms while frames are that long; what is asked for at once is answered at once.
// The delay is nothing but the distance between now and the place reached, so a
// caller that leaves a stretch out, or plays more than it was told, changes it.
func (b *Buffer) Next(now time.Time) Step {
	head := b.head()
	if head == nil {
		return b.starve()
	}
	at := now.Sub(b.epoch)
	missing := b.missing(head)
	if missing > 0 && b.holds(head, missing, at) {
		return b.hold()
	}
	if !b.idle && b.spurtOver(head, missing) {
		b.idle = true
	}
	if b.idle {
		if at < b.due(head) {
			return silence
		}
		b.resume(head, missing)
		missing = 0
	}
	if gap := head.start - b.at - int64(b.hidden); gap > 0 && missing > 0 && !b.strict {
		return b.bridge(head, int(gap))
	}
	return b.take(head, missing, at)
}

var silence = Step{Kind: Silence, Samples: pcm.FrameSize}

// missing is how many packets that did not come would have had their turn before
// head.
func (b *Buffer) missing(head *cell) int64 {
	if b.fresh {
		return 0
	}
	return b.want.missing(b.next, head.sequence)
}

// starve is what sounds when nothing is there: the sound goes on for a moment,
// then the spurt is over. Whether anything was missing shows later.
func (b *Buffer) starve() Step {
	if b.idle {
		return silence
	}
	if b.hidden >= patient {
		b.idle = true
		return silence
	}
	b.hidden += pcm.FrameSize
	return Step{Kind: Conceal, Samples: pcm.FrameSize}
}

// holds reports that playout waits for what is missing before head: it has been
// asked for, and completeness matters more than delay.
func (b *Buffer) holds(head *cell, missing int64, at time.Duration) bool {
	b.want.held = b.want.complete && b.gone(head, missing) > 0 && at-pcm.Duration(head.start)-b.soonest() < giveUp
	return b.want.held
}

// hold is what sounds meanwhile. The place does not move, and nothing counts as
// made up: what is waited for will be heard.
func (b *Buffer) hold() Step {
	if b.idle || b.hidden >= patient {
		return silence
	}
	b.hidden += pcm.FrameSize
	return Step{Kind: Conceal, Samples: pcm.FrameSize}
}

// gone is how much of the gap before head the missing packets would have
// filled, in samples.
func (b *Buffer) gone(head *cell, missing int64) int64 {
	filled := missing*int64(max(b.usual, head.packet)) - b.bridged
	for _, i := range b.order[:b.held] {
		c := &b.cells[i]
		if !c.copied || c.sequence != head.sequence {
			break
		}
		filled -= int64(c.samples)
	}
	return min(max(head.start-b.at, 0), max(filled, 0))
}

// spurtOver reports that between the place reached and head nobody spoke, or
// that so much is missing that making it up is of no use.
func (b *Buffer) spurtOver(head *cell, missing int64) bool {
	gap := head.start - b.at
	switch {
	case head.marker && gap > 0 || head.speaker != b.heard:
		return true
	case missing == 0:
		return gap > 0
	}
	return gap > max(b.gone(head, missing), int64(b.hidden)) || gap > int64(b.hidden)+patient
}

// due is when the first frame of a spurt should sound, since epoch: when the
// slowest that are waited for would have come.
func (b *Buffer) due(head *cell) time.Duration {
	base := b.soonest() + pcm.Duration(head.start)
	if !head.copied {
		base = min(base, head.arrived)
	}
	return base + b.Target()
}

// resume begins a spurt at head.
func (b *Buffer) resume(head *cell, missing int64) {
	if b.fresh {
		b.next, b.at = head.sequence, head.start
	}
	switch gone := b.gone(head, missing); { // did what was made up stand for something?
	case gone > 0:
		b.samples.concealed += uint64(gone)
	case head.start == b.at && !b.want.complete: // who wants everything waited for it
		b.samples.concealed += uint64(b.hidden)
	}
	b.lose(head, missing)
	b.fresh, b.idle = false, false
	b.hidden = 0
	b.at = head.start
	b.heard = head.speaker
}

// lose counts the packets missing before head, once.
func (b *Buffer) lose(head *cell, missing int64) {
	b.counts.Lost += uint64(missing)
	if head.sequence > b.next {
		b.next, b.bridged = head.sequence, 0
	}
}

// bridge fills the gap before head where packets are missing.
func (b *Buffer) bridge(head *cell, gap int) Step {
	n := min(gap, pcm.FrameSize)
	b.at += int64(n)
	b.bridged += int64(n)
	if gap <= pcm.FrameSize && head.coarse {
		b.samples.mended += uint64(n)
		return Step{Kind: Mend, Samples: n, Payload: b.hand(head), Speaker: head.speaker}
	}
	b.samples.concealed += uint64(n)
	return Step{Kind: Conceal, Samples: n}
}

// take gives out head.
func (b *Buffer) take(head *cell, missing int64, at time.Duration) Step {
	if !b.want.complete || missing > 0 {
		b.samples.concealed += uint64(b.hidden)
	}
	b.hidden = 0
	b.delay = at - pcm.Duration(head.start) - b.soonest()
	b.pass(head)
	waiting, target := b.waiting(), b.Target()
	s := Step{Kind: Play, Samples: head.samples, Payload: b.hand(head), Speaker: head.speaker}
	length := pcm.Duration(int64(head.samples))
	switch {
	case waiting > target+b.surplus() || b.strict && waiting > 0 && b.delay > target+slackAbove:
		s.Kind = Skip
		b.samples.shed += uint64(head.samples)
	case b.delay > target+slackAbove && waiting > length:
		s.Ease = Shorten
	case b.delay < target-slackBelow:
		s.Ease = Lengthen
	}
	if s.Kind == Play {
		b.strict = false
		b.samples.frames += uint64(head.samples)
		if head.copied {
			b.samples.mended += uint64(head.samples)
		}
	}
	b.heard = head.speaker
	b.drop()
	return s
}

// surplus is how much more than the target may wait before some is thrown away
// unheard. Who wants everything gets it all, as far as there is room.
func (b *Buffer) surplus() time.Duration {
	if b.want.complete {
		return surplusOfAll
	}
	return surplus
}

// pass moves the place reached behind head.
func (b *Buffer) pass(head *cell) {
	if head.copied {
		b.bridged += int64(head.samples)
	} else if head.sequence >= b.next {
		b.counts.Lost += uint64(b.missing(head))
		b.next, b.bridged = head.sequence+1, 0
		b.usual = head.packet
	}
	b.at = max(b.at, head.end())
}

// hand copies a payload to where Put does not write.
func (b *Buffer) hand(c *cell) []byte {
	return b.out[:copy(b.out[:], c.payload[:c.size])]
}
