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

	"parley/media/slot"
)

// A voice is what is sent.
type voice struct {
	track  *webrtc.TrackLocalStaticRTP
	sender *webrtc.RTPSender
	ssrc   uint32

	mu     sync.Mutex // guards the fields below
	packet rtp.Packet
	level  [1]byte
}

// init makes the track, and the numbers that the first packet gets: random, as
// RFC 3550 section 5.1 wants them, but the sequence in the lower half, so that
// losing the first packets cannot put the SRTP counters out of step (RFC 3711
// section 3.3.1).
func (v *voice) init() (err error) {
	v.packet.Version = 2
	v.packet.SequenceNumber = uint16(rand.N(1 << 15))
	v.packet.Timestamp = rand.Uint32()
	if err := v.packet.SetExtension(slot.LevelExtension, v.level[:]); err != nil {
		return err
	}
	v.track, err = webrtc.NewTrackLocalStaticRTP(opus, "voice", "me")
	return err
}

// Send sends one Opus packet that covers the given number of samples (48 kHz)
// and is as loud as level, in -dBov: 0 is the loudest, 127 digital silence.
// first says that the packet is the first after silence. A packet that the
// network does not take is lost like any other; only a link that is over is an
// error.
func (l *Link) Send(opus []byte, samples int, level int, first bool) error {
	if err := l.Err(); err != nil {
		return fmt.Errorf("send sound: %w", err)
	}
	v := &l.voice
	v.mu.Lock()
	defer v.mu.Unlock()
	v.packet.Marker, v.packet.Payload = first, opus
	v.level[0] = 0x80 | byte(min(max(level, 0), slot.Quiet)) // 0x80: this is voice
	l.spoke.Store(time.Now().UnixNano())
	err := v.track.WriteRTP(&v.packet)
	v.packet.Payload = nil
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
