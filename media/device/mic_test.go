package device

import (
	"testing"
	"time"

	"parley/media/device/pulsetest"
	"parley/media/pcm"
)

func TestWhatIsReadLateIsDroppedUnlessItIsKept(t *testing.T) {
	for _, tt := range []struct {
		name  string
		late  int // frames that wait
		keeps bool
		want  int // frames that are read
	}{
		{"in time", 2, false, 2},
		{"a little late", 6, false, 6},
		{"late", 25, false, 2},
		{"late, and recorded", 25, true, 25},
	} {
		var m Mic
		m.write(make([]int16, tt.late*pcm.FrameSize))
		m.Keep(tt.keeps)
		var f pcm.Frame
		got := 0
		for ok := true; ok; got++ {
			var err error
			if ok, err = m.Read(&f); err != nil {
				t.Fatal(err)
			}
		}
		if got--; got != tt.want {
			t.Errorf("%s: got %d frames, want %d", tt.name, got, tt.want)
		}
	}
}

// heldUp stops the sound server for a while: what the microphone hears meanwhile comes
// afterwards.
func heldUp(t *testing.T, mic *Mic) {
	t.Helper()
	mic.Keep(true)
	var f pcm.Frame
	heard := func() (frames int) {
		for {
			switch ok, err := mic.Read(&f); {
			case err != nil:
				t.Fatal(err)
			case !ok:
				return frames
			}
			frames++
		}
	}
	heard()
	began, frames := time.Now(), 0
	pulsetest.Hold(t, 300*time.Millisecond)
	for pcm.FrameTime*time.Duration(frames) < time.Since(began)-100*time.Millisecond {
		if time.Since(began) > 5*time.Second {
			t.Fatalf("got %d frames in %v", frames, time.Since(began))
		}
		time.Sleep(time.Millisecond)
		frames += heard()
	}
}
