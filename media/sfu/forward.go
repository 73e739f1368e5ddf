package sfu

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtp"

	"parley/media/plane"
	"parley/media/red"
	"parley/media/slot"
)

const (
	// headerLen is that of a forwarded packet: the fixed header and one CSRC.
	headerLen = 12 + 4
	// maxPayload is the longest Opus payload that is forwarded, in bytes. With
	// all headers it fits the smallest IPv6 path, 1280.
	maxPayload = 1280 - 48 - headerLen - 16
	// unknownLevel stands for a packet that does not say how loud it is.
	unknownLevel = 60
)

// packet forwards what a peer said. It runs on the goroutine of the plane.
func (s *Server) packet(p *plane.Peer, now time.Time, in *rtp.Packet) {
	from := p.Owner.(*member)
	if in.PayloadType != slot.PayloadType || len(in.Payload) == 0 || len(in.Payload) > maxPayload {
		s.counts.malformed.Add(1)
		return
	}
	from.reception.note(now, in.SSRC, in.SequenceNumber, in.Timestamp)
	packet := &s.scratch
	at, n, ok := s.place(from, now, in, packet[:headerLen])
	if !ok {
		return
	}
	size := headerLen + copy(packet[headerLen:], in.Payload)
	for _, l := range from.meeting.listening() {
		if l == from || l.hushed.Load() {
			l.views[at].Skip()
			continue
		}
		sequence, ok := l.views[at].Next(n.Sequence, l.start[at])
		if !ok {
			continue
		}
		binary.BigEndian.PutUint16(packet[2:], sequence)
		s.sender.Packet(l.peer, packet[:size])
		l.sent[at].note(len(in.Payload))
		s.counts.forwarded.Add(1)
	}
	s.sender.Flush()
}

// place finds the slot and the number of a packet, and writes its header but
// for the sequence number, which is each listener's own.
func (s *Server) place(from *member, now time.Time, in *rtp.Packet, header []byte) (at int, n slot.Number, ok bool) {
	m := from.meeting
	m.mu.Lock()
	defer m.mu.Unlock()
	if !from.may.on {
		s.counts.notAllowed.Add(1)
		return 0, n, false
	}
	if at, ok = m.chooser.Offer(now, from.talker, from.rank, level(in)); !ok {
		s.counts.notChosen.Add(1)
		return 0, n, false
	}
	source := slot.Source(from.talker)<<32 | slot.Source(in.SSRC)
	n, ok = m.streams[at].Next(now, source, in.SequenceNumber, in.Timestamp, in.Marker, red.Samples(in.Payload))
	if !ok {
		s.counts.late.Add(1)
		return 0, n, false
	}
	header[0], header[1] = 2<<6|1, slot.PayloadType
	if n.Marker {
		header[1] |= 0x80
	}
	binary.BigEndian.PutUint32(header[4:], n.Timestamp)
	binary.BigEndian.PutUint32(header[8:], slot.SSRC(at))
	binary.BigEndian.PutUint32(header[12:], from.may.speaker)
	return at, n, true
}

// level returns how loud a packet says it is, in -dBov (RFC 6464 section 3).
func level(in *rtp.Packet) uint8 {
	if b := in.GetExtension(slot.LevelExtension); len(b) > 0 {
		return b[0] & 0x7f
	}
	return unknownLevel
}
