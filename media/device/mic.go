package device

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/gen2brain/malgo"

	"parley/media/pcm"
)

// ErrGone reports a sound device that has stopped by itself, as one does when it is
// unplugged.
var ErrGone = errors.New("the sound device has stopped")

const (
	micAtMost = 6 * pcm.FrameSize // waiting in the ring before the reader is taken to have slept
	micKeeps  = 2 * pcm.FrameSize // what is then left: old sound is no use
)

// A Mic is a live source: a capture device.
type Mic struct {
	card *card
	feed
	gone  atomic.Bool
	run   watch // of what the device has brought
	grasp grasp
	keeps bool // nothing is dropped for being old
}

// OpenMic opens the capture device that is meant by name: its own, or a part of it
// that no other has; "" for the usual one. ErrNone says that there is none such,
// ErrSeveral that several fit.
func OpenMic(ctx context.Context, name string) (*Mic, error) {
	m, err := patiently(ctx, toOpen, func() (*Mic, error) {
		m := &Mic{}
		var err error
		m.card, err = openCard(malgo.Capture, name, &m.feed, malgo.DeviceCallbacks{Data: m.hears, Stop: m.stop})
		return m, err
	}, func(m *Mic) { m.Close() })
	if err != nil {
		return nil, fmt.Errorf("open microphone: %w", err)
	}
	return m, nil
}

// stop runs on a thread of the sound system.
func (m *Mic) stop() { m.gone.Store(true) }

// Name is what the system calls the device.
func (m *Mic) Name() string { return m.card.name }

// Keep says whether what is read late is to be had all the same, up to what the ring holds: for
// who records, and sends nothing.
func (m *Mic) Keep(all bool) { m.keeps = all }

// Read gives the next frame, if 20 ms have been heard since the last.
func (m *Mic) Read(f *pcm.Frame) (bool, error) {
	if !m.keeps && m.level() > micAtMost {
		m.drop(micKeeps)
	}
	if m.readFrame(f) {
		return true, nil
	}
	return false, m.run.verdict(m.put.Load(), m.gone.Load(), time.Now())
}

// Latency is how long it takes until the last sample of a frame can be read, as far as it is
// known: a period of the sound system, and half a one until the frame is full; what the card itself takes
// is not in it.
func (m *Mic) Latency() time.Duration {
	return pcm.Duration(m.grasp.most(&m.once, time.Now()) * 3 / 2)
}

// Live is true.
func (m *Mic) Live() bool { return true }

// Close stops the device.
func (m *Mic) Close() error { return m.card.close() }
