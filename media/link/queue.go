package link

import (
	"encoding/binary"
	"time"

	"parley/media/slot"
)

// The server tells a queue on the way to us from when its packets arrived: it knows when each was
// sent, and so what of a delay the link makes, and what the one who speaks. So each report says of one
// packet when it came, and what looks like a queue is said at once.

const (
	// queuesFrom is from which queue on the server is told at once, and again each time that it has
	// grown by as much as queuesBy, but not more often than each queuesEvery.
	queuesFrom, queuesBy = 60 * time.Millisecond, 30 * time.Millisecond
	queuesEvery          = 300 * time.Millisecond
)

// queues reports that the server is to be told now of a queue that may stand on its way to us. The
// caller holds h.mu.
func (h *hearing) queues(now time.Time) bool {
	q := h.stands.Queue()
	if q < queuesFrom || now.Sub(h.toldAt) < queuesEvery {
		h.told = min(h.told, q)
		return false
	}
	if q-h.told < queuesBy {
		return false
	}
	h.told, h.toldAt = q, now
	return true
}

// fastest is the packet of the slot that was least late of late.
func (h *hearing) fastest() slot.Arrived {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.stands.Fastest()
}

// An arrival is a packet that came in a slot.
type arrival struct {
	slot  int
	epoch time.Time // from which its time is counted
	slot.Arrived
}

// arrivalLen is that of an arrival on the wire, behind a wish: the sequence number and when it came by a clock of
// our own, in milliseconds that wrap. The slot is in the upper half of the byte that says what is wanted.
const (
	arrivalLen = 4
	slotShift  = 4
)

// append puts the arrival behind the data of a wish, once.
func (a *arrival) append(data []byte) []byte {
	if a.At.IsZero() {
		return data
	}
	data[2] |= byte(a.slot << slotShift)
	data = binary.BigEndian.AppendUint16(data, a.Sequence)
	data = binary.BigEndian.AppendUint16(data, uint16(a.At.Sub(a.epoch).Milliseconds()))
	a.At = time.Time{}
	return data
}

// latest is the packet to tell of: of the slot in which something came last.
func (l *Link) latest() (a arrival) {
	for i := range l.slots {
		if f := l.slots[i].fastest(); f.At.After(a.At) {
			a = arrival{i, l.began, f}
		}
	}
	return a
}

// tellOfQueue tells the server at once when the newest packets came.
func (l *Link) tellOfQueue() {
	a := l.latest()
	l.asks.mu.Lock()
	l.asks.arrived = a
	packets := l.asks.packets(l.voice.ssrc)
	l.asks.mu.Unlock()
	l.sendControl(packets)
}
