package red

import (
	"errors"
	"fmt"
)

// The limits of an Opus packet (RFC 6716 section 3.4).
const (
	// MaxFrames is how many frames a packet has at most: 120 ms of 2.5 ms each.
	MaxFrames = 48
	// MaxFrame is the longest frame, in bytes (requirement R2).
	MaxFrame = 1275
	// MaxSamples is the longest packet, 120 ms, in samples of 48 kHz
	// (requirement R5).
	MaxSamples = 120 * ms

	ms = 48 // samples
)

// The codes of a packet's first byte, which say how many frames there are.
const (
	oneFrame  = 0
	twoEqual  = 1
	twoFrames = 2
	anyFrames = 3

	codeBits  = 3
	countBits = 0x3f
	padded    = 0x40
	variable  = 0x80
)

var (
	// ErrPacket reports bytes that are no Opus packet.
	ErrPacket = errors.New("not an Opus packet")
	// ErrFrames reports frames that make no packet.
	ErrFrames = errors.New("frames that make no Opus packet")
)

// Samples returns how many samples, at 48 kHz and per channel, an Opus packet
// covers, as its first bytes say (RFC 6716 section 3.1). It looks at no audio.
// A packet that cannot be Opus has 0; one that has more may still be broken.
func Samples(packet []byte) int {
	if len(packet) == 0 {
		return 0
	}
	frames := 1
	switch packet[0] & codeBits {
	case twoEqual, twoFrames:
		frames = 2
	case anyFrames:
		if len(packet) < 2 {
			return 0
		}
		frames = int(packet[1] & countBits)
	}
	if n := frames * FrameSamples(packet[0]); n <= MaxSamples {
		return n
	}
	return 0
}

// FrameSamples returns how long a frame of a packet with this first byte is:
// SILK 10 to 60 ms, hybrid 10 and 20 ms, CELT 2.5 to 20 ms.
func FrameSamples(toc byte) int {
	switch config := toc >> 3; {
	case config < 12:
		return [...]int{10, 20, 40, 60}[config&3] * ms
	case config < 16:
		return [...]int{10, 20}[config&1] * ms
	default:
		return (5 * ms / 2) << (config & 3)
	}
}

// Split appends to frames those of an Opus packet, which are parts of it, and
// returns the first byte that a packet of any one of them has. A frame may be
// empty: nothing was to be said, or it was lost. Its errors wrap ErrPacket.
func Split(frames [][]byte, packet []byte) (toc byte, out [][]byte, err error) {
	if Samples(packet) == 0 {
		return 0, frames, fmt.Errorf("%w: %d bytes without a length in time", ErrPacket, len(packet))
	}
	toc, rest := packet[0]&^codeBits, packet[1:]
	count, equal := 1, true
	switch packet[0] & codeBits {
	case twoEqual:
		count = 2
	case twoFrames:
		count, equal = 2, false
	case anyFrames:
		count, equal = int(packet[1]&countBits), packet[1]&variable == 0
		if rest, err = unpad(packet[1]&padded != 0, rest[1:]); err != nil {
			return 0, frames, err
		}
	}
	if equal {
		out, err = cut(frames, rest, count)
	} else {
		out, err = cutByLength(frames, rest, count)
	}
	return toc, out, err
}

// unpad takes the padding off the frames of a packet (RFC 6716 section 3.2.5).
func unpad(has bool, b []byte) ([]byte, error) {
	padding := 0
	for has {
		if len(b) == 0 {
			return nil, fmt.Errorf("%w: the length of its padding is missing", ErrPacket)
		}
		n := int(b[0])
		b = b[1:]
		if has = n == 255; has {
			n = 254
		}
		padding += n
	}
	if padding > len(b) {
		return nil, fmt.Errorf("%w: %d bytes of padding in %d", ErrPacket, padding, len(b))
	}
	return b[:len(b)-padding], nil
}

// cut takes frames of one length.
func cut(frames [][]byte, b []byte, count int) ([][]byte, error) {
	size := len(b) / count
	if size*count != len(b) || size > MaxFrame {
		return frames, fmt.Errorf("%w: %d bytes of %d equal frames", ErrPacket, len(b), count)
	}
	for range count {
		frames, b = append(frames, b[:size:size]), b[size:]
	}
	return frames, nil
}

// cutByLength takes frames that all but the last have their length in front.
func cutByLength(frames [][]byte, b []byte, count int) ([][]byte, error) {
	var sizes [MaxFrames]int
	sum := 0
	for i := range count - 1 {
		size, n := length(b)
		if n == 0 {
			return frames, fmt.Errorf("%w: the length of a frame is missing", ErrPacket)
		}
		sizes[i], b = size, b[n:]
		sum += size
	}
	last := len(b) - sum
	if last < 0 || last > MaxFrame {
		return frames, fmt.Errorf("%w: %d bytes for frames of %d and the last", ErrPacket, len(b), sum)
	}
	sizes[count-1] = last
	for _, size := range sizes[:count] {
		frames, b = append(frames, b[:size:size]), b[size:]
	}
	return frames, nil
}

// length reads a frame's length and how many bytes that took: 1 or 2 (RFC 6716
// section 3.2.1), or 0 if it is cut off.
func length(b []byte) (size, n int) {
	switch {
	case len(b) > 0 && b[0] < 252:
		return int(b[0]), 1
	case len(b) > 1:
		return int(b[1])*4 + int(b[0]), 2
	}
	return 0, 0
}

// Join appends to out the Opus packet of frames that follow one another, all of
// the kind that toc tells. Its errors wrap ErrFrames, and leave out as it was.
func Join(out []byte, toc byte, frames ...[]byte) ([]byte, error) {
	if n := len(frames); n == 0 || n*FrameSamples(toc) > MaxSamples {
		return out, fmt.Errorf("%w: %d of %d samples each", ErrFrames, n, FrameSamples(toc))
	}
	equal := true
	for _, f := range frames {
		if len(f) > MaxFrame {
			return out, fmt.Errorf("%w: one has %d bytes", ErrFrames, len(f))
		}
		equal = equal && len(f) == len(frames[0])
	}
	toc &^= codeBits
	switch n := byte(len(frames)); {
	case n == 1:
		out = append(out, toc|oneFrame)
	case n == 2 && equal:
		out = append(out, toc|twoEqual)
	case n == 2:
		out = append(out, toc|twoFrames)
	case equal:
		out = append(out, toc|anyFrames, n)
	default:
		out = append(out, toc|anyFrames, variable|n)
	}
	if !equal {
		for _, f := range frames[:len(frames)-1] {
			out = appendLength(out, len(f))
		}
	}
	for _, f := range frames {
		out = append(out, f...)
	}
	return out, nil
}

// appendLength writes what length reads.
func appendLength(out []byte, size int) []byte {
	if size < 252 {
		return append(out, byte(size))
	}
	first := 252 + size&3
	return append(out, byte(first), byte((size-first)/4))
}
