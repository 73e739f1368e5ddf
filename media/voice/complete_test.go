package voice_test

import (
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"parley/media/device"
	"parley/media/pcm/pcmtest"
	"parley/media/voice"
)

// With 30 % lost both ways and a round trip of 300 ms, who listens completely gets
// every frame, and who then turns to low delay hears the present within a second.
func TestCompleteListening(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall()
		h.delay, h.frames = 150*time.Millisecond, 1
		ear, stopEar := run(t, voice.Config{Mic: "none", Ear: "file:" + filepath.Join(t.TempDir(), "e.wav"), Dial: h.dial})
		defer stopEar()
		time.Sleep(time.Second)
		ear.Complete(true)
		mouth, stopMouth := run(t, voice.Config{Clip: device.NewClip(pcmtest.Speech(1, seconds(70))), Ear: "none", Dial: h.dial})
		defer stopMouth()
		mouth.Talk(true)
		time.Sleep(time.Second)
		h.mu.Lock()
		if !h.lines[0].wish.Complete {
			t.Error("the server does not know that everything is wanted")
		}
		h.loss = 0.3
		h.mu.Unlock()
		time.Sleep(60 * time.Second)
		s := ear.Status()
		slot := s.Slots[1]
		t.Logf("%.2f %% of %d frames, %d packets asked for, %d recovered, mouth to ear %v",
			100*float64(slot.Frames)/float64(slot.Frames+slot.Concealed+slot.Lost), slot.Frames, slot.Asked, slot.Recovered, slot.MouthToEar)
		if !s.Complete || slot.Frames < 2500 || slot.Concealed > 0 || slot.Lost > 0 {
			t.Errorf("got %+v", slot)
		}
		if slot.MouthToEar < time.Second || slot.MouthToEar > 3*time.Second {
			t.Errorf("got %v from mouth to ear, want 1 to 3 s", slot.MouthToEar)
		}
		ear.Complete(false)
		time.Sleep(time.Second)
		if got := ear.Status().Slots[1].MouthToEar; got > 450*time.Millisecond {
			t.Errorf("a second after low delay was asked for: got %v from mouth to ear", got)
		}
		if h.lines[0].wish.Complete {
			t.Error("the server believes that everything is wanted")
		}
	})
}
