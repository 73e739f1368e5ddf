package device

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// ErrWAV reports a file that is no WAV, or one of a kind that is not read here.
var ErrWAV = errors.New("not a WAV file that can be read")

const (
	wavPCM        = 1      // format tags of the WAVE specification
	wavFloat      = 3      //
	wavExtensible = 0xfffe // the real tag begins the sub-format

	leastRate, mostRate = 8000, 192000
	mostChannels        = 64
	mostChunks          = 1000 // before the sound
)

// A wavFormat is how the samples of a file are written.
type wavFormat struct {
	tag      uint16
	channels int
	rate     int // samples a second
	width    int // bytes a sample
}

// block is how many bytes one sample of all channels takes.
func (w wavFormat) block() int { return w.channels * w.width }

// readHeader reads from r up to the first byte of sound, and returns how many
// bytes of sound there are. A size of zero, or of all ones, as programs leave it that
// write to a pipe or were killed, means up to the end.
func readHeader(r io.Reader) (wavFormat, int64, error) {
	var head [12]byte
	if _, err := io.ReadFull(r, head[:]); err != nil || string(head[:4]) != "RIFF" || string(head[8:]) != "WAVE" {
		return wavFormat{}, 0, fmt.Errorf("%w: it does not begin as one", ErrWAV)
	}
	var format wavFormat
	for range mostChunks {
		var chunk [8]byte
		if _, err := io.ReadFull(r, chunk[:]); err != nil {
			return wavFormat{}, 0, fmt.Errorf("%w: there is no sound in it", ErrWAV)
		}
		size := int64(binary.LittleEndian.Uint32(chunk[4:]))
		switch string(chunk[:4]) {
		case "data":
			if format.channels == 0 {
				return wavFormat{}, 0, fmt.Errorf("%w: the format is missing", ErrWAV)
			}
			if size == 0 || size == math.MaxUint32 {
				size = math.MaxInt64
			}
			return format, size, nil
		case "fmt ":
			var err error
			if format, err = readFormat(io.LimitReader(r, size), size); err != nil {
				return wavFormat{}, 0, err
			}
			size &= 1 // only the padding is left
		default:
			size += size & 1
		}
		if _, err := io.CopyN(io.Discard, r, size); err != nil {
			return wavFormat{}, 0, fmt.Errorf("%w: it is cut short", ErrWAV)
		}
	}
	return wavFormat{}, 0, fmt.Errorf("%w: there is no sound among its first %d parts", ErrWAV, mostChunks)
}

// readFormat reads a format chunk and leaves nothing of it.
func readFormat(r io.Reader, size int64) (wavFormat, error) {
	if size < 16 || size > 1024 {
		return wavFormat{}, fmt.Errorf("%w: a format of %d bytes", ErrWAV, size)
	}
	b := make([]byte, size)
	if _, err := io.ReadFull(r, b); err != nil {
		return wavFormat{}, fmt.Errorf("%w: it is cut short", ErrWAV)
	}
	w := wavFormat{
		tag:      binary.LittleEndian.Uint16(b),
		channels: int(binary.LittleEndian.Uint16(b[2:])),
		rate:     int(binary.LittleEndian.Uint32(b[4:])),
		width:    int(binary.LittleEndian.Uint16(b[14:])) / 8,
	}
	bits := int(binary.LittleEndian.Uint16(b[14:]))
	if w.tag == wavExtensible && size >= 26 {
		w.tag = binary.LittleEndian.Uint16(b[24:])
	}
	switch {
	case w.channels < 1 || w.channels > mostChannels:
		return wavFormat{}, fmt.Errorf("%w: %d channels", ErrWAV, w.channels)
	case w.rate < leastRate || w.rate > mostRate:
		return wavFormat{}, fmt.Errorf("%w: %d samples a second, not %d to %d", ErrWAV, w.rate, leastRate, mostRate)
	case w.tag == wavPCM && (bits == 8 || bits == 16 || bits == 24 || bits == 32):
	case w.tag == wavFloat && (bits == 32 || bits == 64):
	default:
		return wavFormat{}, fmt.Errorf("%w: encoding %d with %d bits a sample", ErrWAV, w.tag, bits)
	}
	if got := int(binary.LittleEndian.Uint16(b[12:])); got != w.block() {
		return wavFormat{}, fmt.Errorf("%w: %d bytes a step instead of %d", ErrWAV, got, w.block())
	}
	return w, nil
}

// mono averages the channels of one block; 1 is full scale.
func (w wavFormat) mono(block []byte) float64 {
	sum := 0.0
	for ; len(block) >= w.width; block = block[w.width:] {
		sum += w.sample(block)
	}
	return sum / float64(w.channels)
}

// sample reads the number that b begins with.
func (w wavFormat) sample(b []byte) float64 {
	switch {
	case w.tag == wavFloat && w.width == 8:
		return finite(math.Float64frombits(binary.LittleEndian.Uint64(b)))
	case w.tag == wavFloat:
		return finite(float64(math.Float32frombits(binary.LittleEndian.Uint32(b))))
	case w.width == 1: // the only one without a sign
		return (float64(b[0]) - 128) / 128
	case w.width == 2:
		return float64(int16(binary.LittleEndian.Uint16(b))) / (1 << 15)
	case w.width == 3:
		return float64(int32(b[0])<<8|int32(b[1])<<16|int32(b[2])<<24) / (1 << 31)
	}
	return float64(int32(binary.LittleEndian.Uint32(b))) / (1 << 31)
}

// finite keeps what is no number, and what is far beyond full scale, out of the
// filter.
func finite(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return min(max(v, -1), 1)
}
