// Package device is where sound enters and leaves: the sound card, WAV files,
// clips in memory, silence. All of them speak in 48 kHz mono frames of 20 ms,
// and none of them makes its caller wait.
package device

import (
	"errors"
	"time"

	"parley/media/pcm"
)

// ErrNone reports that the machine has no such sound device, or no sound system
// to ask.
var ErrNone = errors.New("no such sound device")

// A Source gives sound. One goroutine owns it.
type Source interface {
	// Read fills f with the next frame and reports whether there was one. A
	// live source has none until the next 20 ms have passed. A stored one always
	// has, until its end, where it returns io.EOF; the caller paces it. Any other
	// error means that the source has broken down.
	Read(f *pcm.Frame) (bool, error)
	// Live reports that time passes in the source whether it is read or not.
	Live() bool
	// Close gives back what the source holds.
	Close() error
}

// A Sink takes sound. One goroutine owns it.
type Sink interface {
	// Due is how many frames it wants to be given now.
	Due(now time.Time) int
	// Write takes a frame. An error means that the sink has broken down.
	Write(f *pcm.Frame) error
	// Close finishes and gives back what the sink holds.
	Close() error
}
