package linear

import (
	"time"

	"parley/collab/floor"
	"parley/collab/meeting"
)

// How often the front looks at what comes by itself: often while it waits for
// something that no notice tells of, or while this person speaks; else the sound
// tells when there is news, and what is left are figures, such as of the data used.
const (
	tick      = 100 * time.Millisecond
	soundTick = time.Second
)

// A clock wakes the front when something will be due. Where nothing will be it
// does not: what the line and the person say wakes the front anyway, and a machine
// that is not woken for nothing sleeps.
type clock struct{ *time.Timer }

// newClock returns one that wakes the front soon: what the line says at the start is
// told before what there is to see of the sound.
func newClock() clock { return clock{time.NewTimer(tick)} }

// set sets the clock to the moment of the next look.
func (c clock) set(f *front, now time.Time) {
	at := f.due(now)
	if at.IsZero() {
		c.Stop()
		return
	}
	c.Reset(max(0, at.Sub(now)))
}

// due returns when the front is to look at what comes by itself; the zero time:
// not before something happens.
func (f *front) due(now time.Time) (at time.Time) {
	if f.anew {
		return now
	}
	first := func(t time.Time) {
		if !t.IsZero() && (at.IsZero() || t.Before(at)) {
			at = t
		}
	}
	for _, d := range f.documents {
		first(d.draft.Due())
		if d.draft.Link().State == meeting.Up && !f.waitsFor("receipts") {
			first(d.unseen.Due())
		}
		if len(d.changes.touched) > 0 {
			first(f.announced.told.Add(breath))
		}
	}
	if len(f.announced.waiting) > 0 {
		first(f.announced.told.Add(breath))
	}
	if t := f.seat.Floor().Turn; t != nil && t.Limit > 0 && f.turn.warned != t.Number && f.seat.Joined() {
		first(now.Add(t.Ends().Add(-floor.Warning).Sub(f.seat.Clock(now))))
	}
	if p := f.pause; p != nil {
		first(p.until)
		if p.looks {
			first(now.Add(tick))
		}
	}
	if f.Sound != nil {
		first(now.Add(f.soundTick()))
		if t := f.soundGone.Add(untilGone); !f.soundGone.IsZero() && t.After(now) {
			first(t)
		}
	}
	return at
}

// waitsFor reports whether the pause is for that.
func (f *front) waitsFor(what string) bool { return f.pause != nil && f.pause.what == what }

// soundTick is how long the sound is left alone.
func (f *front) soundTick() time.Duration {
	if f.Sound.News() == nil || f.Sound.Talking() {
		return tick
	}
	return soundTick
}
