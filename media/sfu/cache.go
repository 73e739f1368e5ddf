package sfu

import (
	"encoding/binary"
	"time"

	"parley/media/red"
	"parley/media/slot"
)

// keptPackets is how many packets of a lane can be asked for again: 3.2 s of 20
// ms each.
const keptPackets = 160

// A cache is the newest packets of a lane.
type cache struct {
	packets []sent // by number; nil before the first
}

// A sent packet is as it went out, in each of its forms, but for the sequence
// number, which is each listener's own.
type sent struct {
	number uint64
	from   *member
	at     time.Time // when it was sent
	// copiesOnly says that it is of no use to who gets no copies.
	copiesOnly bool
	forms      [red.MaxDepth + 1][]byte // by depth; empty: as plain
}

// add returns the place of a new packet.
func (c *cache) add(number uint64) *sent {
	if c.packets == nil {
		c.packets = make([]sent, keptPackets)
	}
	e := &c.packets[number%keptPackets]
	e.number, e.copiesOnly = number, false
	for i := range e.forms {
		e.forms[i] = e.forms[i][:0]
	}
	return e
}

// find returns a packet that was sent, or nil.
func (c *cache) find(number uint64) *sent {
	if c.packets == nil {
		return nil
	}
	if e := &c.packets[number%keptPackets]; e.number == number && len(e.forms[0]) > 0 {
		return e
	}
	return nil
}

// as returns the packet with that many copies and a listener's sequence number and
// payload type of Opus; the form with copies has the same for all.
// It is the same whenever it is asked for: under one number nobody must get two
// different packets.
func (e *sent) as(depth uint8, sequence uint16, opus uint8) []byte {
	f := e.forms[depth]
	if depth == 0 || len(f) == 0 {
		f = e.forms[0]
		f[1] = f[1]&0x80 | opus
	}
	binary.BigEndian.PutUint16(f[2:], sequence)
	return f
}

// write writes one form.
func (e *sent) write(depth int, h packet, at int, payloadType uint8, payload []byte) {
	e.from = h.from
	var b [headerLen]byte
	b[0], b[1] = 2<<6|1, payloadType
	if h.marker {
		b[1] |= 0x80
	}
	binary.BigEndian.PutUint32(b[4:], h.timestamp)
	binary.BigEndian.PutUint32(b[8:], slot.SSRC(at))
	binary.BigEndian.PutUint32(b[12:], h.speaker)
	e.forms[depth] = append(append(e.forms[depth][:0], b[:]...), payload...)
}
