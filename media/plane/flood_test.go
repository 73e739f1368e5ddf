package plane

import (
	"testing"
	"time"
)

// What one peer sends beyond its rate is dropped before anything is computed
// for it, and others are heard as before.
func TestAPeerThatFloodsIsDroppedAndOthersAreNot(t *testing.T) {
	r, l := dry(t, 0)
	knocks(r, l, noon, "good1", password, here)
	knocks(r, l, noon, "good2", password, there)
	speech := append([]byte{0x80, 111}, make([]byte, 60)...)
	const many = 1000
	for range many {
		r.handle(noon, speech, spot{port: here})
	}
	if got, want := r.plane.Stats().Flooded, uint64(many-packetBurst); got != want {
		t.Errorf("%d of %d at once were dropped, want %d", got, many, want)
	}
	for range 50 {
		r.handle(noon, speech, spot{port: there})
	}
	if got, want := r.plane.Stats().Flooded, uint64(many-packetBurst); got != want {
		t.Errorf("another peer's packets were dropped: %d in all, want %d", got, want)
	}
	for range many {
		r.handle(noon.Add(time.Second), speech, spot{port: here})
	}
	if got, want := r.plane.Stats().Flooded, uint64(2*many-packetBurst-packetRate); got != want {
		t.Errorf("a second later: %d were dropped in all, want %d", got, want)
	}
	if n := knocks(r, l, noon.Add(time.Second), "good1", password, here); n == 0 {
		t.Error("the check of the one who floods is not answered: its address could be used to cut it off")
	}
}
