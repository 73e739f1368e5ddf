package sfu

import (
	"time"

	"parley/media/red"
	"parley/media/slot"
)

// A piece is one Opus packet on its way into a slot: as it came, or out of a
// copy, or from what was held back.
type piece struct {
	from      *member
	speaker   uint32
	slot      int
	index     uint64 // its place in the slot's Stream
	timestamp uint32 // by the slot's clock
	marker    bool
	samples   int
	frames    int // of 20 ms; 0: it has others
	place     int // frames of its run before it
	payload   []byte
}

// frame is the length of a frame that is joined with others, in samples.
const frame = slot.ClockRate / 50

// framesIn returns how many frames of 20 ms a packet has, or 0 if it has others.
func framesIn(payload []byte) int {
	if len(payload) == 0 || red.FrameSamples(payload[0]) != frame {
		return 0
	}
	return red.Samples(payload) / frame
}

// A run is the frames that follow one another in a slot without a gap. Its
// packets are cut at the same places for all listeners, so that one may change
// from one length to another where both are cut.
type run struct {
	next  uint64 // the index that goes on with it
	end   uint32 // its clock's time so far
	place int    // frames so far
	from  *member
}

// note places a piece in the run, or begins another with it.
func (r *run) note(p *piece) {
	switch {
	case p.index < r.next: // it comes late, and is in no run any more
		return
	case p.index != r.next, p.timestamp != r.end, p.marker, p.from != r.from:
		r.place = 0
	}
	p.place = r.place
	r.next, r.end, r.from = p.index+1, p.timestamp+uint32(p.samples), p.from
	r.place += p.frames
}

// A held packet was not forwarded when it came: nobody spoke in it, or others
// were louder.
type held struct {
	seq, samples int
	ts           uint32
	marker       bool
	payload      []byte
}

// preRoll is how much of what a talker said right before it is heard is sent
// first, so that the first syllable is not cut.
const preRoll = 200 * time.Millisecond

// mostHeld bounds the packets of preRoll.
const mostHeld = int(preRoll / (20 * time.Millisecond))

// A past is what a talker said last and nobody heard. The zero past is empty.
type past struct {
	ssrc    uint32
	packets [mostHeld]held
	first   int
	n       int
}

// hold keeps a packet, and returns the number of the one that has to go for it.
func (h *past) hold(seq uint16, ts uint32, marker bool, payload []byte) (gone uint16, full bool) {
	if full = h.n == mostHeld; full {
		gone = uint16(h.packets[h.first].seq)
		h.first, h.n = (h.first+1)%mostHeld, h.n-1
	}
	k := &h.packets[(h.first+h.n)%mostHeld]
	k.seq, k.ts, k.marker, k.samples = int(seq), ts, marker, red.Samples(payload)
	k.payload = append(k.payload[:0], payload...)
	h.n++
	return gone, full
}

// take empties the past. It calls drop for each packet that is too long before
// the one with that number and time, or not followed up to it, and then pass for
// the others.
func (h *past) take(seq uint16, ts uint32, drop func(seq uint16), pass func(*held)) {
	first := h.n
	for total := 0; first > 0; first-- {
		k := &h.packets[(h.first+first-1)%mostHeld]
		total += k.samples
		if uint16(k.seq)+1 != seq || k.samples == 0 || k.ts+uint32(k.samples) != ts || total > int(preRoll*slot.ClockRate/time.Second) {
			break
		}
		seq, ts = uint16(k.seq), k.ts
	}
	for i := range h.n {
		k := &h.packets[(h.first+i)%mostHeld]
		if i < first {
			drop(uint16(k.seq))
		} else {
			pass(k)
		}
	}
	h.n = 0
}
