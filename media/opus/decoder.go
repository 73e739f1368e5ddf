package opus

import (
	"fmt"

	"gopkg.in/hraban/opus.v2"

	"parley/media/pcm"
)

// A Decoder turns one speaker's packets into sound, in order, and makes up what
// is missing. One goroutine owns it. libopus offers no reset through this
// binding: for another speaker, make another decoder.
type Decoder struct {
	codec *opus.Decoder
}

// NewDecoder makes a decoder that has heard nothing.
func NewDecoder() (*Decoder, error) {
	c, err := opus.NewDecoder(pcm.Rate, 1)
	if err != nil {
		return nil, fmt.Errorf("open an Opus decoder: %w", err)
	}
	return &Decoder{c}, nil
}

// Decode writes the packet's sound to out, which should hold MaxSamples, and
// returns how many samples there are.
func (d *Decoder) Decode(packet []byte, out []int16) (int, error) {
	n, err := d.codec.Decode(packet, out[:len(out):len(out)])
	if err != nil {
		return 0, fmt.Errorf("decode a packet of %d bytes: %w", len(packet), err)
	}
	return n, nil
}

// Conceal fills out with a continuation of what was heard last, fading over
// some 100 ms. The length of out must be a multiple of 2.5 ms.
func (d *Decoder) Conceal(out []int16) error {
	if err := d.codec.DecodePLC(out[:len(out):len(out)]); err != nil {
		return fmt.Errorf("conceal %d samples: %w", len(out), err)
	}
	return nil
}

// DecodeFEC fills out with the sound that went missing right before next, from
// the coarse copy in next, or as Conceal does where there is no copy. The length of
// out must be a multiple of 2.5 ms. Afterwards next itself is still to be decoded.
func (d *Decoder) DecodeFEC(next []byte, out []int16) error {
	if err := d.codec.DecodeFEC(next, out[:len(out):len(out)]); err != nil {
		return fmt.Errorf("mend %d samples from a packet of %d bytes: %w", len(out), len(next), err)
	}
	return nil
}
