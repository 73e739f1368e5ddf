package link

import (
	"errors"
	"io"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

const (
	// kept is how many packets are kept to be sent again: a second of 20 ms, and
	// a power of two.
	kept = 64
	// keptFor is how long a packet is worth sending again.
	keptFor = time.Second
	// resends bounds how often one packet is sent again, and resendPause is the
	// shortest time between: the same request may come twice.
	resends     = 6
	resendPause = 10 * time.Millisecond
)

// The past is what was sent lately. A packet that is sent again is the very same
// one, so that under its number there is never another.
type past struct {
	sent [kept]sent
}

// sent is one packet.
type sent struct {
	sequence    uint16
	timestamp   uint32
	marker      bool
	payloadType uint8
	level       byte
	payload     []byte // its memory is used again
	at          time.Time
	again       int
	last        time.Time // when it was sent again
}

// keep remembers a packet.
func (p *past) keep(now time.Time, h *rtp.Header, level byte, payload []byte) {
	s := &p.sent[h.SequenceNumber%kept]
	s.sequence, s.timestamp, s.marker, s.payloadType = h.SequenceNumber, h.Timestamp, h.Marker, h.PayloadType
	s.level, s.at, s.again, s.last = level, now, 0, time.Time{}
	s.payload = append(s.payload[:0], payload...)
}

// find returns a packet that may be sent again.
func (p *past) find(now time.Time, sequence uint16) *sent {
	s := &p.sent[sequence%kept]
	if s.at.IsZero() || s.sequence != sequence || now.Sub(s.at) > keptFor || s.again >= resends || now.Sub(s.last) < resendPause {
		return nil
	}
	s.again++
	s.last = now
	return s
}

// resend sends those packets of our voice again that the server misses (RFC 4585
// section 6.2.1).
func (l *Link) resend(now time.Time, nack *rtcp.TransportLayerNack) {
	if nack.MediaSSRC != l.voice.ssrc {
		return
	}
	for _, pair := range nack.Nacks {
		pair.Range(func(sequence uint16) bool { l.resendOne(now, sequence); return true })
	}
}

func (l *Link) resendOne(now time.Time, sequence uint16) {
	v := &l.voice
	v.mu.Lock()
	defer v.mu.Unlock()
	s := v.past.find(now, sequence)
	if s == nil {
		return
	}
	level := v.level[0]
	v.level[0] = s.level
	h := v.packet.Header // with the extension, which points to level
	h.SequenceNumber, h.Timestamp, h.Marker, h.PayloadType = s.sequence, s.timestamp, s.marker, s.payloadType
	err := v.track.write(&h, s.payload)
	v.level[0] = level
	if err != nil && !errors.Is(err, io.ErrClosedPipe) {
		l.log.Debug("sound packet not sent again", "why", err)
	}
	l.resent.Add(1)
}
