package sfu

import (
	"time"

	"github.com/pion/rtp"

	"parley/media/plane"
	"parley/media/red"
	"parley/media/slot"
)

const (
	// headerLen is that of a forwarded packet: the fixed header and one CSRC.
	headerLen = 12 + 4
	// maxPayload is the longest payload that is forwarded, in bytes. With all
	// headers it fits the smallest IPv6 path, 1280.
	maxPayload = 1280 - 48 - headerLen - 16
)

// packet forwards what a peer said. It runs on the goroutine of the plane.
func (s *Server) packet(p *plane.Peer, now time.Time, in *rtp.Packet) {
	from := p.Owner.(*member)
	blocks, ok := s.blocks(in, from.opus)
	if !ok {
		s.counts.malformed.Add(1)
		return
	}
	s.turn.Lock()
	defer s.turn.Unlock()
	if from.said == nil {
		from.said = &said{}
	}
	if from.missing.came(now, in.SSRC, in.SequenceNumber) {
		from.reception.resent(now, in)
	} else if from.reception.note(now, in, red.Samples(blocks[len(blocks)-1].Payload)) {
		s.tellRoom(from)
	}
	from.missing.mend(in.SequenceNumber, len(blocks)-1)
	s.pieces = s.pieces[:0]
	s.place(from, now, in, blocks)
	for i := range s.pieces {
		s.carry(from.meeting, now, &s.pieces[i])
	}
	s.sender.Flush()
	if len(s.pieces) > 0 {
		s.ask(from, now)
	}
}

// blocks returns the Opus packets in a packet, the newest last.
func (s *Server) blocks(in *rtp.Packet, opus uint8) (blocks []red.Block, ok bool) {
	switch {
	case len(in.Payload) == 0 || len(in.Payload) > maxPayload:
		return nil, false
	case in.PayloadType == opus:
		return append(s.unpacked[:0], red.Block{Payload: in.Payload}), true
	case in.PayloadType == red.PayloadType:
		blocks, err := red.Unpack(s.unpacked[:0], in.Payload, slot.PayloadType)
		return blocks, err == nil
	}
	return nil, false
}

// carry gives a piece to the lanes of its slot, and what becomes whole there to
// the listeners.
func (s *Server) carry(m *meeting, now time.Time, p *piece) {
	m.runs[p.slot].note(p)
	m.wanted(p.slot)
	for _, ln := range m.lanes[p.slot] {
		if ln == nil {
			continue
		}
		if ln.need == 0 {
			ln.stop()
			continue
		}
		ln.run(now, p, s.deliver)
		s.wake(m, now, ln.due())
	}
}

// wanted finds out which lanes of a slot somebody listens to. A listener who wants
// another one changes where both are between two packets.
func (m *meeting) wanted(at int) {
	lanes := &m.lanes[at]
	var need [len(lengths)]uint8
	for _, l := range m.listening() {
		f := &l.shapes[at]
		if l.wants != *f && (l.wants.length == f.length || lanes[f.length].whole() && lanes[l.wants.length].whole()) {
			if l.wants.length != f.length {
				l.views[at].Skip()
			}
			*f = l.wants
		}
		need[f.length] |= 1 << f.depth
	}
	for i := range lanes {
		if lanes[i] == nil && need[i] != 0 {
			lanes[i] = &lane{slot: at, frames: lengths[i]}
		}
		if lanes[i] != nil {
			lanes[i].need = need[i]
		}
	}
}

// deliver sends a packet of a lane to everybody who listens to it.
func (s *Server) deliver(ln *lane, e *sent) {
	at := ln.slot
	e.at = time.Now()
	for _, l := range e.from.meeting.listening() {
		f := l.shapes[at]
		if lengths[f.length] != ln.frames {
			continue
		}
		if l == e.from || l.hushed.Load() || e.copiesOnly && f.depth == 0 {
			l.views[at].Skip()
			continue
		}
		sequence, ok := l.views[at].Next(e.number, l.start[at], f.code())
		if !ok {
			continue
		}
		packet := e.as(f.depth, sequence, l.opus)
		s.sender.Packet(l.peer, packet)
		l.sent[at].note(len(packet) - headerLen)
		l.account.slots[at].sent++
		l.budget.earn(len(packet), l.wish.share())
		l.flow.add(e.at, len(packet)+perPacket-headerLen)
		s.counts.forwarded.Add(1)
	}
}

// wake sees to it that a meeting's lanes are looked at when something is due.
func (s *Server) wake(m *meeting, now, due time.Time) {
	if due.IsZero() || !m.alarmAt.IsZero() && !due.Before(m.alarmAt) {
		return
	}
	m.alarmAt = due
	if m.alarm == nil {
		m.alarm = time.AfterFunc(due.Sub(now), func() { s.overdue(m, time.Now()) })
		return
	}
	m.alarm.Reset(due.Sub(now))
}

// overdue sends what has waited for as long as it may: the talker paused, or its
// packets are late.
func (s *Server) overdue(m *meeting, now time.Time) {
	s.turn.Lock()
	defer s.turn.Unlock()
	m.alarmAt = time.Time{}
	for at := range m.lanes {
		for _, ln := range m.lanes[at] {
			if ln != nil {
				ln.overdue(now, s.deliver)
				s.wake(m, now, ln.due())
			}
		}
	}
	s.sender.Flush()
}
