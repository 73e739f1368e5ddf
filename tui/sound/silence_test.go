package sound_test

import (
	"testing"
	"time"

	"parley/tui/sound"
)

func TestASilenceIsOverAfterItsTime(t *testing.T) {
	var q sound.Silence
	at := time.Unix(1e9, 0)
	for i, tt := range []struct {
		after   time.Duration
		level   float64
		watched bool
		want    bool
	}{
		{0, -127, true, false},
		{29 * time.Second, -127, true, false},
		{time.Second, -30, true, false}, // something was said just in time
		{29 * time.Second, -60, true, false},
		{time.Second, -60, true, true},
		{time.Second, -60, false, false}, // the microphone was closed
		{29 * time.Second, -60, true, false},
	} {
		at = at.Add(tt.after)
		if got := q.Over(sound.Status{MicLevel: tt.level}, tt.watched, at); got != tt.want {
			t.Errorf("step %d: got %v", i, got)
		}
	}
}
