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
