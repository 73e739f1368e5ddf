package sfu_test

import (
	"fmt"
	"testing"

	"parley/media/slot"
)

func TestOthersHearWhoMaySpeak(t *testing.T) {
	h := loopback(t)
	a, b, c := arrives(t, h, "m", nil), arrives(t, h, "m", nil), arrives(t, h, "m", nil)
	elsewhere := arrives(t, h, "other", nil)
	h.Allow("m", a.identity.Fingerprint(), 7, true)
	var before [2]heard
	for i := range 20 {
		what := fmt.Sprintf("H%d", i)
		a.says(what)
		for k, listener := range []*person{b, c} {
			got := listener.hears(what)
			if got.Speaker != 7 || got.slot != 0 {
				t.Errorf("speaker %d in slot %d, want 7 in slot 0", got.Speaker, got.slot)
			}
			if got.Marker != (i == 0) {
				t.Errorf("packet %d: marker %v", i, got.Marker)
			}
			if i > 0 && (got.Sequence != before[k].Sequence+1 || got.Timestamp != before[k].Timestamp+960) {
				t.Errorf("packet %d: %d/%d after %d/%d", i, got.Sequence, got.Timestamp, before[k].Sequence, before[k].Timestamp)
			}
			before[k] = got
		}
	}
	if n := len(a.heard); n != 0 {
		t.Errorf("the talker heard %d packets of its own", n)
	}
	if n := len(elsewhere.heard); n != 0 {
		t.Errorf("another meeting heard %d packets", n)
	}
	if got := slot.SSRC(0); got == 0 {
		t.Error("no SSRC")
	}
}
