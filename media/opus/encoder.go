// Package opus is the codec: a frame of sound to a packet and back, over
// libopus. What it sends is speech, mono, 20 ms a packet, wideband at 6 to 32 kbit/s, with next
// to nothing in silence (DTX) and, from 16 kbit/s on, with a coarse copy of each frame in the next
// packet (in-band FEC) so that a listener can mend single losses.
package opus

import (
	"fmt"

	"gopkg.in/hraban/opus.v2"

	"parley/media/pcm"
)

const (
	// Lowest and Highest bound what Tune takes, in bit/s.
	Lowest  = 6000
	Highest = 32000

	// copiesFrom is the bitrate from which on libopus adds copies to wideband
	// (silk/define.h: LBRR_WB_MIN_RATE_BPS).
	copiesFrom = 16000
	usual      = 24000 // bits a second, of which the copies for loss take about a third
	expectLoss = 10    // per cent; libopus adds no copies when it expects none
	complexity = 7     // of 10: a frame takes 0.25 ms; 8 takes 0.33 and searches a little more, and below 7 speech is no longer told from noise by its sound
)

// An Encoder turns frames into packets. One goroutine owns it.
type Encoder struct {
	codec *opus.Encoder
	rate  int
	loss  int
}

// NewEncoder makes an encoder set up as the package comment says, for 24 kbit/s
// and a tenth of the packets lost.
func NewEncoder() (*Encoder, error) {
	c, err := opus.NewEncoder(pcm.Rate, 1, opus.AppVoIP)
	if err != nil {
		return nil, fmt.Errorf("open an Opus encoder: %w", err)
	}
	for _, set := range []func() error{
		func() error { return c.SetComplexity(complexity) },
		func() error { return c.SetMaxBandwidth(opus.Wideband) },
		func() error { return keepWideband(c) },
		func() error { return c.SetDTX(true) },
	} {
		if err := set(); err != nil {
			return nil, fmt.Errorf("set up an Opus encoder: %w", err)
		}
	}
	e := &Encoder{codec: c}
	if err := e.Tune(usual, expectLoss); err != nil {
		return nil, err
	}
	return e, nil
}

// Tune sets the bitrate, 6000 to 32000 bit/s, and for how many lost packets in a
// hundred copies are added, 0 for none. It may be called between any two frames.
func (e *Encoder) Tune(bitrate, loss int) error {
	bitrate, loss = min(max(bitrate, Lowest), Highest), min(max(loss, 0), 100)
	if bitrate < copiesFrom {
		loss = 0
	}
	if bitrate == e.rate && loss == e.loss {
		return nil
	}
	for _, set := range []func() error{
		func() error { return e.codec.SetBitrate(bitrate) },
		func() error { return e.codec.SetInBandFEC(loss > 0) },
		func() error { return e.codec.SetPacketLossPerc(loss) },
	} {
		if err := set(); err != nil {
			return fmt.Errorf("tune an Opus encoder to %d bit/s: %w", bitrate, err)
		}
	}
	e.rate, e.loss = bitrate, loss
	return nil
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
