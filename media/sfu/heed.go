package sfu

import (
	"math"
	"time"

	"github.com/pion/rtcp"

	"parley/media/plane"
	"parley/media/slot"
)

// control takes a peer's reports, its wishes, and what it misses.
func (s *Server) control(p *plane.Peer, now time.Time, packets []rtcp.Packet) {
	l := p.Owner.(*member)
	s.turn.Lock()
	defer s.turn.Unlock()
	said := false
	for _, packet := range packets {
		switch r := packet.(type) {
		case *rtcp.ReceiverReport:
			said = l.report(now, r.Reports) || said
		case *rtcp.SenderReport:
			l.reception.noteSender(now, r.SSRC, r.NTPTime)
			said = l.report(now, r.Reports) || said
		case *rtcp.TransportLayerNack:
			s.resend(l, now, r)
		case *rtcp.ReceiverEstimatedMaximumBitrate:
			l.wish.bitrate = bitrate(r.Bitrate)
			said = true
		case *rtcp.ApplicationDefined:
			if w, ok := wished(r); ok {
				w.bitrate = l.wish.bitrate
				l.wish, said = w, true
				l.ours.Store(true)
				if a, ok := arrived(r); ok {
					l.comes(now, a)
				}
			}
		}
	}
	if said {
		l.adapt(now)
	}
}

// report takes reports of what the member received.
func (l *member) report(now time.Time, reports []rtcp.ReceptionReport) (said bool) {
	l.opinion.note(now, reports)
	for _, r := range reports {
		if at, ours := slot.OfSSRC(r.SSRC); ours {
			l.account.report(at, l.views[at].Newest(), r.LastSequenceNumber, r.TotalLost)
			l.sent[at].absent.Store(uint32(255 * l.account.slots[at].absent))
			said = true
		}
	}
	return said
}

// adapt chooses the listener's shape anew. The caller holds Server.turn.
func (l *member) adapt(now time.Time) {
	l.opinion.mu.Lock()
	c := condition{loss: l.account.loss, jitter: l.opinion.jitter, trip: l.opinion.roundTrip, red: l.takesRED, frame: l.meeting.frame}
	l.opinion.mu.Unlock()
	c.obeys = l.meeting.obeys
	w := l.wish
	w.bitrate = limits(w.bitrate, l.room.bits)
	if c.frame == 0 {
		c.frame = usualFrame
	}
	l.wants = l.ladder.step(now, w, c)
	l.code.Store(uint32(l.wants.code()))
	l.bears.Store(int32(l.affords(now, w, c)))
	l.meeting.hasten()

}

// bitrate returns a bit rate that a client may mean, or 0.
func bitrate(b float32) float64 {
	if f := float64(b); f > 0 && !math.IsInf(f, 0) {
		return f
	}
	return 0
}

// The wish of our own client: an RTCP APP packet (RFC 3550 section 6.7) of this
// name and subtype, with four bytes of data: the frames of a packet, 0 for as we see fit,
// the depth of copies, 255 for as we see fit, the mode, and how long the client's voice takes from the mouth to
// us, in units of 2 ms. An arrival may follow. The server says the latter to those who hear it, with a subtype of its own
// and the number of the slot before it, and behind it the share in 1/255 of what was lost on the talker's way, and so not on theirs.
const (
	wishName     = "PRLY"
	wishSubtype  = 0
	mouthSubtype = 1
	wishLen      = 4
	noDepth      = 255
	modeWhole    = 1
)

// wished reads a wish.
func wished(r *rtcp.ApplicationDefined) (w wish, ok bool) {
	if r.Name != wishName || r.SubType != wishSubtype || len(r.Data) < wishLen {
		return w, false
	}
	w = wish{frames: int(r.Data[0]), depth: int(r.Data[1]), complete: r.Data[2]&modeWhole != 0, mouth: r.Data[3]}
	if w.depth == noDepth {
		w.depth = -1
	}
	return w, true
}
