package jitter

import (
	"time"

	"parley/media/pcm"
)

// A Kind is what to do for the next stretch of sound.
type Kind int

const (
	Silence Kind = iota // nobody speaks: play silence
	Play                // decode Payload and play it
	Conceal             // a packet is missing: make something up
	Mend                // a packet is missing and Payload, the one after it, may carry a copy; it comes again as Play
	Skip                // decode Payload so that the codec keeps up, but do not play it
)

// An Ease says how a stretch may bring the delay nearer to the target without
// being noticed, if it turns out to be quiet.
type Ease int

const (
	Keep     Ease = iota
	Shorten       // if it is quiet, leave it out
	Lengthen      // if it is quiet, play as much silence after it
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
	slackBelow = 20 * time.Millisecond // under the target before a stretch is lengthened
	slackAbove = 30 * time.Millisecond // over the target before one is shortened
)

// Next says what sounds next. It is asked whenever sound is needed, that is each
// 20 ms while packets are that long; what is asked for at once is answered at once.
// The delay is nothing but the distance between now and the place reached, so a
// caller that leaves a stretch out, or plays more than it was told, changes it.
func (b *Buffer) Next(now time.Time) Step {
	head := b.head()
	if head == nil {
		return b.starve()
	}
	at := now.Sub(b.epoch)
	if !b.idle && b.spurtOver(head) {
		b.idle = true
	}
	if b.idle {
		if at < b.due(head) {
			return silence
		}
		b.resume(head)
	}
	if gap := head.start - b.at - int64(b.hidden); gap > 0 && head.sequence > b.next {
		return b.bridge(head, int(gap))
	}
	return b.take(head, at)
}

var silence = Step{Kind: Silence, Samples: pcm.FrameSize}

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

// spurtOver reports that between the place reached and head nobody spoke, or
// that so much is missing that making it up is of no use.
func (b *Buffer) spurtOver(head *cell) bool {
	gap, missing := head.start-b.at, head.sequence-b.next
	switch {
	case head.marker || head.speaker != b.heard:
		return true
	case missing == 0:
		return gap > 0
	}
	return gap > max(missing*int64(max(b.usual, head.samples)), int64(b.hidden)) || gap > int64(b.hidden)+patient
}

// due is when the first packet of a spurt should sound, since epoch: when the
// slowest that are waited for would have come.
func (b *Buffer) due(head *cell) time.Duration {
	target := b.arrival.target()
	return min(b.arrival.fastest+pcm.Duration(head.start), head.arrived) + target
}

// resume begins a spurt at head.
func (b *Buffer) resume(head *cell) {
	if b.fresh {
		b.next = head.sequence
	}
	missing := head.sequence - b.next
	if missing > 0 || head.start == b.at { // so what was made up stood for something
		b.samples.concealed += uint64(b.hidden)
	}
	b.counts.Lost += uint64(missing)
	b.fresh, b.idle = false, false
	b.hidden = 0
	b.next, b.at = head.sequence, head.start
	b.heard = head.speaker
}

// bridge fills the gap before head where packets are missing.
func (b *Buffer) bridge(head *cell, gap int) Step {
	if gap > pcm.FrameSize {
		b.at += pcm.FrameSize
		b.samples.concealed += pcm.FrameSize
		return Step{Kind: Conceal, Samples: pcm.FrameSize}
	}
	b.at += int64(gap)
	b.samples.mended += uint64(gap)
	return Step{Kind: Mend, Samples: gap, Payload: b.hand(head), Speaker: head.speaker}
}

// take gives out head.
func (b *Buffer) take(head *cell, at time.Duration) Step {
	b.counts.Lost += uint64(head.sequence - b.next)
	b.samples.concealed += uint64(b.hidden)
	b.hidden = 0
	b.delay = at - pcm.Duration(head.start) - b.arrival.fastest
	waiting, target := b.waiting(), b.arrival.target()

	s := Step{Kind: Play, Samples: head.samples, Payload: b.hand(head), Speaker: head.speaker}
	length := pcm.Duration(int64(head.samples))
	switch {
	case waiting > target+surplus:
		s.Kind = Skip
		b.samples.shed += uint64(head.samples)
	case b.delay > target+slackAbove && waiting > length:
		s.Ease = Shorten
	case b.delay < target-slackBelow:
		s.Ease = Lengthen
	}
	if s.Kind == Play {
		b.samples.frames += uint64(head.samples)
	}
	head.waiting = false
	b.next, b.at = head.sequence+1, head.start+int64(head.samples)
	b.usual, b.heard = head.samples, head.speaker
	return s
}

// hand copies a payload to where Put does not write.
func (b *Buffer) hand(c *cell) []byte {
	return b.out[:copy(b.out[:], c.payload[:c.size])]
}
