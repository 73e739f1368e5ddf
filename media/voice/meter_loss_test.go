package voice

import (
	"math"
	"testing"
)

// Who hears one whose link is bad has no bad link.
func TestWhatATalkerLostIsNotOurLoss(t *testing.T) {
	for _, tt := range []struct{ loss, absent, want float64 }{
		{0.1, 0, 0.1}, {0.5, 0.5, 0}, {0.55, 0.5, 0.1}, {0.4, 0.5, 0}, {1, 1, 0}, {0, 0, 0},
	} {
		if got := ofOurLink(tt.loss, tt.absent); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("%.2f missing, %.2f of it before: got %.3f, want %.2f", tt.loss, tt.absent, got, tt.want)
		}
	}
}
