package slot

import (
	"math/rand/v2"
	"testing"
	"time"
)

// A late packet here and there is no queue; that all of them are late is one.
func TestAQueueIsToldFromLateness(t *testing.T) {
	const step, ms = 20 * time.Millisecond, time.Millisecond
	dice := rand.New(rand.NewPCG(1, 1))
	var s Standing
	now, ts := time.Unix(1000, 0), uint32(1<<32-30*ClockRate) // it wraps half a minute on
	run := func(seconds int, late func(i int) time.Duration) (most time.Duration) {
		for i := range seconds * 50 {
			now, ts = now.Add(step), ts+ClockRate/50
			s.Note(now.Add(late(i)), uint16(i), ts)
			most = max(most, s.Queue())
		}
		return most
	}
	if got := run(60, func(int) time.Duration { return time.Duration(dice.IntN(200)) * ms }); got > 60*ms {
		t.Errorf("some are up to 200 ms late: got a queue of %v", got)
	}
	stall := func(i int) time.Duration { return max(0, 400*ms-time.Duration(i%100)*step) }
	if got := run(10, stall); got > 60*ms {
		t.Errorf("stalls of 400 ms: got a queue of %v", got)
	}
	if got := run(10, func(int) time.Duration { return 150 * ms }); got < 140*ms || got > 160*ms {
		t.Errorf("all are 150 ms late: got a queue of %v", got)
	}
	if run(1, func(int) time.Duration { return 0 }); s.Queue() > 10*ms {
		t.Errorf("a second later: got a queue of %v", s.Queue())
	}
}

func TestTheGroundIsForgotten(t *testing.T) {
	var g Ground
	now := time.Unix(1000, 0)
	g.Above(now, 50*time.Millisecond)
	for second := range 130 {
		got := g.Above(now.Add(time.Duration(second)*time.Second), 90*time.Millisecond)
		switch {
		case second < 60 && got != 40*time.Millisecond:
			t.Fatalf("after %d s: got %v above the least", second, got)
		case second > 122 && got != 0:
			t.Fatalf("after %d s: got %v above the least, which was too long ago", second, got)
		}
	}
}
