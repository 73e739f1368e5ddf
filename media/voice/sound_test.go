package voice_test

import (
	"context"
	"testing"
	"time"

	"parley/media/device"
	"parley/media/device/pulsetest"
	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
	"parley/media/voice"
)

// TestSpeechGoesThroughSoundCards has one person's microphone hear what the test
// plays, and the test hear what another person's speaker plays.
func TestSpeechGoesThroughSoundCards(t *testing.T) {
	pulsetest.Start(t, "in", "out")
	h := newHall()
	ctx, cancel := context.WithCancel(t.Context())
	var done []chan struct{}
	start := func(c voice.Config) *voice.Voice {
		c.Dial = h.dial
		v, err := voice.Open(c)
		if err != nil {
			t.Fatal(err)
		}
		d := make(chan struct{})
		done = append(done, d)
		go func() { // ends with ctx
			defer close(d)
			_ = v.Run(ctx)
		}()
		return v
	}
	defer func() {
		cancel()
		for _, d := range done {
			<-d
		}
	}()
	mouth := start(voice.Config{Mic: "monitor of in", Ear: "none"})
	ear := start(voice.Config{Mic: "none", Ear: "out"})
	mouth.Talk(true)

	play, err := device.OpenEar(ctx, "in")
	if err != nil {
		t.Fatal(err)
	}
	defer play.Close()
	record, err := device.OpenMic(ctx, "monitor of out")
	if err != nil {
		t.Fatal(err)
	}
	defer record.Close()
	for mouth.Status().Mic.State != voice.Working || ear.Status().Ear.State != voice.Working {
		select {
		case <-t.Context().Done():
			t.Fatalf("got microphone %+v and speaker %+v", mouth.Status().Mic, ear.Status().Ear)
		case <-time.After(5 * time.Millisecond):
		}
	}
	if got := mouth.Status().Mic.Name; got != "Monitor of in" {
		t.Errorf("got microphone %q", got)
	}

	said := pcmtest.Speech(1, seconds(1.6))
	clip := device.NewClip(said)
	var heard []int16
	var f pcm.Frame
	for len(heard) < seconds(2.5) {
		time.Sleep(5 * time.Millisecond)
		for range play.Due(time.Now()) {
			if ok, _ := clip.Read(&f); !ok {
				f = pcm.Frame{}
			}
			if err := play.Write(&f); err != nil {
				t.Fatal(err)
			}
		}
		for ok := true; ok; {
			if ok, err = record.Read(&f); err != nil {
				t.Fatal(err)
			} else if ok {
				heard = append(heard, f[:]...)
			}
		}
	}
	// A machine that is busy leaves holes; what is between them must be there.
	parts := pcmtest.Parts(said, heard, len(said)/(pcm.Rate/10)) // short ones, as a busy machine leaves holes
	at, _ := pcmtest.Find(said, heard)
	t.Logf("likeness of the parts %.3f, heard after %v; %+v", parts, pcm.Duration(int64(at)), ear.Status().Slots[0])
	if parts[len(parts)/2-1] < 0.6 {
		t.Errorf("got likeness %.3f, want half of the parts at 0.6 or more", parts)
	}
}
