package device

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"os"

	"parley/media/pcm"
)

// A WAVSource is a stored source that reads a WAV file as it is needed: PCM of 8
// to 32 bits or floating point, 8 to 192 kHz, any channels mixed to one.
type WAVSource struct {
	file   io.Closer
	bytes  *bufio.Reader
	left   int64 // bytes of sound not read yet
	format wavFormat
	block  []byte
	next   func() (float64, bool) // a sample at 48 kHz
	broken error                  // from reading the file, other than its end
}

// OpenWAV opens a file and reads its header. The error is of os for a file that
// cannot be opened, ErrWAV for one that is no sound.
func OpenWAV(path string) (*WAVSource, error) {
	if err := regular(path); err != nil {
		return nil, fmt.Errorf("open sound file: %w", err)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open sound file: %w", err)
	}
	w, err := newWAVSource(f)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("open sound file %s: %w", path, err)
	}
	w.file = f
	return w, nil
}

// regular refuses what would never open, or never end: pipes, devices, folders.
func regular(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file with bytes in it: %w", path, os.ErrInvalid)
	}
	return nil
}

func newWAVSource(r io.Reader) (*WAVSource, error) {
	w := &WAVSource{bytes: bufio.NewReaderSize(r, 1<<16)}
	var err error
	if w.format, w.left, err = readHeader(w.bytes); err != nil {
		return nil, err
	}
	w.block = make([]byte, w.format.block())
	w.next = w.pull
	if w.format.rate != pcm.Rate {
		w.next = newResampler(w.format.rate, w.pull).next
	}
	return w, nil
}

// pull reads one sample at the file's own rate.
func (w *WAVSource) pull() (float64, bool) {
	if w.left < int64(len(w.block)) {
		return 0, false
	}
	if _, err := io.ReadFull(w.bytes, w.block); err != nil {
		w.left = 0
		if err != io.EOF && err != io.ErrUnexpectedEOF {
			w.broken = fmt.Errorf("read sound file: %w", err)
		}
		return 0, false
	}
	w.left -= int64(len(w.block))
	return w.format.mono(w.block), true
}

// Read gives the next frame, the last one filled up with silence, then io.EOF.
func (w *WAVSource) Read(f *pcm.Frame) (bool, error) {
	n := 0
	for n < len(f) {
		v, ok := w.next()
		if !ok {
			break
		}
		f[n] = int16(min(max(math.Round(v*(1<<15)), math.MinInt16), math.MaxInt16))
		n++
	}
	clear(f[n:])
	switch {
	case w.broken != nil:
		return false, w.broken
	case n == 0:
		return false, io.EOF
	}
	return true, nil
}

// Live is false: a file waits to be read.
func (w *WAVSource) Live() bool { return false }

// Close closes the file.
func (w *WAVSource) Close() error { return w.file.Close() }
