package slot

import "time"

// A Reception counts what arrives of one stream, the way receiver reports want
// it (RFC 3550 sections 6.4.1, A.3 and A.8). The zero Reception is ready to use.
type Reception struct {
	base    uint32 // extended number of the first packet
	newest  uint32 // extended number of the newest
	got     uint32
	jitter  float64 // in samples
	transit int64

	expectedBefore, gotBefore uint32 // at the last report

	sender   uint32 // middle 32 bits of the NTP time in the newest sender report
	senderAt time.Time
}

// A Report is what a receiver report says about one stream, in its units.
type Report struct {
	FractionLost uint8  // since the last report, in 1/256
	Lost         uint32 // in all, at most 2^23-1
	Newest       uint32 // extended sequence number
	Jitter       uint32 // in samples
	LastSender   uint32 // middle bits of the time in the newest sender report; 0: none
	Delay        uint32 // since that one came, in 1/65536 s
}

// Note counts a packet.
func (r *Reception) Note(now time.Time, seq uint16, ts uint32) {
	transit := now.UnixMicro()*(ClockRate/1000)/1000 - int64(ts)
	if r.got == 0 {
		first := uint32(seq) + 1<<16 // so that a late packet before it is not below 0
		r.base, r.newest, r.got, r.transit = first, first, 1, transit
		return
	}
	r.got++
	if ahead := int16(seq - uint16(r.newest)); ahead > 0 {
		r.newest += uint32(ahead)
	}
	moved := int64(int32(transit - r.transit)) // timestamps wrap
	r.transit = transit
	if moved = max(moved, -moved); moved < ClockRate { // more is a clock set anew
		r.jitter += (float64(moved) - r.jitter) / 16
	}
}

// NoteSender takes the NTP time in a sender report of the stream.
func (r *Reception) NoteSender(now time.Time, ntp uint64) {
	if middle := uint32(ntp >> 16); middle != r.sender { // not the same report again
		r.sender, r.senderAt = middle, now
	}
}

// Heard returns how many packets came.
func (r *Reception) Heard() uint64 { return uint64(r.got) }

// Lost returns how many packets are missing so far.
func (r *Reception) Lost() uint64 {
	if r.got == 0 {
		return 0
	}
	return uint64(max(int64(r.newest-r.base+1)-int64(r.got), 0))
}

// Loses returns the share of packets, 0 to 1, that are missing of those since
// the last report.
func (r *Reception) Loses() float64 {
	if r.got == 0 {
		return 0
	}
	due, came := r.newest-r.base+1-r.expectedBefore, r.got-r.gotBefore
	if due == 0 || came >= due {
		return 0
	}
	return float64(due-came) / float64(due)
}

// Report returns what is to be said since the last report, and is not ok if
// nothing came since.
func (r *Reception) Report(now time.Time) (out Report, ok bool) {
	if r.got == r.gotBefore {
		return out, false
	}
	expected := r.newest - r.base + 1
	out = Report{
		Lost: uint32(min(r.Lost(), 1<<23-1)), Newest: r.newest - 1<<16,
		Jitter: uint32(r.jitter), LastSender: r.sender,
	}
	if due, came := expected-r.expectedBefore, r.got-r.gotBefore; came < due {
		out.FractionLost = uint8(min(uint64(due-came)<<8/uint64(due), 255))
	}
	if r.sender != 0 {
		out.Delay = uint32(now.Sub(r.senderAt) * 65536 / time.Second)
	}
	r.expectedBefore, r.gotBefore = expected, r.got
	return out, true
}
