//go:build linux

package sfu_test

import (
	"fmt"
	"testing"
	"time"
)

// TestWhatIsCollectedComesAtTheBeat has one listen at a beat, over a real socket: nothing comes in between,
// what comes counts as coming when it came, and when the beat ends packets come by themselves.
func TestWhatIsCollectedComesAtTheBeat(t *testing.T) {
	h := loopback(t)
	a, b := arrives(t, h, "m", nil), arrives(t, h, "m", nil)
	h.full(2)
	h.Allow("m", a.identity.Fingerprint(), 3, true)
	a.says("H0")
	b.hears("H0")
	early, stamped := 0, 0 // a machine that is busy lets some come as they like
	for i := 1; i <= 10; i++ {
		b.link.Collect() // from here on they gather
		what := fmt.Sprint("H", i)
		a.says(what)
		time.Sleep(15 * time.Millisecond)
		early += len(b.heard)
		said := time.Now()
		for b.link.Collect(); len(b.heard) == 0; b.link.Collect() {
			if time.Since(said) > 10*time.Second {
				t.Fatalf("%s never came", what)
			}
			time.Sleep(time.Millisecond)
		}
		if b.hears(what).Arrived.Before(said) {
			stamped++
		}
	}
	if early > 8 || stamped == 0 {
		t.Errorf("of 10 packets %d came between the beats, and %d count as coming before they were collected", early, stamped)
	}
	b.link.Await()
	a.says("H11")
	b.hears("H11")
	if s := b.link.Stats(); s.Lost > 0 || s.Heard != 12 {
		t.Errorf("got %d packets, and %d lost, of 12", s.Heard, s.Lost)
	}
	b.link.Collect()
	if err := b.link.Close(); err != nil {
		t.Error(err)
	}
}
