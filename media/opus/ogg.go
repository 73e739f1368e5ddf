package opus

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"gopkg.in/hraban/opus.v2"

	"parley/media/pcm"
)

const (
	maxClip    = 64 << 20           // bytes of an Ogg file
	maxSamples = 30 * 60 * pcm.Rate // of a clip: half an hour
)

// ErrClip reports that something is no Ogg Opus sound that ReadOgg can take.
var ErrClip = errors.New("not an Ogg Opus sound")

// ReadOgg reads a whole Ogg Opus file (RFC 7845) of at most 64 MB and half an
// hour. All channels are mixed to one, at 48 kHz.
func ReadOgg(r io.Reader) ([]int16, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxClip+1))
	if err != nil {
		return nil, fmt.Errorf("read an Ogg file: %w", err)
	}
	if len(b) > maxClip {
		return nil, fmt.Errorf("%w: it is larger than %d bytes", ErrClip, maxClip)
	}
	channels, err := oggChannels(b)
	if err != nil {
		return nil, err
	}
	growStack()
	s, err := opus.NewStream(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrClip, err)
	}
	defer s.Close()
	return readMono(s, channels)
}

// readMono reads s to its end and averages its channels.
func readMono(s *opus.Stream, channels int) ([]int16, error) {
	var mono []int16
	chunk := make([]int16, MaxSamples*channels)
	for {
		growStack()
		n, err := s.Read(chunk)
		if err == io.EOF {
			return mono, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrClip, err)
		}
		for i := range n {
			sum := 0
			for _, v := range chunk[i*channels : (i+1)*channels] {
				sum += int(v)
			}
			mono = append(mono, int16(sum/channels))
		}
		if len(mono) > maxSamples {
			return nil, fmt.Errorf("%w: it is longer than %d minutes", ErrClip, maxSamples/pcm.Rate/60)
		}
	}
}

// oggChannels walks the pages of b (RFC 3533 section 6) and reads the number of
// channels from the head of each stream that begins (RFC 7845 section 5.1).
// libopusfile knows it too, but the binding does not hand it out.
func oggChannels(b []byte) (int, error) {
	const header, begins = 27, 2
	channels := 0
	for len(b) >= header && string(b[:4]) == "OggS" {
		table := int(b[26])
		if len(b) < header+table {
			break
		}
		size := 0
		for _, lace := range b[header : header+table] {
			size += int(lace)
		}
		body := b[header+table:]
		if len(body) < size {
			break
		}
		if b[5]&begins != 0 {
			n, err := headChannels(body[:size])
			if err != nil {
				return 0, err
			}
			if channels != 0 && n != channels {
				return 0, fmt.Errorf("%w: it changes from %d channels to %d", ErrClip, channels, n)
			}
			channels = n
		}
		b = body[size:]
	}
	if channels == 0 {
		return 0, fmt.Errorf("%w: no stream begins in it", ErrClip)
	}
	return channels, nil
}

// headChannels reads the identification header that opens a stream.
func headChannels(page []byte) (int, error) {
	if len(page) < 19 || !bytes.HasPrefix(page, []byte("OpusHead")) {
		return 0, fmt.Errorf("%w: a stream in it is not Opus", ErrClip)
	}
	n := int(page[9])
	if n < 1 || n > 8 { // libopusfile's own limit
		return 0, fmt.Errorf("%w: %d channels", ErrClip, n)
	}
	if page[8]>>4 != 0 { // RFC 7845 section 5.1: the upper half must be 0
		return 0, fmt.Errorf("%w: unknown version %d", ErrClip, page[8])
	}
	return n, nil
}

// growStack makes sure that the stack need not grow during a call back from C.
// The binding hands a small number through C as a pointer; were the stack moved
// while that is an argument, the Go runtime would take it for a broken pointer and
// stop the program.
//
//go:noinline
func growStack() {
	var room [32 << 10]byte
	touch(&room)
}

//go:noinline
func touch(b *[32 << 10]byte) { b[0] = 1 }
