// Package wire turns commands, events, notices and snapshots into bytes and
// back: the messages between client and server, and the entries of the log. A
// message is one kind byte and one CBOR array (RFC 8949); large ones are
// zstd-compressed (RFC 8878) behind a marked kind byte. Everything read is
// bounded and checked; what it returns is safe to use. The package opens
// no socket.
package wire

import (
	"errors"
	"fmt"

	"github.com/fxamacker/cbor/v2"
	"github.com/klauspost/compress/zstd"
)

// Protocol is the version of what this package writes. A client and a server
// with different ones do not talk.
const Protocol = 4

// ALPN is the protocol (RFC 7301) that a client names beside http/1.1 to say that
// it knows the server by its fingerprint. A server that chooses it is ours, with
// nobody between who ends TLS for it; what is spoken is HTTP/1.1 all the same.
const ALPN = "parley"

const (
	// MaxFrame is the most bytes a message may have on the wire, both ways: room
	// for a welcome with the longest draft that does not compress.
	MaxFrame = 24 << 20
	// MaxCommand is the most bytes a message from a client may have.
	MaxCommand = 2 << 20
	// maxPlain bounds what a compressed message may unfold to, maxAsked one
	// from a client.
	maxPlain = 64 << 20
	maxAsked = 4 << 20
	// compressFrom is the size in bytes from which compressing is worth it.
	compressFrom = 512
)

// ErrMalformed reports bytes that are no message of this protocol.
var ErrMalformed = errors.New("malformed message")

// ErrNewer reports an entry of the log of a kind that this parley does not
// know. Entries have a checksum where they lie, so that it is no damage.
var ErrNewer = errors.New("written by a newer parley")

// packed marks the kind byte of a compressed message.
const packed = 0x80

var encoding = func() cbor.EncMode {
	mode, err := cbor.EncOptions{Sort: cbor.SortNone}.EncMode()
	if err != nil {
		panic(err)
	}
	return mode
}()

var decoding = func() cbor.DecMode {
	mode, err := cbor.DecOptions{
		MaxArrayElements: 1 << 20,
		MaxMapPairs:      16,
		MaxNestedLevels:  8,
		IndefLength:      cbor.IndefLengthForbidden,
		TagsMd:           cbor.TagsForbidden,
		UTF8:             cbor.UTF8RejectInvalid,
	}.DecMode()
	if err != nil {
		panic(err)
	}
	return mode
}()

// One encoder and one decoder serve all: EncodeAll and DecodeAll may be called
// from many goroutines. The usual level, as the better one takes three times as
// long and 3 MB more, and makes drafts of 0.5 to 20 kB 0.3 % shorter.
var (
	compressor = func() *zstd.Encoder {
		e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
		if err != nil {
			panic(err)
		}
		e.EncodeAll(nil, nil) // makes its channels now, and not in the first test's bubble of time
		return e
	}()
	decompressor = unfolder(maxPlain)
	askedOnly    = unfolder(maxAsked)
)

// unfolder returns a decompressor of messages of at most max bytes.
func unfolder(max uint64) *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(max))
	if err != nil {
		panic(err)
	}
	return d
}

// seal appends the message of the kind with the body, compressed where that
// makes it smaller.
func seal(dst []byte, kind byte, body any) ([]byte, error) {
	plain, err := encoding.Marshal(body)
	if err != nil {
		return dst, fmt.Errorf("encode message of kind %d: %w", kind, err)
	}
	return fold(dst, kind, plain), nil
}

// fold is seal for a body that is encoded already.
func fold(dst []byte, kind byte, plain []byte) []byte {
	if len(plain) >= compressFrom {
		start := len(dst)
		dst = compressor.EncodeAll(plain, append(dst, kind|packed))
		if len(dst)-start < len(plain) {
			return dst
		}
		dst = dst[:start]
	}
	return append(append(dst, kind), plain...)
}

// unseal returns the kind of the message of at most max bytes and its plain body.
func unseal(b []byte, max int, unfold *zstd.Decoder) (byte, []byte, error) {
	if len(b) < 2 || len(b) > max {
		return 0, nil, fmt.Errorf("message of %d bytes: %w", len(b), ErrMalformed)
	}
	kind, body := b[0], b[1:]
	if kind&packed == 0 {
		return kind, body, nil
	}
	plain, err := unfold.DecodeAll(body, nil)
	if err != nil {
		return 0, nil, fmt.Errorf("unfold message: %w: %w", err, ErrMalformed)
	}
	return kind &^ packed, plain, nil
}

// decode reads a body of exactly one CBOR value into v.
func decode(body []byte, v any) error {
	if err := decoding.Unmarshal(body, v); err != nil {
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return nil
}
