package device

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"time"

	"parley/media/pcm"
)

const (
	wavHeader   = 44
	mostWritten = math.MaxUint32 - wavHeader // bytes of sound: 12 hours
	patchEvery  = int(time.Second / pcm.FrameTime)
)

// A WAVSink writes a WAV file of 16-bit mono at 48 kHz. The sizes in its header are set
// right every second, so the file is whole, but for its last second, even if the
// program is killed.
type WAVSink struct {
	pace    Pace
	file    *os.File
	size    int64 // bytes of sound written
	frames  int   // since the header was last right
	scratch [2 * pcm.FrameSize]byte
}

// CreateWAV makes the file, or empties it.
func CreateWAV(path string) (*WAVSink, error) {
	if err := regular(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("create sound file: %w", err)
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("create sound file: %w", err)
	}
	w := &WAVSink{file: f, frames: patchEvery - 1} // the first frame sets the sizes right
	if _, err := f.Write(header(0)); err != nil {
		f.Close()
		return nil, fmt.Errorf("create sound file: %w", err)
	}
	return w, nil
}

// header is the head of a file with that many bytes of sound.
func header(size int64) []byte {
	b := make([]byte, 0, wavHeader)
	b = append(b, "RIFF"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(wavHeader-8+size))
	b = append(b, "WAVEfmt "...)
	b = binary.LittleEndian.AppendUint32(b, 16)
	b = binary.LittleEndian.AppendUint16(b, wavPCM)
	b = binary.LittleEndian.AppendUint16(b, 1)
	b = binary.LittleEndian.AppendUint32(b, pcm.Rate)
	b = binary.LittleEndian.AppendUint32(b, 2*pcm.Rate)
	b = binary.LittleEndian.AppendUint16(b, 2)
	b = binary.LittleEndian.AppendUint16(b, 16)
	b = append(b, "data"...)
	return binary.LittleEndian.AppendUint32(b, uint32(size))
}

// Due follows the clock: a file takes sound as fast as it sounds.
func (w *WAVSink) Due(now time.Time) int { return w.pace.Due(now) }

// Write appends a frame.
func (w *WAVSink) Write(f *pcm.Frame) error {
	if w.size+int64(len(w.scratch)) > mostWritten {
		return errors.New("write sound file: it has reached the largest size of a WAV file")
	}
	for i, s := range f {
		binary.LittleEndian.PutUint16(w.scratch[2*i:], uint16(s))
	}
	if _, err := w.file.Write(w.scratch[:]); err != nil {
		return fmt.Errorf("write sound file: %w", err)
	}
	w.size += int64(len(w.scratch))
	if w.frames++; w.frames < patchEvery {
		return nil
	}
	w.frames = 0
	return w.patch()
}

// patch sets the sizes in the header right.
func (w *WAVSink) patch() error {
	b := w.scratch[:4]
	binary.LittleEndian.PutUint32(b, uint32(w.size))
	if _, err := w.file.WriteAt(b, wavHeader-4); err != nil {
		return fmt.Errorf("write sound file: %w", err)
	}
	binary.LittleEndian.PutUint32(b, uint32(wavHeader-8+w.size))
	if _, err := w.file.WriteAt(b, 4); err != nil {
		return fmt.Errorf("write sound file: %w", err)
	}
	return nil
}

// Close sets the header right and closes the file.
func (w *WAVSink) Close() error {
	return errors.Join(w.patch(), w.file.Close())
}
