package sfu

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtcp"

	"parley/media/slot"
)

// An arrival is what a listener says about one packet: which it was, and when it came by its own
// clock, in milliseconds that wrap. It follows the wish in the same RTCP packet.
type arrival struct {
	slot     int
	sequence uint16
	at       uint16
}

const (
	arrivalLen = 4
	// slotShift is where in the byte of the mode the slot is.
	slotShift = 4
)

// arrived reads an arrival behind a wish.
func arrived(r *rtcp.ApplicationDefined) (a arrival, ok bool) {
	if len(r.Data) < wishLen+arrivalLen {
		return a, false
	}
	b := r.Data[wishLen:]
	a = arrival{int(r.Data[2] >> slotShift), binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])}
	return a, a.slot < slot.Count
}

// way returns how long the packet was under way, on two clocks that need not agree, and is not ok if it
// is not known any more when it was sent.
func (l *member) way(a arrival) (way time.Duration, ok bool) {
	number, code, ok := l.views[a.slot].Find(a.sequence)
	if !ok {
		return 0, false
	}
	ln := l.meeting.lanes[a.slot][shaped(code).length]
	if ln == nil {
		return 0, false
	}
	e := ln.sent.find(number)
	if e == nil {
		return 0, false
	}
	now := a.at - uint16(e.at.Sub(l.meeting.began).Milliseconds())
	l.wayMilli += int64(int16(now - uint16(l.wayMilli)))
	return time.Duration(l.wayMilli) * time.Millisecond, true
}

// comes takes in an arrival into the room on the listener's link.
func (l *member) comes(now time.Time, a arrival) {
	if way, ok := l.way(a); ok {
		l.room.note(now, way, l.flow, true)
	}
}
