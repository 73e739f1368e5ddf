package opus

import (
	"errors"
	"fmt"

	"parley/media/red"
)

// MaxPacket is the largest packet of one Opus frame, in bytes (RFC 6716
// section 3.4, requirement R2).
const MaxPacket = red.MaxFrame

// MaxSamples is the longest packet there may be, 120 ms, in samples
// (RFC 6716 section 3.4, requirement R5).
const MaxSamples = red.MaxSamples

// ErrPacket reports bytes that are no Opus packet.
var ErrPacket = errors.New("not an Opus packet")

// Samples reads from its first bytes how long a packet sounds, at 48 kHz. It
// looks at the table of contents only, so the rest may still be broken.
func Samples(packet []byte) (int, error) {
	if n := red.Samples(packet); n > 0 {
		return n, nil
	}
	return 0, fmt.Errorf("%w: %d bytes without a length in time", ErrPacket, len(packet))
}
