package sfu

import (
	"time"

	"parley/media/red"
	"parley/media/slot"
)

// A lane is one slot's packets of one length: the same for all listeners who
// want that length, with numbers of its own. It belongs to whoever holds
// Server.turn.
type lane struct {
	slot, frames int
	need         uint8  // bit d: somebody gets them with d copies
	next         uint64 // the Stream's number that goes on with it; 0: it does not run
	newest       uint64 // its own newest number
	gaps         [keptGaps]gap
	lastGap      int
	joiner       red.Joiner
	head         packet // what the joined packet will say
	end          uint32 // when, by the slot's clock, it ends so far
	since        time.Time
	last         *member   // who was heard last
	speaker      uint32    // as whom
	tail         uint32    // when, by the slot's clock, the newest packet ends
	rests        time.Time // when its copies have to go if nothing follows; zero: not at all
	trail        red.Trail // of what was sent
	sent         cache
}

// keptGaps is how many gaps a lane remembers, to fill them when what was lost
// comes late.
const keptGaps = 16

// A gap is numbers left out because the talker's packets did not come.
type gap struct{ from, to, at uint64 }

// A packet is what a packet says beside its payload.
type packet struct {
	from      *member
	speaker   uint32
	timestamp uint32
	marker    bool
}

func (p *piece) head() packet { return packet{p.from, p.speaker, p.timestamp, p.marker} }

// run takes a piece in, and hands over each packet that is whole.
func (ln *lane) run(now time.Time, p *piece, send func(*lane, *sent)) {
	switch {
	case ln.next == 0:
		ln.trail.Forget()
		ln.gaps = [keptGaps]gap{}
	case p.index < ln.next:
		ln.fill(p, send)
		return
	case p.index > ln.next:
		ln.flush(send)
		ln.skip(p.index)
	}
	ln.next = p.index + 1
	ln.rests = time.Time{}
	if ln.need&^1 != 0 {
		ln.rests = now.Add(time.Duration(p.samples)*time.Second/slot.ClockRate + stall)
	}
	if ln.joiner.Len() > 0 && (p.place == 0 || p.timestamp != ln.end || p.frames+ln.joiner.Len() > ln.frames) {
		ln.flush(send)
	}
	if p.frames == 0 || p.frames >= ln.frames || !ln.join(now, p) {
		ln.flush(send)
		ln.newest++
		ln.emit(ln.newest, p.head(), p.payload, send)
		return
	}
	if (p.place+p.frames)%ln.frames == 0 {
		ln.flush(send)
	}
}

// join adds a piece to those that will be one packet.
func (ln *lane) join(now time.Time, p *piece) bool {
	first := ln.joiner.Len() == 0
	if !ln.joiner.Add(p.payload) {
		return false
	}
	if first {
		ln.head, ln.since = p.head(), now
	}
	ln.end = p.timestamp + uint32(p.samples)
	return true
}

// flush sends what is joined so far.
func (ln *lane) flush(send func(*lane, *sent)) {
	if ln.joiner.Len() == 0 {
		return
	}
	var b [maxPayload]byte
	payload := ln.joiner.Take(b[:0])
	ln.newest++
	ln.emit(ln.newest, ln.head, payload, send)
}

// whole reports whether nothing is joined that is still to be sent.
func (ln *lane) whole() bool { return ln == nil || ln.joiner.Len() == 0 }

// due is when something has to go although nothing came: what is joined so far, as
// no packet waits for longer than it may become, or the rest. Zero: never.
func (ln *lane) due() time.Time {
	if !ln.whole() {
		return ln.since.Add(time.Duration(ln.frames) * 20 * time.Millisecond)
	}
	return ln.rests
}

// overdue sends what is due.
func (ln *lane) overdue(now time.Time, send func(*lane, *sent)) {
	switch due := ln.due(); {
	case due.IsZero() || due.After(now):
	case !ln.whole():
		ln.flush(send)
	default:
		ln.rest(send)
	}
}

// skip leaves numbers out for the pieces that are missing before index.
func (ln *lane) skip(index uint64) {
	ln.lastGap = (ln.lastGap + 1) % keptGaps
	ln.gaps[ln.lastGap] = gap{ln.next, index, ln.newest + 1}
	ln.newest += index - ln.next
}

// fill sends a piece that comes late under the number that was left out for it. It
// has no copies.
func (ln *lane) fill(p *piece, send func(*lane, *sent)) {
	for _, g := range ln.gaps {
		if p.index >= g.from && p.index < g.to {
			e := ln.sent.add(g.at + p.index - g.from)
			e.write(0, p.head(), ln.slot, slot.PayloadType, p.payload)
			send(ln, e)
			return
		}
	}
}

// emit hands over a packet, with as many copies as somebody wants.
func (ln *lane) emit(number uint64, h packet, payload []byte, send func(*lane, *sent)) {
	if h.from != ln.last {
		ln.trail.Forget()
		ln.last = h.from
	}
	e := ln.sent.add(number)
	e.write(0, h, ln.slot, slot.PayloadType, payload)
	for depth := 1; depth <= red.MaxDepth; depth++ {
		if ln.need&(1<<depth) != 0 {
			ln.copies(e, h, payload, depth)
		}
	}
	ln.trail.Note(h.timestamp, payload, len(payload) > silence)
	ln.speaker, ln.tail = h.speaker, h.timestamp+uint32(red.Samples(payload))
	send(ln, e)
}

// stall is how late a talker's next packet may be before it is taken to pause.
const stall = 50 * time.Millisecond

// rest sends, when a talker pauses, what no later packet carries a copy of: else the
// end of each phrase would be what gets lost. Who gets no copies does not get it.
func (ln *lane) rest(send func(*lane, *sent)) {
	ln.rests = time.Time{}
	var b [2*red.MaxCopy + maxPayload]byte
	packed := ln.trail.Rest(b[:0], slot.PayloadType, ln.tail)
	if len(packed) == 0 || len(packed) > maxPayload {
		return
	}
	ln.newest++
	e := ln.sent.add(ln.newest)
	e.copiesOnly = true
	h := packet{from: ln.last, speaker: ln.speaker, timestamp: ln.tail}
	e.write(0, h, ln.slot, slot.PayloadType, red.Nothing)
	for depth := 1; depth <= red.MaxDepth; depth++ {
		if ln.need&(1<<depth) != 0 {
			e.write(depth, h, ln.slot, red.PayloadType, packed)
		}
	}
	ln.tail += uint32(red.Samples(red.Nothing))
	send(ln, e)
}

// silence is the longest packet in which there is nothing (RFC 7587 section 3.1.3):
// it is not worth a copy. Where nobody speaks nothing else is forwarded either.
const silence = 2

// copies writes the form of a packet with copies, as many as fit into one
// datagram.
func (ln *lane) copies(e *sent, h packet, payload []byte, depth int) {
	var b [2 * maxPayload]byte
	for d := depth; d > 0; d-- {
		packed := ln.trail.Pack(b[:0], slot.PayloadType, h.timestamp, payload, d)
		if len(packed) == len(payload)+1 {
			return // there is nothing to copy: the plain form does
		}
		if len(packed) <= maxPayload {
			e.write(depth, h, ln.slot, red.PayloadType, packed)
			return
		}
	}
}

// stop forgets what is under way: nobody wants it.
func (ln *lane) stop() {
	ln.next, ln.rests = 0, time.Time{}
	ln.joiner.Take(nil)
}
