package sfu

import (
	"time"

	"github.com/pion/rtcp"

	"parley/media/slot"
)

// What a talker's codec may take, in bit/s, for those who hear it: frames are never
// made smaller here, so the weakest listener decides.
const (
	longer     = 10_000 // at most, where packets are long because there is little room
	leastCodec = 6_000  // wideband is not to be understood below
	codecStep  = 500    // the codec is not tuned for less

	// roomForCopies is how many bit/s a listener is sent at most where copies are sent, or
	// all that is missing again: within 40 kbit/s stay text, reports and checks.
	roomForCopies = 36_000
)

// rises are the codec's rates where nothing speaks against any, in bit/s: with all
// headers 40, 48 and 56 kbit/s at most. Above 32 kbit/s wideband does not get better.
var rises = [...]int{16_000, 24_000, 32_000}

const (
	// riseAfter is how long all must be well before a listener is sent more; each time
	// that it was too much doubles it, up to mostPatience.
	riseAfter    = 15 * time.Second
	mostPatience = 5 * time.Minute
	// flawless is the loss up to which all is well.
	flawless = 0.005
)

// A rise is how far up the rates a listener with a good link is.
type rise struct {
	rung     int
	since    time.Time // when it got there, or when something last spoke against more
	patience time.Duration
}

// step takes in whether all is well, and returns the rate.
func (r *rise) step(now time.Time, well bool) int {
	if r.patience == 0 {
		r.patience, r.since = riseAfter, now
	}
	switch {
	case !well && r.rung > 0: // perhaps it was too much
		r.rung, r.patience = 0, min(2*r.patience, mostPatience)
		r.since = now
	case !well:
		r.since = now
	case now.Sub(r.since) < r.patience:
	case r.rung < len(rises)-1:
		r.rung, r.since = r.rung+1, now
	case now.Sub(r.since) > mostPatience:
		r.patience = riseAfter
	}
	return rises[r.rung]
}

// affords is what the codec may take for a listener in its shape.
func (l *member) affords(now time.Time, w wish, c condition) int {
	room := roomForCopies / (1 + l.budget.share())
	if b := w.bitrate; b > 0 {
		room = min(room, b)
	}
	plain := l.wants == shape{} && !w.complete
	usual := l.rise.step(now, plain && c.loss <= flawless && w.bitrate == 0 && !l.hushed.Load())
	switch {
	case plain:
		return usual
	case l.wants.depth == 0 && !w.complete:
		return min(l.wants.codec(room), longer)
	}
	return min(l.wants.codec(room), rises[0])
}

// codec is the rate in bit/s that a codec may have for speech to cost so many bit/s in
// that shape, with all headers.
func (f shape) codec(room float64) int {
	n, depth := float64(f.frames()), float64(f.depth)
	bytes := room*n/(8*50) - perPacket
	if depth > 0 {
		bytes -= 1 + 4*depth
	}
	frame := (bytes/(1+depth) - 1) / n
	return max(int(frame*8*50)/codecStep*codecStep, leastCodec)
}

// bears returns what the weakest of those who hear a talker bears.
func (m *meeting) bears(talker *member) (bitrate int) {
	bitrate = rises[len(rises)-1]
	for _, l := range m.listening() {
		if l != talker {
			bitrate = min(bitrate, int(l.bears.Load()))
		}
	}
	return bitrate
}

// advice tells a talker what its listeners bear (REMB). Only our own client is told: a browser
// would take it for the bandwidth of its link.
func (l *member) advice(ssrc uint32) rtcp.Packet {
	if !l.ours.Load() {
		return nil
	}
	bears := l.meeting.bears(l)
	l.advised.Store(int32(bears))
	return &rtcp.ReceiverEstimatedMaximumBitrate{SenderSSRC: slot.SSRC(0), Bitrate: float32(bears), SSRCs: []uint32{ssrc}}
}

// hasten tells those who are heard at once that somebody bears less than they were told: meanwhile
// a queue grows. The caller holds Server.turn.
func (m *meeting) hasten() {
	for i := range m.runs {
		t := m.runs[i].from
		if t == nil || m.bears(t) >= int(t.advised.Load()) {
			continue
		}
		if a := t.advice(t.missing.ssrc); a != nil {
			t.peer.Control([]rtcp.Packet{&rtcp.ReceiverReport{SSRC: slot.SSRC(0)}, a})
		}
	}
}
