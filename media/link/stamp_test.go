package link

import (
	"testing"
	"time"
)

func TestAStampIsKnownForAWhile(t *testing.T) {
	var a stamps
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	a.note(7, now)
	for _, tt := range []struct {
		name string
		seq  uint16
		at   time.Time
		want time.Duration // before at
	}{
		{"it came a little ago", 7, now.Add(15 * time.Millisecond), 15 * time.Millisecond},
		{"another packet in its place", 7 + 64, now.Add(time.Millisecond), 0},
		{"nothing is known", 8, now, 0},
		{"an older packet of the same number", 7, now.Add(time.Minute), 0},
		{"a clock that went back", 7, now.Add(-time.Minute), 0},
	} {
		if got := tt.at.Sub(a.of(tt.seq, tt.at)); got != tt.want {
			t.Errorf("%s: got %v ago, want %v", tt.name, got, tt.want)
		}
	}
}
