package voice

import (
	"sync/atomic"
	"time"

	"parley/media/pcm"
)

// How often microphone and speaker are looked after while nothing is said or heard:
// a client that only waits should not keep a machine awake. A sound card's microphone is
// listened to all the same, for its level.
const (
	restTick = 16 * tick
	dozeTick = 8 * tick
)

// A clockwork says when to look at something: seldom while there is nothing to do, until
// it is stirred. Its ticks keep to one beat of 10 ms.
type clockwork struct {
	next  time.Time
	every time.Duration
	alarm *alarm
}

func newClockwork(began time.Time, a *alarm) clockwork {
	return clockwork{began.Add(tick), tick, a}
}

// due reports whether it is time to look.
func (c *clockwork) due(now time.Time, stirred bool) bool { return stirred || !now.Before(c.next) }

// beat is the last beat up to now. Whatever is paced by the clock goes by beats: a tick that
// comes late by a hair must not make the next one early.
func (c *clockwork) beat(now time.Time) time.Time {
	if early := c.next.Sub(now); early > 0 {
		return c.next.Add(-(early + tick - 1) / tick * tick)
	}
	return c.next.Add(now.Sub(c.next) / tick * tick)
}

// rests reports whether it goes slowly.
func (c *clockwork) rests() bool { return c.every > pcm.FrameTime }

// wind has it go on, at beats so far apart as pause says, which is asked once more when the alarm
// is set, so that nothing is missed.
func (c *clockwork) wind(now time.Time, pause func() time.Duration) {
	c.every = pause()
	c.alarm.set.Store(c.rests())
	if c.rests() {
		c.every = pause()
		c.alarm.set.Store(c.rests())
	}
	if late := now.Sub(c.next); late >= 0 { // by less than a frame's time: the next frame is not late, too
		c.next = c.next.Add((late/c.every + 1) * c.every)
	}
	if early := c.next.Sub(now); early > c.every { // it was stirred
		c.next = c.next.Add(-(early - c.every + tick - 1) / tick * tick)
	}
}

// An alarm wakes a clockwork that goes slowly.
type alarm struct {
	set  atomic.Bool
	rung chan struct{} // holds one token
}

func newAlarm() alarm { return alarm{rung: make(chan struct{}, 1)} }

// ring wakes who rests. It may be called from any goroutine, for each packet.
func (a *alarm) ring() {
	if !a.set.Load() {
		return
	}
	select {
	case a.rung <- struct{}{}:
	default:
	}
}

// pauseIn is how long the microphone may be left alone. Where the clock paces it, and a frame was due
// now, the next is due a frame later.
func (v *Voice) pauseIn() time.Duration {
	switch {
	case v.talk.Load() && v.mic.due:
		return pcm.FrameTime
	case v.talk.Load(), v.trial.Load().goesOn():
		return tick
	case v.mic.source != nil && v.mic.source.Live():
		return dozeTick
	}
	return restTick
}

// pauseOut is how long the speaker may be left alone, likewise. What is lost is asked for in time.
func (v *Voice) pauseOut() time.Duration {
	switch {
	case v.nothingOut(time.Now()):
		return restTick
	case v.ear.due && !v.loses():
		return pcm.FrameTime
	}
	return tick
}

// loses reports whether packets are being lost that come in.
func (v *Voice) loses() bool {
	for _, h := range v.slots {
		if h.loses() {
			return true
		}
	}
	return false
}

func (h *hearing) loses() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.buffer.Loses()
}

// nothingOut reports whether nobody has been heard for a while: nothing is to come, and what is
// shown of it has faded.
func (v *Voice) nothingOut(now time.Time) bool {
	if v.trial.Load().goesOn() || v.guard.far.read() > pcm.Quietest {
		return false
	}
	for _, h := range v.slots {
		if !h.rests(now) {
			return false
		}
	}
	return true
}

// rests reports whether nobody is heard in the slot, nor will be without another packet.
func (h *hearing) rests(now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.level.read() <= pcm.Quietest && h.buffer.Rests(now)
}
