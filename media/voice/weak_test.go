package voice_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"parley/media/device"
	"parley/media/pcm/pcmtest"
	"parley/media/voice"
)

// bursts loses everything for 120 ms at a time, a share of the time in all.
func bursts(share float64) func(time.Time) bool {
	const burst = 120 * time.Millisecond
	dice := rand.New(rand.NewPCG(7, 7))
	var from, until time.Time
	return func(now time.Time) bool {
		for !now.Before(until) {
			gap := time.Duration(dice.ExpFloat64() * float64(burst) * (1 - share) / share)
			if until.IsZero() {
				until = now
			}
			from = until.Add(gap)
			until = from.Add(burst)
		}
		return !now.Before(from)
	}
}

// A trial is what came of listening for a minute.
type trial struct {
	concealed       float64 // share
	kbitIn, kbitOut float64
	delay, longest  time.Duration // from mouth to ear, on average and at most
	slot            voice.SlotStatus
}

// String is the trial in figures.
func (r trial) String() string {
	return fmt.Sprintf("concealed %.2f %%, %.1f kbit/s in and %.1f out, mouth to ear %d ms, at most %d; of %d frames %d mended, %d packets asked for and %d recovered",
		100*r.concealed, r.kbitIn, r.kbitOut, r.delay.Milliseconds(), r.longest.Milliseconds(), r.slot.Frames, r.slot.Mended, r.slot.Asked, r.slot.Recovered)
}

// listen has somebody speak for 70 s over a hall that is made worse once both are
// there, and looks at the last minute of it.
func listen(t *testing.T, h *hall, worse func()) (r trial) {
	ear, stopEar := run(t, voice.Config{Mic: "none", Ear: "file:" + filepath.Join(t.TempDir(), "e.wav"), Dial: h.dial})
	defer stopEar()
	time.Sleep(time.Second)
	mouth, stopMouth := run(t, voice.Config{Clip: device.NewClip(pcmtest.Speech(1, seconds(75))), Ear: "none", Dial: h.dial})
	defer stopMouth()
	mouth.Talk(true)
	h.mu.Lock()
	worse()
	h.mu.Unlock()
	time.Sleep(10 * time.Second)
	h.mu.Lock()
	line := h.lines[0] // the listener's: it came first
	h.mu.Unlock()
	stats := line.Stats()
	before := ear.Status().Slots[1]
	const looks = 600
	for range looks {
		time.Sleep(100 * time.Millisecond)
		d := ear.Status().Slots[1].MouthToEar
		r.longest = max(r.longest, d)
		r.delay += d / looks
	}
	after := line.Stats()
	r.slot = ear.Status().Slots[1]
	concealed, frames := float64(r.slot.Concealed-before.Concealed), float64(r.slot.Frames-before.Frames)
	r.concealed = concealed / (concealed + frames)
	r.kbitIn = float64(after.BytesIn-stats.BytesIn) * 8 / 60000
	r.kbitOut = float64(after.BytesOut-stats.BytesOut) * 8 / 60000
	return r
}

// The listener's link has a round trip of 100 ms and loses packets both ways; what is
// sent into it counts, with all headers.
func TestWhatAWeakLinkTakesAway(t *testing.T) {
	for _, tt := range []struct {
		name          string
		loss          float64
		burst         bool
		frames, depth int
		most          float64 // share concealed
	}{
		{"10 % lost, 60 ms a packet", 0.1, false, 3, 2, 0.01},
		{"20 % lost, 60 ms a packet", 0.2, false, 3, 2, 0.02},
		{"30 % lost, 60 ms a packet", 0.3, false, 3, 2, 0.03},
		{"20 % lost in bursts of 120 ms, 60 ms a packet", 0.2, true, 3, 2, 0.05},
		{"10 % lost, 40 ms a packet and one copy", 0.1, false, 2, 1, 0.01},
		{"20 % lost in bursts of 120 ms, 40 ms a packet and one copy", 0.2, true, 2, 1, 0.05},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := newHall()
				h.delay, h.frames, h.depth = 50*time.Millisecond, tt.frames, tt.depth
				got := listen(t, h, func() {
					h.loss = tt.loss
					if tt.burst {
						h.lose = bursts(tt.loss)
					}
				})
				t.Log(got)
				if got.concealed > tt.most {
					t.Errorf("got %.2f %% concealed, want at most %v", 100*got.concealed, 100*tt.most)
				}
				if got.delay > 400*time.Millisecond {
					t.Errorf("got %v from mouth to ear, want 400 ms at most", got.delay)
				}
			})
		})
	}
}
