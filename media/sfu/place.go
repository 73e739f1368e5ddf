package sfu

import (
	"time"

	"github.com/pion/rtp"

	"parley/media/red"
	"parley/media/slot"
)

const (
	// unknownLevel stands for a packet that does not say how loud it is.
	unknownLevel = 60
	// inaudible is the level, in -dBov, from which on nobody can be speaking.
	inaudible = 75
	// tail is for how long after the last word silence is still forwarded: longer than our own client
	// sends any (its gate closes after 400 ms, Opus after 200). What is held back of a pause comes late
	// if a word follows.
	tail = 420 * time.Millisecond
	// aPause is the least gap between two packets that tells of DTX, and much
	// quieter, in dB, what only keeps the noise of the room up to date.
	aPause      = 200 * time.Millisecond
	muchQuieter = 15
)

// place finds the slot and the numbers of what came: the packet, copies in it of
// lost ones, and what was held back before it. The pieces are in s.pieces, in
// order; the caller holds s.turn.
func (s *Server) place(from *member, now time.Time, in *rtp.Packet, blocks []red.Block) {
	m := from.meeting
	m.mu.Lock()
	defer m.mu.Unlock()
	source := slot.Source(from.talker)<<32 | slot.Source(in.SSRC)
	newest := blocks[len(blocks)-1].Payload
	level, voice := level(in)
	switch at, ok := 0, false; {
	case !from.may.on:
		s.counts.notAllowed.Add(1)
		from.past.n = 0 // what was not allowed is not heard later either
		m.pass(source, in.SequenceNumber)
		from.heard(now, in, newest, false)
		return
	case !from.heard(now, in, newest, voice && !m.lull(from, in, level)):
		s.counts.silent.Add(1)
	default:
		if at, ok = m.chooser.Offer(now, from.talker, from.rank, level); ok {
			s.number(from, now, in, at, source, blocks)
			return
		}
		s.counts.notChosen.Add(1)
	}
	if gone, full := from.past.hold(in.SequenceNumber, in.Timestamp, in.Marker, newest); full {
		m.pass(source, gone)
	}
}

// heard takes a packet into what is known of a talker, and reports whether
// somebody speaks in it or did so a moment ago.
func (l *member) heard(now time.Time, in *rtp.Packet, payload []byte, voice bool) bool {
	if in.SSRC != l.past.ssrc {
		l.past.ssrc, l.past.n = in.SSRC, 0
	}
	l.ends, l.after = in.Timestamp+uint32(red.Samples(payload)), in.SequenceNumber+1
	if voice {
		l.voiced = now
	}
	return now.Sub(l.voiced) <= tail
}

// lull reports whether a packet is one of those that come each 400 ms while nobody
// speaks: after a pause, and much quieter than the talker. The caller holds m.mu.
func (m *meeting) lull(from *member, in *rtp.Packet, level uint8) bool {
	pause := in.Timestamp - from.ends
	if in.SequenceNumber != from.after || in.SSRC != from.past.ssrc || pause < uint32(aPause*slot.ClockRate/time.Second) || pause > 1<<31 {
		return false
	}
	usual, ok := m.chooser.Loud(from.talker)
	return ok && level >= usual+muchQuieter
}

// pass says that a packet is not forwarded. The caller holds m.mu.
func (m *meeting) pass(source slot.Source, seq uint16) {
	for i := range m.streams {
		m.streams[i].Pass(source, seq)
	}
}

// number gives what came its numbers in a slot. The caller holds s.turn and the
// meeting's lock.
func (s *Server) number(from *member, now time.Time, in *rtp.Packet, at int, source slot.Source, blocks []red.Block) {
	m := from.meeting
	stream := &m.streams[at]
	m.mouths[at].Store(int32(from.wish.mouth))
	from.past.take(in.SequenceNumber, in.Timestamp,
		func(seq uint16) { m.pass(source, seq) },
		func(k *held) {
			if n, ok := stream.Next(now, source, uint16(k.seq), k.ts, k.marker, k.samples); ok {
				s.add(from, at, n, k.payload)
				s.counts.preRolled.Add(1)
			}
		})
	newest := blocks[len(blocks)-1].Payload
	samples := red.Samples(newest)
	n, ok := stream.Next(now, source, in.SequenceNumber, in.Timestamp, in.Marker, samples)
	if !ok {
		s.counts.late.Add(1)
	}
	for _, b := range blocks[:len(blocks)-1] {
		if n, ok := stream.Recover(in.Timestamp-uint32(b.Before), red.Samples(b.Payload)); ok {
			s.add(from, at, n, b.Payload)
			s.counts.mended.Add(1)
		}
	}
	if ok {
		s.add(from, at, n, newest)
		if from.voiced.Equal(now) {
			m.learn(newest)
			m.obeys = from.ours.Load()
		}
	}
}

// frameMemory is how many frames of speech their usual length is learned from.
const frameMemory = 100

// learn takes a packet of speech into the length of its frames.
func (m *meeting) learn(payload []byte) {
	n := framesIn(payload)
	if n == 0 {
		return
	}
	each := float64(len(payload)) / float64(n)
	if m.frame == 0 {
		m.frame = each
	}
	m.frame += (each - m.frame) / frameMemory
}

// add adds a piece.
func (s *Server) add(from *member, at int, n slot.Number, payload []byte) {
	s.pieces = append(s.pieces, piece{
		from: from, speaker: from.may.speaker, slot: at, index: n.Sequence, timestamp: n.Timestamp, marker: n.Marker,
		samples: red.Samples(payload), frames: framesIn(payload), payload: payload,
	})
}

// level returns how loud a packet says it is, in -dBov, and whether somebody
// speaks in it (RFC 6464 section 3).
func level(in *rtp.Packet) (level uint8, voice bool) {
	b := in.GetExtension(slot.LevelExtension)
	if len(b) == 0 {
		return unknownLevel, true
	}
	level = b[0] & 0x7f
	return level, b[0]&0x80 != 0 && level < inaudible
}
