package sfu

import (
	"sync"
	"time"

	"github.com/pion/rtcp"

	"parley/media/slot"
)

// A reception is what came from one member, for the reports that go back to
// it. Only its newest stream counts.
type reception struct {
	mu     sync.Mutex // guards the fields below
	ssrc   uint32
	stream slot.Reception
	lost   float64 // share of the packets, at the last report
}

// note takes a packet.
func (r *reception) note(now time.Time, ssrc uint32, seq uint16, ts uint32) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if ssrc != r.ssrc {
		r.ssrc, r.stream = ssrc, slot.Reception{}
	}
	r.stream.Note(now, seq, ts)
}

// noteSender takes the time in a sender report.
func (r *reception) noteSender(now time.Time, ssrc uint32, ntp uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if ssrc == r.ssrc {
		r.stream.NoteSender(now, ntp)
	}
}

// report returns what is to be said since the last report, and is not ok if
// nothing came since.
func (r *reception) report(now time.Time) (rtcp.ReceptionReport, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, ok := r.stream.Report(now)
	r.lost = float64(s.FractionLost) / 256
	return rtcp.ReceptionReport{
		SSRC: r.ssrc, FractionLost: s.FractionLost, TotalLost: s.Lost, LastSequenceNumber: s.Newest,
		Jitter: s.Jitter, LastSenderReport: s.LastSender, Delay: s.Delay,
	}, ok
}

// loss returns the share of the member's own packets that was lost lately.
func (r *reception) loss() float64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lost
}
