package sfu

import (
	"sync"
	"time"

	"github.com/pion/rtcp"

	"parley/media/slot"
)

// A reception is what came from one member, for the reports that go back to it
// (RFC 3550 sections 6.4.1, A.3 and A.8). Only the newest stream counts.
type reception struct {
	mu      sync.Mutex // guards the fields below
	ssrc    uint32
	started bool
	base    uint32 // extended number of the first packet
	newest  uint32 // extended number of the newest
	got     uint32
	jitter  float64 // in samples
	transit int64

	expectedBefore, gotBefore uint32 // at the last report

	sender   uint32 // middle 32 bits of the NTP time in the newest sender report
	senderAt time.Time
}

// note takes a packet.
func (r *reception) note(now time.Time, ssrc uint32, seq uint16, ts uint32) {
	r.mu.Lock()
	defer r.mu.Unlock()
	transit := now.UnixNano()*slot.ClockRate/int64(time.Second) - int64(ts)
	if !r.started || ssrc != r.ssrc {
		first := uint32(seq) + 1<<16 // a late packet before it does not go below 0
		r.started, r.ssrc, r.base, r.newest, r.got = true, ssrc, first, first, 1
		r.jitter, r.transit, r.expectedBefore, r.gotBefore, r.sender = 0, transit, 0, 0, 0
		return
	}
	r.got++
	if ahead := int16(seq - uint16(r.newest)); ahead > 0 {
		r.newest += uint32(ahead)
	}
	moved := int64(int32(transit - r.transit)) // timestamps wrap
	r.transit = transit
	if moved < 0 {
		moved = -moved
	}
	if moved < slot.ClockRate { // a new talk spurt after silence is no jitter
		r.jitter += (float64(moved) - r.jitter) / 16
	}
}

// noteSender takes the time in a sender report.
func (r *reception) noteSender(now time.Time, ssrc uint32, ntp uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.started && ssrc == r.ssrc {
		r.sender, r.senderAt = uint32(ntp>>16), now
	}
}

// report returns what is to be said since the last report, and is not ok if
// nothing came since.
func (r *reception) report(now time.Time) (rtcp.ReceptionReport, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.started || r.got == r.gotBefore {
		return rtcp.ReceptionReport{}, false
	}
	expected := r.newest - r.base + 1
	lost := int64(expected) - int64(r.got)
	out := rtcp.ReceptionReport{
		SSRC: r.ssrc, FractionLost: fraction(expected-r.expectedBefore, r.got-r.gotBefore),
		TotalLost: uint32(min(max(lost, 0), 1<<23-1)), LastSequenceNumber: r.newest - 1<<16, Jitter: uint32(r.jitter),
	}
	if r.sender != 0 {
		out.LastSenderReport = r.sender
		out.Delay = uint32(now.Sub(r.senderAt) * 65536 / time.Second)
	}
	r.expectedBefore, r.gotBefore = expected, r.got
	return out, true
}

// fraction returns the share of packets lost in 1/256.
func fraction(expected, got uint32) uint8 {
	if expected == 0 || got >= expected {
		return 0
	}
	return uint8(min(uint64(expected-got)<<8/uint64(expected), 255))
}
