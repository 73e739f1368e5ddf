package sfu_test

import (
	"testing"
	"time"
)

func TestSoundWaitsWhileTheTextNeedsTheLine(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		a, b := arrives(t, w.host, "m", w.place()), newPerson(t)
		w.Allow("m", a.identity.Fingerprint(), 1, true)
		w.Hush("m", b.identity.Fingerprint(), true) // before it connects
		b.dial(w.host, "m", w.place())
		a.speaks("H1", time.Second)
		b.silent(time.Second)

		w.Hush("m", b.identity.Fingerprint(), false)
		a.says("H2")
		first := b.hears("H2")
		w.Hush("m", b.identity.Fingerprint(), true)
		a.speaks("H3", time.Second)
		b.silent(time.Second)
		w.Hush("m", b.identity.Fingerprint(), false)
		a.says("H4")
		if second := b.hears("H4"); second.Sequence != first.Sequence+1 {
			t.Errorf("packet %d after %d: what was not sent looks lost", second.Sequence, first.Sequence)
		}
	})
}
