package opus

import (
	"errors"
	"fmt"

	"parley/media/pcm"
)

// MaxPacket is the largest packet of one Opus frame, in bytes (RFC 6716
// section 3.4, requirement R2).
const MaxPacket = 1275

// MaxSamples is the longest packet there may be, 120 ms, in samples
// (RFC 6716 section 3.4, requirement R5).
const MaxSamples = 120 * pcm.Rate / 1000

// ErrPacket reports bytes that are no Opus packet.
var ErrPacket = errors.New("not an Opus packet")

// Samples reads from its first bytes how long a packet sounds, at 48 kHz. It
// looks at the table of contents only, so the rest may still be broken.
func Samples(packet []byte) (int, error) {
	if len(packet) == 0 {
		return 0, fmt.Errorf("%w: it is empty", ErrPacket)
	}
	frames := 1
	switch packet[0] & 3 { // RFC 6716 section 3.1, code c
	case 1, 2:
		frames = 2
	case 3:
		if len(packet) < 2 {
			return 0, fmt.Errorf("%w: the frame count is missing", ErrPacket)
		}
		frames = int(packet[1] & 0x3f)
	}
	samples := frames * frameSamples(packet[0])
	if samples == 0 || samples > MaxSamples {
		return 0, fmt.Errorf("%w: %d frames of %d samples", ErrPacket, frames, frameSamples(packet[0]))
	}
	return samples, nil
}

// frameSamples is how long a frame of this configuration sounds (RFC 6716
// section 3.1, table 2).
func frameSamples(toc byte) int {
	const ms = pcm.Rate / 1000
	config := toc >> 3
	switch {
	case config < 12: // SILK
		return [...]int{10 * ms, 20 * ms, 40 * ms, 60 * ms}[config%4]
	case config < 16: // hybrid
		return [...]int{10 * ms, 20 * ms}[config%2]
	default: // CELT
		return [...]int{5 * ms / 2, 5 * ms, 10 * ms, 20 * ms}[config%4]
	}
}
