package link

import (
	"encoding/binary"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"parley/media/red"
	"parley/media/slot"
)

// mouthSubtype is that of the server's word about the voice in a slot: an APP packet of the name that
// a wish has, with the slot, the way from the mouth to the server in units of 2 ms, and two zeros.
const mouthSubtype = 1

// maxPacket is the longest packet that is read, in bytes.
const maxPacket = 1500

// A hearing is what came in one slot.
type hearing struct {
	mouth  atomic.Int64 // how long the voice in it takes from the mouth to the server: a time.Duration; 0: not known
	mu     sync.Mutex   // guards the fields below
	stream slot.Reception
	stands slot.Standing
	told   time.Duration // the queue that the server knows of
	toldAt time.Time
	asked  [1 << 16 / 64]uint64 // a bit for each sequence number that was asked for again: it may come more than once
}

// hear reads a slot until the link is closed.
func (l *Link) hear(track *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
	at, ok := slot.OfSSRC(uint32(track.SSRC()))
	if !ok {
		return
	}
	l.tasks.start(func() { l.listen(receiver.Read) })
	if at == 0 {
		l.tasks.start(func() { l.listen(l.voice.sender.Read) })
	}
	l.tasks.start(func() { l.read(at, track) })
}

// read hands the packets of a slot to the caller.
func (l *Link) read(at int, track *webrtc.TrackRemote) {
	buf := make([]byte, maxPacket)
	var packet rtp.Packet
	for {
		n, _, err := track.Read(buf)
		if err != nil {
			return
		}
		now := time.Now()
		if packet.Unmarshal(buf[:n]) != nil || packet.PayloadType != slot.PayloadType && packet.PayloadType != red.PayloadType {
			continue
		}
		l.sounded.Store(now.UnixNano())
		if l.slots[at].note(now, packet.SequenceNumber, packet.Timestamp) {
			l.tellOfQueue()
		}
		out := Packet{
			Sequence: packet.SequenceNumber, Timestamp: packet.Timestamp, Marker: packet.Marker,
			RED: packet.PayloadType == red.PayloadType, Payload: packet.Payload, Arrived: now,
		}
		if len(packet.CSRC) > 0 {
			out.Speaker = packet.CSRC[0]
		}
		select {
		case <-l.done:
			return
		default:
			l.config.OnPacket(at, out)
		}
	}
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

// listen takes the server's reports.
func (l *Link) listen(read func([]byte) (int, interceptor.Attributes, error)) {
	buf := make([]byte, maxPacket)
	for {
		n, _, err := read(buf)
		if err != nil {
			return
		}
		packets, err := rtcp.Unmarshal(buf[:n])
		if err != nil {
			continue
		}
		for _, p := range packets {
			l.reported(time.Now(), p)
		}
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
		case p.SubType == roomSubtype && l.remote.leave(now, int(binary.BigEndian.Uint16(p.Data))*roomUnit):
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
