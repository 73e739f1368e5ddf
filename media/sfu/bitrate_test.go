package sfu_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"parley/media/device"
	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
)

// What it costs to hear somebody speak without a pause, and to hear nobody, at IP
// level with everything that the sound needs: checks and reports, too.
func TestWhatSoundCosts(t *testing.T) {
	speech := func() []int16 { return pcmtest.Speech(1, 60*pcm.Rate) }
	room := func() []int16 { // an open microphone where nobody speaks: noise of -60 dBov
		noise, dice := make([]int16, 60*pcm.Rate), rand.New(rand.NewPCG(1, 2))
		for i := range noise {
			noise[i] = int16(dice.NormFloat64() * 33)
		}
		return noise
	}
	for _, tt := range []struct {
		name   string
		frames byte
		sound  func() []int16
		both   bool    // count what goes up, too
		most   float64 // kbit/s
	}{
		{"speech in packets of 20 ms", 1, speech, false, 40},
		{"speech in packets of 60 ms", 3, speech, false, 20},
		{"speech in packets of 120 ms", 6, speech, false, 16},
		{"a quiet room", 0, room, true, 1.5},
	} {
		inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
			r := w.relay()
			speaker := newPerson(t)
			w.Allow("m", speaker.identity.Fingerprint(), 1, true)
			mouth := w.runs(speaker, w.address, w.place(), device.NewClip(tt.sound()))
			if tt.both {
				w.runs(newPerson(t), r.address, w.place(), nil)
			} else {
				w.terminal(w.place(), r).wishes(tt.frames, 0, 0, 0)
			}
			bytes := 0
			r.losing(func(up bool, packet []byte) bool {
				if tt.both || !up {
					bytes += len(packet) + 28
				}
				return false
			})
			mouth.Talk(true)
			time.Sleep(5 * time.Second)
			r.mu.Lock()
			bytes = 0
			r.mu.Unlock()
			const measured = 40 * time.Second
			time.Sleep(measured)
			r.mu.Lock()
			kbit := float64(bytes) * 8 / 1000 / measured.Seconds()
			r.mu.Unlock()
			verdict := "reached"
			if kbit > tt.most {
				verdict = "MISSED"
			}
			t.Logf("%-28s %5.2f kbit/s (want %.1f: %s)", tt.name, kbit, tt.most, verdict)
			if kbit > 1.5*tt.most {
				t.Errorf("%s costs %.1f kbit/s", tt.name, kbit)
			}
		})
	}
}
