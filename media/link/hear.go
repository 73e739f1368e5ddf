package link

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"

	"parley/media/slot"
)

// mouthSubtype is that of the server's word about the voice in a slot: an APP packet of the name that
// a wish has, with the slot, the way from the mouth to the server in units of 2 ms, the share in 1/255 of what was lost
// on that way, and a zero.
const mouthSubtype = 1

// A hearing is what came in one slot.
type hearing struct {
	mouth  atomic.Int64 // how long the voice in it takes from the mouth to the server: a time.Duration; 0: not known
	stamps stamps
	mu     sync.Mutex // guards the fields below
	stream slot.Reception
	stands slot.Standing
	told   time.Duration // the queue that the server knows of
	toldAt time.Time

	absent   float64 // share of the packets that the server never had, as it said
	absentAt time.Time
	asked    [1 << 16 / 64]uint64 // a bit for each sequence number that was asked for again: it may come more than once
}

// note counts a packet, unless it was asked for: to the server it remains lost, or
// else the cure would hide the illness. It reports that the server is to be told of a queue.
func (h *hearing) note(now time.Time, seq uint16, ts uint32) (queues bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.asked[seq/64]&(1<<(seq%64)) != 0 {
		return false
	}
	h.asked[(seq+1<<15)/64] = 0 // half a turn ahead: those will be others
	h.stream.Note(now, seq, ts)
	return h.stands.Note(now, seq, ts) && h.queues(now)
}

// ask remembers packets that are asked for.
func (h *hearing) ask(sequences []uint16) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range sequences {
		h.asked[s/64] |= 1 << (s % 64)
	}
}

// reported takes one RTCP packet. Some come twice, once for each stream that
// they are about.
func (l *Link) reported(now time.Time, packet rtcp.Packet) {
	switch p := packet.(type) {
	case *rtcp.Goodbye:
		l.end(ErrGone)
	case *rtcp.SenderReport:
		if at, ok := slot.OfSSRC(p.SSRC); ok {
			l.slots[at].noteSender(now, p.NTPTime)
		}
		l.heardBy(now, p.Reports)
	case *rtcp.ReceiverReport:
		l.heardBy(now, p.Reports)
	case *rtcp.TransportLayerNack:
		l.resend(now, p)
	case *rtcp.ReceiverEstimatedMaximumBitrate:
		if l.remote.allow(p.Bitrate) {
			l.urges()
		}
	case *rtcp.ApplicationDefined:
		switch {
		case p.Name != wishName || len(p.Data) < 2:
		case p.SubType == mouthSubtype && int(p.Data[0]) < len(l.slots):
			l.slots[p.Data[0]].mouth.Store(int64(time.Duration(p.Data[1]) * mouthUnit))
			if len(p.Data) > 2 {
				l.slots[p.Data[0]].miss(now, float64(p.Data[2])/255)
			}
		case p.SubType == roomSubtype && len(p.Data) >= 4 && l.leaves(now, p.Data):
			l.urges()
		}
	}
}

// noteSender takes the time in a sender report.
func (h *hearing) noteSender(now time.Time, ntp uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stream.NoteSender(now, ntp)
}
