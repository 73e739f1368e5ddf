package link

import (
	"time"

	"github.com/pion/rtcp"

	"parley/media/slot"
)

// reports tells the server what was heard until the link is over. The first
// report, empty, shows the server that its last handshake message has arrived.
func (l *Link) reports() {
	tick := time.NewTicker(reportOften)
	defer tick.Stop()
	l.report(nil, nil)
	var last time.Time
	var heard []rtcp.ReceptionReport
	for {
		select {
		case <-l.done:
			return
		case now := <-tick.C:
			heard = heard[:0]
			if l.losing() || now.Sub(last) >= reportSeldom-reportOften/2 {
				for i := range l.slots {
					if r, ok := l.slots[i].report(now, slot.SSRC(i)); ok {
						heard = append(heard, r)
					}
				}
			}
			wish := l.asks.pending(l.voice.ssrc, len(heard) > 0, l.latest())
			if len(heard) > 0 {
				last = now
			}
			if len(heard) > 0 || wish != nil {
				l.report(heard, wish)
			}
		}
	}
}

// losing reports whether much is lost in one of the slots at the moment.
func (l *Link) losing() bool {
	for i := range l.slots {
		if l.slots[i].loses() > reportLoss {
			return true
		}
	}
	return false
}

// loses is the share of packets lost since the last report.
func (h *hearing) loses() float64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.stream.Loses()
}

// report sends one receiver report, and what else there is to say.
func (l *Link) report(heard []rtcp.ReceptionReport, more []rtcp.Packet) {
	err := l.pc.WriteRTCP(append([]rtcp.Packet{&rtcp.ReceiverReport{SSRC: l.voice.ssrc, Reports: heard}}, more...))
	if err != nil {
		l.log.Debug("sound report not sent", "why", err)
	}
}

// goodbye tells the server that nothing more will come.
func (l *Link) goodbye() {
	l.pc.WriteRTCP([]rtcp.Packet{
		&rtcp.ReceiverReport{SSRC: l.voice.ssrc},
		&rtcp.Goodbye{Sources: []uint32{l.voice.ssrc}},
	})
}

// report returns what came in a slot since the last report, and is not ok if
// nothing did.
func (h *hearing) report(now time.Time, ssrc uint32) (rtcp.ReceptionReport, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s, ok := h.stream.Report(now)
	return rtcp.ReceptionReport{
		SSRC: ssrc, FractionLost: s.FractionLost, TotalLost: s.Lost, LastSequenceNumber: s.Newest,
		Jitter: s.Jitter, LastSenderReport: s.LastSender, Delay: s.Delay,
	}, ok
}

// Stats is how the link is doing. The numbers count from its start.
type Stats struct {
	// RoundTrip is the newest one of the connection checks, one each 2 s. 0:
	// not known yet.
	RoundTrip time.Duration
	// Answers counts the checks that were answered: RoundTrip is as old as the last. 0: not known.
	Answers uint64
	// Packets and bytes are those on the wire: of all kinds, with the headers
	// of UDP and IP.
	PacketsIn, PacketsOut uint64
	BytesIn, BytesOut     uint64
	// Heard is the packets of sound received, and Lost those that are missing
	// among them so far.
	Heard, Lost uint64
	// Absent is the share of a slot's packets, 0 to 1, that the server never had either, as it
	// said lately; the greatest of all slots. They were lost on their talker's way, not on ours.
	Absent float64
	// RemoteLoss is the share of our voice, 0 to 1, that the server missed over
	// its last report's time.
	RemoteLoss float64
	// RemoteReports counts the server's reports about our voice, and Allowed is
	// the bit/s that it says our listeners can bear; 0: it has not said.
	RemoteReports uint64
	Allowed       int
	// Room is how many bit/s the way to the server carries without a queue, with all headers, as
	// the server sees it. 0: it knows of no limit.
	Room int
	// Mouths is how long the voice in each slot takes from the mouth to the
	// server, as its own client says. 0: not known.
	Mouths [slot.Count]time.Duration
	// Resent counts the packets of our voice that were sent again.
	Resent uint64
	// Path is the way that the sound takes: "udp", or the name of one of
	// Config.Ways.
	Path string
}

// Stats returns the numbers as they are now.
func (l *Link) Stats() Stats {
	var s Stats
	for _, p := range l.paths {
		w := p.wire
		s.PacketsIn += uint64(w.packetsIn.Load())
		s.PacketsOut += uint64(w.packetsOut.Load())
		s.BytesIn += uint64(w.bytesIn.Load())
		s.BytesOut += uint64(w.bytesOut.Load())
	}
	for i := range l.slots {
		h := &l.slots[i]
		h.mu.Lock()
		s.Heard += h.stream.Heard()
		s.Lost += h.stream.Lost()
		if time.Since(h.absentAt) < absentFor {
			s.Absent = max(s.Absent, h.absent)
		}
		h.mu.Unlock()
		s.Mouths[i] = time.Duration(h.mouth.Load())
	}
	if p := l.path.Load(); p != nil {
		s.Path = p.name
	}
	l.remote.stats(&s)
	s.Resent = l.resent.Load()
	if p := l.path.Load(); p != nil {
		s.RoundTrip, s.Answers = p.wire.trips.read()
	}
	return s
}

// absentFor is how long the server's word holds of what it never had: it is said each three seconds.
const absentFor = 10 * time.Second

// miss takes in which share of a slot's packets the server never had.
func (h *hearing) miss(now time.Time, share float64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.absent, h.absentAt = share, now
}
