package slot_test

import (
	"testing"

	"parley/media/slot"
)

func TestEverySlotHasItsOwnSSRC(t *testing.T) {
	for i := range slot.Count {
		if got, ok := slot.OfSSRC(slot.SSRC(i)); !ok || got != i {
			t.Errorf("slot of SSRC(%d): got %d, %v", i, got, ok)
		}
	}
	for _, foreign := range []uint32{0, slot.SSRC(0) - 1, slot.SSRC(slot.Count), 1 << 31} {
		if got, ok := slot.OfSSRC(foreign); ok {
			t.Errorf("slot of foreign %#x: got %d, want none", foreign, got)
		}
	}
}

func TestSamples(t *testing.T) {
	for _, tt := range []struct {
		name string
		opus []byte
		want int
	}{
		{"nothing", nil, 0},
		{"SILK wideband 20 ms", []byte{9 << 3}, 960},
		{"SILK wideband 60 ms", []byte{11 << 3}, 2880},
		{"hybrid 10 ms", []byte{12 << 3}, 480},
		{"CELT 2.5 ms", []byte{16 << 3}, 120},
		{"CELT 20 ms, two frames", []byte{31<<3 | 1}, 1920},
		{"six frames of 20 ms", []byte{9<<3 | 3, 6}, 5760},
		{"seven frames are too long", []byte{9<<3 | 3, 7}, 0},
		{"frame count is missing", []byte{9<<3 | 3}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := slot.Samples(tt.opus); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func FuzzSamples(f *testing.F) {
	f.Add([]byte{9 << 3, 1, 2, 3})
	f.Fuzz(func(t *testing.T, opus []byte) {
		if n := slot.Samples(opus); n < 0 || n > 5760 {
			t.Errorf("a packet of %d samples", n)
		}
	})
}
