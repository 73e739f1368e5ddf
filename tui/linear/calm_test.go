package linear_test

import (
	"sync/atomic"
	"testing"
	"time"

	"parley/collab/meeting"
	"parley/tui/linear"
	"parley/tui/sound"
)

// Nothing happens, and nothing is due: the machine sleeps.
func TestAnIdleFrontDoesNotLookAtTheClock(t *testing.T) {
	var looks atomic.Int64
	meet(t, func(c *linear.Config) {
		c.Now = func() time.Time { looks.Add(1); return time.Now() }
	}, func(t *testing.T, r *room) {
		r.types("read 1")
		r.ben(meeting.Said{Text: "good morning"})
		time.Sleep(time.Minute) // until it is announced
		r.said()
		before := looks.Load()
		time.Sleep(time.Hour)
		if got := looks.Load() - before; got != 0 {
			t.Errorf("%d looks at the clock in an hour in which nothing happens, want none", got)
		}
		r.ben(meeting.Said{Text: "good evening"})
		r.hears("Chat, Ben: good evening")
	})
}

// A sound that tells of its news is looked at for its figures alone.
func TestASoundThatTellsIsHeardOfAtOnceAndNotLookedAtMeanwhile(t *testing.T) {
	var looks atomic.Int64
	s := &radio{}
	meet(t, func(c *linear.Config) {
		s.news = make(chan struct{}, 1)
		c.Sound = s
		c.Now = func() time.Time { looks.Add(1); return time.Now() }
	}, func(t *testing.T, r *room) {
		time.Sleep(time.Minute)
		before := looks.Load()
		time.Sleep(time.Minute)
		if got := looks.Load() - before; got > 2*62 {
			t.Errorf("%d looks at the clock in a minute, want two each second", got)
		}
		s.set(func(s *sound.Status) { s.State, s.Path = sound.Connected, "udp" })
		s.news <- struct{}{}
		r.hears("Sound is connected by UDP.")
	})
}
