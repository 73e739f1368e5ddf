package jitter

import (
	"time"

	"parley/media/pcm"
)

// Put takes in a packet; the payloads are copied. Packets that make no sense are
// counted and dropped.
func (b *Buffer) Put(p Packet) {
	length := own(p.Frames)
	if length == 0 {
		b.counts.Refused++
		return
	}
	if b.epoch.IsZero() {
		b.epoch = p.Arrived
	}
	arrived := p.Arrived.Sub(b.epoch)
	sequence, start := b.follow(p)
	switch b.fits(sequence, start, length, arrived) {
	case another:
		b.begin(p)
		sequence, start = b.newest, b.newStamp
	case odd:
		b.counts.Refused++
		return
	}
	before := b.newest
	f := b.want.note(sequence, before, arrived)
	if f == twice {
		b.counts.Duplicates++
		return
	}
	b.counts.Packets++
	switch {
	case f == recovered && p.Marker: // asked for before it was there
		f = once
	case f == recovered:
		b.counts.Recovered++
	}
	b.measure(p, sequence, arrived-pcm.Duration(start+int64(length)), pcm.Duration(int64(length)), f)
	if sequence >= b.newest {
		b.newest, b.newStamp, b.length = sequence, start, length
		b.spanned(length)
	}
	b.want.mend(sequence, p.Frames, length)
	if !b.fresh && start+int64(length) <= b.at || b.fresh && sequence < b.next {
		b.counts.Late++
	}
	for i := range p.Frames {
		b.keep(&p, &p.Frames[i], sequence, start, length, arrived)
	}
}

// spanned takes in the length of a packet. Those at the end of a spurt may be
// shorter than the usual ones, so only some in a row count.
func (b *Buffer) spanned(length int) {
	if b.shorter++; length >= b.span || b.shorter > fewer {
		b.span, b.shorter = length, 0
	}
}

// fewer is how many packets in a row must be shorter to be the usual ones.
const fewer = 8

// soonest is when the first sample of a packet of the usual length can be here, on
// the clock of the sender: it waits for the last one there.
func (b *Buffer) soonest() time.Duration {
	return b.arrival.fastest + pcm.Duration(int64(b.span))
}

// own is how long the packet's own frames sound together; 0 if the frames make
// no sense.
func own(frames []Frame) (length int) {
	if len(frames) == 0 || len(frames) > MaxFrames {
		return 0
	}
	for _, f := range frames {
		if f.Samples <= 0 || f.Samples > most || f.Samples%grain != 0 || f.Offset%grain != 0 ||
			f.Offset < -back || f.Offset < 0 && f.Offset+f.Samples > 0 || f.Offset > most ||
			len(f.Payload) == 0 || len(f.Payload) > MaxPayload {
			return 0
		}
		if f.Offset >= 0 {
			length = max(length, f.Offset+f.Samples)
		}
	}
	if length > most {
		return 0
	}
	return length
}

// reach is how far back the copies in a packet go, in samples.
func reach(frames []Frame) (samples int) {
	for _, f := range frames {
		samples = max(samples, -f.Offset)
	}
	return samples
}

// keep puts one frame of a packet in its place, unless it comes too late or is
// there already.
func (b *Buffer) keep(p *Packet, f *Frame, sequence, start int64, length int, arrived time.Duration) {
	from := start + int64(f.Offset)
	copied := f.Offset < 0
	if !b.fresh && from < b.at || b.fresh && sequence < b.next || copied && (b.fresh && b.held == 0 || p.Marker && p.Speaker != b.heard) {
		return
	}
	if b.held == cells {
		b.overflow()
	}
	c := b.place(from, from+int64(f.Samples))
	if c == nil {
		return
	}
	c.sequence, c.copied = sequence, copied
	c.start, c.samples, c.packet = from, f.Samples, length
	c.marker, c.coarse, c.speaker, c.arrived = p.Marker && f.Offset == 0, f.Coarse, p.Speaker, arrived
	c.size = copy(c.payload[:], f.Payload)
}

// overflow makes room by throwing away the oldest frame.
func (b *Buffer) overflow() {
	c := b.head()
	b.samples.shed += uint64(c.samples)
	b.pass(c)
	b.drop()
	b.idle = true // the place reached is gone
}

// follow counts sequence number and timestamp on from the newest packet, over
// their wraps.
func (b *Buffer) follow(p Packet) (sequence, start int64) {
	if !b.started {
		b.begin(p)
	}
	return b.newest + int64(int16(p.Sequence-uint16(b.newest))),
		b.newStamp + int64(int32(p.Timestamp-uint32(b.newStamp)))
}

// begin starts afresh with p as the first packet of a stream. The numbers start
// high enough for what was sent before p and comes after it.
func (b *Buffer) begin(p Packet) {
	b.flush()
	b.started, b.odds = true, 0
	b.newest = 1<<16 + int64(p.Sequence)
	b.newStamp = 1<<32 + int64(p.Timestamp)
	b.length, b.span, b.shorter = own(p.Frames), 0, 0
	b.next = b.newest - earlier
	b.talker = p.Speaker
	b.arrival.forget(false)
	b.want.begin(b.newest)
}

// earlier is how many packets before the first that came may come after it.
const earlier = 32

// A fit says whether a packet belongs to the stream so far.
type fit int

const (
	same    fit = iota
	another     // it begins another stream
	odd         // it is out of step, perhaps a straggler of another stream
)

// fits compares the step in timestamps with the step in sequence numbers from
// the newest packet. Old packets that fit nowhere, or would have been under way for
// too long, are only believed to be a new stream when several come in a row.
func (b *Buffer) fits(sequence, start int64, samples int, arrived time.Duration) fit {
	straggles := b.arrival.lateness(arrived-pcm.Duration(start+int64(samples))) < max(jump, b.want.age()+jump/2)
	ahead, step := sequence-b.newest, start-b.newStamp
	switch {
	case ahead > leap, ahead >= 0 && step%grain != 0, ahead > 0 && step < ahead*grain:
		return another
	case ahead > 0, ahead == 0 && step == 0, ahead > -behind && step%grain == 0 && step <= ahead*grain && step+int64(samples) <= 0 && straggles:
		b.odds = 0
		return same
	}
	if b.odds++; b.odds < believed {
		return odd
	}
	return another
}

// measure learns how late the packet is, and finds out where a new time base
// begins. What was asked for says nothing about the link's own delay.
func (b *Buffer) measure(p Packet, sequence int64, transit, length time.Duration, f found) {
	if f == recovered {
		return
	}
	late := b.arrival.lateness(transit)
	other := p.Speaker != b.talker && sequence >= b.newest
	switch {
	case !b.arrival.known():
	case other, late > jump, late < -jump, p.Marker && late > b.late():
		b.arrival.forget(false)
	}
	if sequence >= b.newest {
		b.talker = p.Speaker
	}
	b.arrival.note(transit, length)
}
