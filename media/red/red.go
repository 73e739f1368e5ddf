// Package red takes Opus payloads apart and puts them together again without
// decoding them: several frames to one packet and back (RFC 6716 section 3.2),
// and a packet with copies of earlier ones to one payload and back (RED, RFC
// 2198). It does no I/O, starts no goroutine, and keeps nothing but what a Trail
// remembers. What comes from the network is checked; nothing here allocates.
package red

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// PayloadType is the RTP payload type of RED, in both directions. Its blocks are
// Opus.
const PayloadType = 63

const (
	// MaxBefore is how far back a copy may reach, in samples: some 341 ms (RFC
	// 2198 section 3: 14 bits).
	MaxBefore = 1<<14 - 1
	// MaxCopy is the longest copy, in bytes (RFC 2198 section 3: 10 bits).
	MaxCopy = 1<<10 - 1
	// MaxBlocks is how many blocks are read of one payload. Browsers send up to
	// ten.
	MaxBlocks = 16

	copyHeader = 4 // bytes in front of each copy
	more       = 0x80
)

// ErrMalformed reports bytes that are no RED payload.
var ErrMalformed = errors.New("not a RED payload")

// A Block is one Opus packet in a RED payload.
type Block struct {
	// Before is how many samples it begins before the newest block, whose time is
	// that of the RTP packet. Of the newest block it is 0.
	Before int
	// Payload is the Opus packet.
	Payload []byte
}

// Fits reports whether b can travel as a copy.
func (b Block) Fits() bool {
	return b.Before > 0 && b.Before <= MaxBefore && len(b.Payload) > 0 && len(b.Payload) <= MaxCopy
}

// Pack appends to out a RED payload of the newest Opus packet and copies of
// earlier ones, the oldest first. Copies that do not fit are left out. opus is the
// payload type of the blocks.
func Pack(out []byte, opus uint8, newest []byte, copies ...Block) []byte {
	for _, c := range copies {
		if c.Fits() {
			out = binary.BigEndian.AppendUint32(out, (more|uint32(opus))<<24|uint32(c.Before)<<10|uint32(len(c.Payload)))
		}
	}
	out = append(out, opus&^more)
	for _, c := range copies {
		if c.Fits() {
			out = append(out, c.Payload...)
		}
	}
	return append(out, newest...)
}

// Unpack appends to blocks those of a RED payload, in its order: the newest is
// the last. They are parts of payload. Blocks of another payload type than opus and
// empty ones are left out, but the newest must be Opus. Its errors wrap
// ErrMalformed.
func Unpack(blocks []Block, payload []byte, opus uint8) ([]Block, error) {
	body, err := skipHeaders(payload)
	if err != nil {
		return blocks, err
	}
	head := payload
	for head[0]&more != 0 {
		word := binary.BigEndian.Uint32(head)
		size := int(word & MaxCopy)
		if size > len(body) {
			return blocks, fmt.Errorf("%w: a copy is cut off", ErrMalformed)
		}
		before := int(word>>10) & MaxBefore
		if size > 0 && before > 0 && uint8(word>>24)&^more == opus {
			blocks = append(blocks, Block{before, body[:size:size]})
		}
		head, body = head[copyHeader:], body[size:]
	}
	if head[0] != opus || len(body) == 0 {
		return blocks, fmt.Errorf("%w: the newest block is no Opus", ErrMalformed)
	}
	return append(blocks, Block{0, body}), nil
}

// skipHeaders returns what comes behind the headers of the blocks.
func skipHeaders(payload []byte) (body []byte, err error) {
	for n := 0; n < MaxBlocks; n++ {
		switch {
		case len(payload) == 0:
			return nil, fmt.Errorf("%w: the headers are cut off", ErrMalformed)
		case payload[0]&more == 0:
			return payload[1:], nil
		case len(payload) < copyHeader:
			return nil, fmt.Errorf("%w: the headers are cut off", ErrMalformed)
		}
		payload = payload[copyHeader:]
	}
	return nil, fmt.Errorf("%w: more than %d blocks", ErrMalformed, MaxBlocks)
}
