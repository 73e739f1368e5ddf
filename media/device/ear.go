package device

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/gen2brain/malgo"

	"parley/media/pcm"
)

// An Ear is a sink: a playback device. Its own clock paces it.
type Ear struct {
	card *card
	feed
	gone  atomic.Bool
	why   error // it is of no use any more, as Due found; nil: it is
	run   watch // of what the device has taken
	spare reserve
	grasp grasp
	holds time.Duration // in the sound system
	rests bool          // nothing was written since Rest
}

// OpenEar opens the playback device that is meant by name: its own, or a part of
// it that no other has; "" for the usual one. ErrNone says that there is none
// such, ErrSeveral that several fit.
func OpenEar(ctx context.Context, name string) (*Ear, error) {
	e, err := patiently(ctx, toOpen, func() (*Ear, error) {
		e := &Ear{}
		var err error
		e.card, err = openCard(malgo.Playback, name, &e.feed, malgo.DeviceCallbacks{Data: e.says, Stop: e.stop})
		if err == nil {
			e.holds = e.card.holds
		}
		return e, err
	}, func(e *Ear) { e.Close() })
	if err != nil {
		return nil, fmt.Errorf("open speaker: %w", err)
	}
	return e, nil
}

// stop runs on a thread of the sound system.
func (e *Ear) stop() { e.gone.Store(true) }

// Name is what the system calls the device.
func (e *Ear) Name() string { return e.card.name }

// Due keeps in the ring what the device asks for at once and a frame and a half
// more: a frame is what one call brings, the half is the time between two calls. On a
// machine that is too busy to call in time it is more.
func (e *Ear) Due(now time.Time) int {
	if e.why = e.run.verdict(e.asked.Load(), e.gone.Load(), now); e.why != nil {
		return 1 // so that Write is called, and says so
	}
	if e.rests {
		e.rests, e.spare.holes = false, e.holes.Load()
	}
	want := int(e.grasp.most(&e.once, now)) + pcm.FrameSize*3/2 + e.spare.samples(e.holes.Load(), now)
	short := min(want, ringSize/2) - e.level()
	return max(0, (short+pcm.FrameSize-1)/pcm.FrameSize)
}

// Rest lets time pass without anything to play: the device is silent, and what it does not get
// until Due is asked again is no hole. The error is as Write's.
func (e *Ear) Rest(now time.Time) error {
	e.why, e.rests = e.run.verdict(e.asked.Load(), e.gone.Load(), now), true
	return e.why
}

// Latency is how long what is written now waits until it sounds, as far as it is known: what
// Due keeps in the ring, and what the sound system holds; what the card itself takes is
// not in it.
func (e *Ear) Latency() time.Duration {
	return pcm.Duration(int64(e.level())-pcm.FrameSize/2) + e.holds
}

// Write puts a frame into the ring.
func (e *Ear) Write(f *pcm.Frame) error {
	if e.why != nil {
		return e.why
	}
	e.write(f[:])
	return nil
}

// Close stops the device. What it has not played yet is lost.
func (e *Ear) Close() error { return e.card.close() }
