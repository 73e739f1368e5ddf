package link

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"parley/media/red"
	"parley/media/slot"
)

// A voice is what is sent.
type voice struct {
	track  track
	sender *webrtc.RTPSender
	ssrc   uint32

	mu     sync.Mutex // guards the fields below
	packet rtp.Packet
	level  [1]byte
	past   past
	stands slot.Standing // of what is sent: how late it is already then
	sentAt time.Time
}

// init sets the numbers that the first packet gets: random, as RFC 3550 section
// 5.1 wants them, but the sequence in the lower half, so that losing the first
// packets cannot put the SRTP counters out of step (RFC 3711 section 3.3.1).
func (v *voice) init() error {
	v.packet.Version = 2
	v.packet.SequenceNumber = uint16(rand.N(1 << 15))
	v.packet.Timestamp = rand.Uint32()
	return v.packet.SetExtension(slot.LevelExtension, v.level[:])
}

// Send sends one Opus packet that covers the given number of samples (48 kHz)
// and is as loud as level, in -dBov: 0 is the loudest, 127 digital silence.
// first says that the packet is the first after silence. A packet that the
// network does not take is lost like any other; only a link that is over is an
// error.
func (l *Link) Send(opus []byte, samples int, level int, first bool) error {
	return l.send(slot.PayloadType, opus, samples, level, first)
}

// SendRED sends an Opus packet with copies of those before it, packed as RFC 2198
// says. The rest is as with Send.
func (l *Link) SendRED(packed []byte, samples int, level int, first bool) error {
	return l.send(red.PayloadType, packed, samples, level, first)
}

func (l *Link) send(payloadType uint8, payload []byte, samples int, level int, first bool) error {
	if err := l.Err(); err != nil {
		return fmt.Errorf("send sound: %w", err)
	}
	v := &l.voice
	v.mu.Lock()
	defer v.mu.Unlock()
	now := time.Now()
	v.packet.Marker, v.packet.PayloadType = first, payloadType
	v.level[0] = 0x80 | byte(min(max(level, 0), slot.Quiet)) // 0x80: this is voice
	if l.spoke.Swap(now.UnixNano()) < now.Add(-lively).UnixNano() {
		l.stir()
	}
	err := v.track.write(&v.packet.Header, payload)
	v.past.keep(now, &v.packet.Header, v.level[0], payload)
	v.keepTime(now, v.packet.Timestamp+uint32(samples))
	v.packet.SequenceNumber++
	v.packet.Timestamp += uint32(samples)
	if err != nil && !errors.Is(err, io.ErrClosedPipe) {
		l.log.Debug("sound packet not sent", "why", err)
	}
	return nil
}

// Skip says that time passed, in samples, in which nothing was sent.
func (l *Link) Skip(samples int) {
	l.voice.mu.Lock()
	defer l.voice.mu.Unlock()
	l.voice.packet.Timestamp += uint32(samples)
}
