package sfu

import (
	"time"

	"github.com/pion/rtcp"

	"parley/media/slot"
)

const (
	// worthAsking is the longest round trip at which a talker is asked for what was
	// lost on its way to us: beyond, it would come too late for those who listen
	// with low delay.
	worthAsking = 150 * time.Millisecond
	// unknownAgain is how long an answer is waited for while nobody knows how long one takes.
	unknownAgain = worthAsking
	// mostMissing bounds the packets that are waited for.
	mostMissing = 16
	// mostAsks is how often one is asked for, leastAgain the least time between.
	mostAsks   = 3
	leastAgain = 40 * time.Millisecond
)

// A gone packet did not come.
type gone struct {
	seq   uint16
	asks  int
	asked time.Time
}

// A missing is what did not come of a talker's newest stream. It belongs to
// whoever holds Server.turn.
type missing struct {
	ssrc   uint32
	newest uint16
	known  bool
	gone   [mostMissing]gone // the oldest first
	n      int
	trip   time.Duration // from asking to the packet; 0: never seen
}

// came takes in that a packet came, and reports whether it had been asked for.
func (m *missing) came(now time.Time, ssrc uint32, seq uint16) (asked bool) {
	ahead := int(int16(seq - m.newest))
	switch {
	case !m.known || ssrc != m.ssrc || ahead > mostMissing || ahead < -1<<10:
		m.ssrc, m.newest, m.known, m.n = ssrc, seq, true, 0
	case ahead > 0:
		for s := m.newest + 1; s != seq; s++ {
			m.add(s)
		}
		m.newest = seq
	default:
		return m.found(now, seq)
	}
	return false
}

// add notes that a packet is missing, for the oldest one if there are too many.
func (m *missing) add(seq uint16) {
	if m.n == mostMissing {
		m.drop(0)
	}
	m.gone[m.n] = gone{seq: seq}
	m.n++
}

// drop gives up one packet.
func (m *missing) drop(i int) {
	copy(m.gone[i:], m.gone[i+1:m.n])
	m.n--
}

// found takes in that a missing packet came, and reports whether it had been asked
// for.
func (m *missing) found(now time.Time, seq uint16) (asked bool) {
	for i := range m.n {
		g := m.gone[i]
		if g.seq != seq {
			continue
		}
		if g.asks == 1 { // of several it could be any
			m.trip = now.Sub(g.asked)
		}
		m.drop(i)
		return g.asks > 0
	}
	return false
}

// mend takes in that a packet brought copies of so many before it: those are not asked for, as on a
// narrow link what is sent again makes a queue.
func (m *missing) mend(seq uint16, copies int) {
	for i := 0; i < m.n; i++ {
		if back := int(int16(seq - m.gone[i].seq)); back > 0 && back <= copies {
			m.drop(i)
			i--
		}
	}
}

// due appends the packets to ask for now. One that was only overtaken gets the
// time of a packet to come. Answers would have to go through a queue, and make it longer.
func (m *missing) due(now time.Time, trip, queue time.Duration, out []uint16) []uint16 {
	if trip == 0 {
		trip = m.trip
	}
	if trip+queue > worthAsking || queue > empty {
		return out
	}
	again := max(trip+trip/4, leastAgain)
	if trip == 0 {
		again = unknownAgain
	}
	for i := 0; i < m.n; i++ {
		g := &m.gone[i]
		switch {
		case g.asks > 0 && now.Sub(g.asked) < again:
			continue
		case g.asks == mostAsks:
			m.drop(i)
			i--
			continue
		}
		g.asks++
		g.asked = now
		out = append(out, g.seq)
	}
	return out
}

// ask asks a talker who is heard for what was lost on its way to us, so that it is
// lost for no listener. The caller holds s.turn.
func (s *Server) ask(from *member, now time.Time) {
	var b [mostMissing]uint16
	wanted := from.missing.due(now, from.opinion.trip(), from.reception.queue(), b[:0])
	if len(wanted) == 0 {
		return
	}
	s.counts.asked.Add(uint64(len(wanted)))
	from.peer.Control([]rtcp.Packet{&rtcp.TransportLayerNack{
		SenderSSRC: slot.SSRC(0), MediaSSRC: from.missing.ssrc, Nacks: rtcp.NackPairsFromSequenceNumbers(wanted),
	}})
}

// trip returns the round trip, 0 if it is not known.
func (o *opinion) trip() time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.roundTrip
}
