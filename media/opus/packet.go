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

// Coarse reports whether a packet of one frame carries a coarse copy of the sound
// before it (in-band FEC). Only SILK and hybrid frames can, of up to 20 ms here; the flag is the second
// bit of a mono frame (RFC 6716 section 4.2.3 and 4.2.4).
func Coarse(packet []byte) bool {
	const stereo = 4
	if len(packet) < 2 || packet[0]&(3|stereo) != 0 {
		return false
	}
	config := packet[0] >> 3
	if config >= 16 || config < 12 && config%4 > 1 {
		return false
	}
	return packet[1]&0x40 != 0
}
