package voice_test

import (
	"context"
	"testing"
	"time"

	"parley/media/device/pulsetest"
	"parley/media/echo"
	"parley/media/voice"
)

// onCards starts a voice with real sound cards.
func onCards(t *testing.T, c voice.Config) *voice.Voice {
	t.Helper()
	c.Dial = newHall().dial
	v, err := voice.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { // ends when ctx does
		defer close(done)
		_ = v.Run(ctx)
	}()
	t.Cleanup(func() { cancel(); <-done })
	return v
}

// until waits for a status and returns how long that took.
func until(t *testing.T, v *voice.Voice, what string, is func(voice.Status) bool) time.Duration {
	t.Helper()
	began := time.Now()
	for s := v.Status(); !is(s); s = v.Status() {
		if time.Since(began) > 20*time.Second {
			t.Fatalf("%s: got %+v and %+v", what, s.Mic, s.Ear)
		}
		time.Sleep(10 * time.Millisecond)
	}
	return time.Since(began)
}

func TestAHeadsetMayBeUnpluggedAndComesBack(t *testing.T) {
	pulsetest.Start(t, "room")
	headset := pulsetest.Sink{Name: "headset", Rate: 44100, Channels: 2}
	unplug := pulsetest.Plug(t, headset)
	v := onCards(t, voice.Config{Mic: "Monitor of headset", Ear: "headset"})
	until(t, v, "both work", func(s voice.Status) bool { return s.Mic.State == voice.Working && s.Ear.State == voice.Working })
	unplug()
	took := until(t, v, "the microphone is gone", func(s voice.Status) bool { return s.Mic.State != voice.Working })
	t.Logf("the microphone noticed after %v", took)
	took += until(t, v, "the loudspeaker is gone", func(s voice.Status) bool { return s.Ear.State != voice.Working })
	t.Logf("both noticed after %v", took)
	until(t, v, "both are missed by name", func(s voice.Status) bool {
		return s.Mic.State == voice.Missing && s.Ear.State == voice.Missing && s.Mic.Asked == "Monitor of headset" && s.Ear.Err != nil
	})
	if s := v.Status(); s.State != voice.Connected {
		t.Errorf("without devices the line is %v", s.State)
	}
	pulsetest.Plug(t, headset)
	took = until(t, v, "both are back", func(s voice.Status) bool {
		return s.Mic.State == voice.Working && s.Mic.Name == "Monitor of headset" && s.Ear.State == voice.Working && s.Ear.Name == "headset"
	})
	t.Logf("back after %v", took)
}

func TestAnotherDeviceIsChosenInTheMeeting(t *testing.T) {
	pulsetest.Start(t, "room", "phone")
	v := onCards(t, voice.Config{Mic: "none", Ear: "none"})
	until(t, v, "no line is wanted", func(s voice.Status) bool { return s.State == voice.Off })
	if err := v.UseMic("monitor of phone"); err != nil {
		t.Fatal(err)
	}
	if err := v.UseEar("room"); err != nil {
		t.Fatal(err)
	}
	until(t, v, "they work and the line is up", func(s voice.Status) bool {
		return s.Mic.State == voice.Working && s.Mic.Name == "Monitor of phone" && s.Ear.State == voice.Working && s.State == voice.Connected
	})
	if err := v.UseMic("file:/nowhere/in.wav"); err == nil {
		t.Error("got no error for a file that is not there")
	}
	if s := v.Status(); s.Mic.Name != "Monitor of phone" || s.Mic.State != voice.Working {
		t.Errorf("after a choice that could not be: got %+v", s.Mic)
	}
	if err := v.UseMic("monitor"); err != nil {
		t.Fatal(err)
	}
	until(t, v, "several fit", func(s voice.Status) bool { return s.Mic.State == voice.Failed && s.Mic.Err != nil })
	if err := v.UseMic("none"); err != nil {
		t.Fatal(err)
	}
	until(t, v, "no microphone", func(s voice.Status) bool { return s.Mic.State == voice.None })
}

func TestAMicrophoneThatBringsNothingIsMute(t *testing.T) {
	pulsetest.Start(t, "room") // nothing is played into it
	v := onCards(t, voice.Config{Mic: "Monitor of room", Ear: "none"})
	until(t, v, "it works", func(s voice.Status) bool { return s.Mic.State == voice.Working })
	took := until(t, v, "it is mute, or does nothing", func(s voice.Status) bool { return s.MicMute || s.Mic.State == voice.Failed })
	t.Logf("noticed after %v: %+v", took, v.Status().Mic)
	if took > 4*time.Second {
		t.Errorf("noticed after %v, want 3 s and what a busy machine takes", took)
	}
}

func TestATrialIsRecordedAndPlayed(t *testing.T) {
	pulsetest.Start(t, "room")
	v := onCards(t, voice.Config{Mic: "Monitor of room", Ear: "none"})
	if err := v.Try(); err != voice.ErrNoMic {
		t.Errorf("before the microphone is open: got %v, want %v", err, voice.ErrNoMic)
	}
	until(t, v, "it works", func(s voice.Status) bool { return s.Mic.State == voice.Working })
	if err := v.Try(); err != nil {
		t.Fatal(err)
	}
	if err := v.Try(); err != voice.ErrBusy {
		t.Errorf("a second one meanwhile: got %v, want %v", err, voice.ErrBusy)
	}
	until(t, v, "it is played", func(s voice.Status) bool { return s.Trial.Phase == voice.Playing })
	until(t, v, "it is over", func(s voice.Status) bool { return s.Trial.Phase == voice.Tried })
	if err := v.Try(); err != nil {
		t.Errorf("again: %v", err)
	}
	if v.Guard(echo.Off); v.Status().Guard != echo.Off {
		t.Error("the guard cannot be turned off")
	}
}
