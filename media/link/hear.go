package link

import (
	"sync"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"parley/media/slot"
)

// maxPacket is the longest packet that is read, in bytes.
const maxPacket = 1500

// A hearing is what came in one slot.
type hearing struct {
	mu     sync.Mutex // guards stream
	stream slot.Reception
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
		if packet.Unmarshal(buf[:n]) != nil || packet.PayloadType != slot.PayloadType {
			continue
		}
		l.sounded.Store(now.UnixNano())
		l.slots[at].note(now, packet.SequenceNumber, packet.Timestamp)
		out := Packet{
			Sequence: packet.SequenceNumber, Timestamp: packet.Timestamp, Marker: packet.Marker,
			Payload: packet.Payload, Arrived: now,
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

// note counts a packet.
func (h *hearing) note(now time.Time, seq uint16, ts uint32) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stream.Note(now, seq, ts)
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
		l.heardBy(p.Reports)
	case *rtcp.ReceiverReport:
		l.heardBy(p.Reports)
	}
}

// noteSender takes the time in a sender report.
func (h *hearing) noteSender(now time.Time, ntp uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stream.NoteSender(now, ntp)
}

// heardBy takes what the server says about our voice.
func (l *Link) heardBy(reports []rtcp.ReceptionReport) {
	for _, r := range reports {
		if r.SSRC == l.voice.ssrc {
			l.remoteLoss.Store(uint32(r.FractionLost))
		}
	}
}
