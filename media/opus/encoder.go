// Package opus is the codec: a frame of sound to a packet and back, over
// libopus. What it sends is speech, mono, 20 ms a packet, at about 24 kbit/s, with
// a coarse copy of each frame in the next packet (in-band FEC) so that a
// listener can mend single losses, and with next to nothing in silence (DTX).
package opus

import (
	"fmt"

	"gopkg.in/hraban/opus.v2"

	"parley/media/pcm"
)

const (
	bitrate    = 24000 // bits a second, of which the copies for loss take about a third
	complexity = 8     // of 10; above it, libopus gains little for speech
	expectLoss = 10    // per cent; libopus adds no copies when it expects none
)

// An Encoder turns frames into packets. One goroutine owns it.
type Encoder struct {
	codec *opus.Encoder
}

// NewEncoder makes an encoder set up as the package comment says.
func NewEncoder() (*Encoder, error) {
	c, err := opus.NewEncoder(pcm.Rate, 1, opus.AppVoIP)
	if err != nil {
		return nil, fmt.Errorf("open an Opus encoder: %w", err)
	}
	for _, set := range []func() error{
		func() error { return c.SetBitrate(bitrate) },
		func() error { return c.SetComplexity(complexity) },
		func() error { return c.SetMaxBandwidth(opus.Wideband) },
		func() error { return c.SetInBandFEC(true) },
		func() error { return c.SetPacketLossPerc(expectLoss) },
		func() error { return c.SetDTX(true) },
	} {
		if err := set(); err != nil {
			return nil, fmt.Errorf("set up an Opus encoder: %w", err)
		}
	}
	return &Encoder{c}, nil
}

// Encode writes f as a packet to out, which should hold MaxPacket bytes, and
// returns its length. A packet of 1 or 2 bytes means silence and need not be sent
// (RFC 7587 section 3.1.3).
func (e *Encoder) Encode(f *pcm.Frame, out []byte) (int, error) {
	n, err := e.codec.Encode(f[:], out[:len(out):len(out)])
	if err != nil {
		return 0, fmt.Errorf("encode a frame: %w", err)
	}
	return n, nil
}

// Reset forgets the sound so far. The next packet can be decoded by someone who
// heard nothing before it.
func (e *Encoder) Reset() error {
	if err := e.codec.Reset(); err != nil {
		return fmt.Errorf("reset an Opus encoder: %w", err)
	}
	return nil
}
