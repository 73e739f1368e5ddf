package jitter

import (
	"testing"
	"time"
)

// A queue that has gone is not waited for: eight seconds later the target is what it was, however long
// the packets are.
func TestAQueueIsForgottenInTime(t *testing.T) {
	const ms = time.Millisecond
	for _, length := range []time.Duration{20 * ms, 60 * ms, 120 * ms} {
		var a arrival
		a.forget(true)
		speak := func(seconds int, late time.Duration) time.Duration {
			for range int(time.Duration(seconds) * time.Second / length) {
				a.note(late, length)
			}
			return a.target(enough)
		}
		before := speak(30, 10*ms)
		if got := speak(5, 380*ms); got < 300*ms {
			t.Errorf("packets of %v: a target of %v while all are 380 ms late", length, got)
		}
		if got := speak(9, 10*ms); got > before {
			t.Errorf("packets of %v: a target of %v nine seconds after the queue, want %v again", length, got, before)
		}
		a.note(380*ms, length)
		if got := a.target(enough); got > before {
			t.Errorf("packets of %v: a target of %v because of one late packet", length, got)
		}
	}
}
