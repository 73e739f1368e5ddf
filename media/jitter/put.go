package jitter

import (
	"time"

	"parley/media/pcm"
)

// Put takes in a packet; the payload is copied. Packets that make no sense are
// counted and dropped.
func (b *Buffer) Put(p Packet) {
	if p.Samples <= 0 || p.Samples > most || p.Samples%grain != 0 || len(p.Payload) == 0 || len(p.Payload) > MaxPayload {
		b.counts.Refused++
		return
	}
	if b.epoch.IsZero() {
		b.epoch = p.Arrived
	}
	arrived := p.Arrived.Sub(b.epoch)
	sequence, start := b.follow(p)
	switch b.fits(sequence, start, p.Samples, arrived) {
	case another:
		b.begin(p)
		sequence, start = b.newest, b.newStamp
	case odd:
		b.counts.Refused++
		return
	}
	if c := b.cell(sequence); c.sequence == sequence {
		b.counts.Duplicates++
		return
	}
	b.counts.Packets++
	b.measure(p, sequence, arrived-pcm.Duration(start))
	if sequence < b.next || !b.fresh && start < b.at {
		b.counts.Late++
		return
	}
	b.advance(sequence, start)
	c := b.cell(sequence)
	c.sequence, c.waiting = sequence, true
	c.start, c.samples = start, p.Samples
	c.marker, c.speaker, c.arrived = p.Marker, p.Speaker, arrived
	c.size = copy(c.payload[:], p.Payload)
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
	b.next = b.newest - cells/2
	b.talker = p.Speaker
	b.arrival.forget(false)
}

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
	straggles := b.arrival.lateness(arrived-pcm.Duration(start)) < jump
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
// begins.
func (b *Buffer) measure(p Packet, sequence int64, transit time.Duration) {
	late := b.arrival.lateness(transit)
	other := p.Speaker != b.talker && sequence >= b.newest
	switch {
	case !b.arrival.known():
	case other, late > jump, late < -jump, p.Marker && late > b.arrival.target():
		b.arrival.forget(false)
	}
	if sequence >= b.newest {
		b.talker = p.Speaker
	}
	b.arrival.note(transit)
}

// advance makes sequence the newest if it is, and drops what no longer fits.
func (b *Buffer) advance(sequence, start int64) {
	if sequence > b.newest {
		b.newest, b.newStamp = sequence, start
	}
	oldest := b.newest - cells + 1
	if b.next >= oldest {
		return
	}
	gone := oldest - b.next
	for s := b.next; s < oldest && s < b.next+cells; s++ {
		if c := b.cell(s); c.waiting && c.sequence == s {
			c.waiting = false
			b.samples.shed += uint64(c.samples)
			gone--
		}
	}
	if !b.fresh {
		b.counts.Lost += uint64(gone)
	}
	b.next = oldest
	b.idle = true // the place reached is gone
}
