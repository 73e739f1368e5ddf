package sound_test

import (
	"errors"
	"strings"
	"testing"

	"parley/tui/sound"
)

func TestADeviceSaysItsNameOrWhatIsWrong(t *testing.T) {
	for _, tt := range []struct {
		in   sound.Device
		want string
	}{
		{sound.Device{Name: "Headset\x1b[31m", State: sound.Working}, "Headset[31m"},
		{sound.Device{}, "opening"},
		{sound.Device{State: sound.None}, "none"},
		{sound.Device{State: sound.Missing}, "none was found on this machine"},
		{sound.Device{State: sound.Missing, Err: errors.New(`"jabra" is not plugged in; there is Webcam`)}, `"jabra" is not plugged in; there is Webcam`},
		{sound.Device{Name: "Headset", State: sound.Failed, Err: errors.New("it was unplugged.")}, "Headset cannot be used: it was unplugged"},
	} {
		if got := tt.in.String(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestAHeadsetThatComesAndGoesIsSaid(t *testing.T) {
	headset := sound.Device{Name: "Headset", State: sound.Working}
	works := sound.Status{State: sound.Connected, Mic: headset, Ear: headset}
	gone := works
	gone.Mic = sound.Device{Name: "Headset", State: sound.Failed, Err: errors.New("it was unplugged")}
	mute := works
	mute.Step = sound.StepTextOnly
	tried := works
	tried.Trial.Phase = sound.Dumb
	looked := works
	looked.Mic = sound.Device{State: sound.Missing}
	for _, tt := range []struct {
		name    string
		was, is sound.Status
		want    string
	}{
		{"nothing new", works, works, ""},
		{"a trial ends with a question", works, tried, "The microphone brought nothing to play: is it switched off?"},
		{"unplugged", works, gone, "Your microphone stopped: Headset cannot be used: it was unplugged."},
		{"not found again", gone, looked, "Microphone: none was found on this machine. You can listen and write."},
		{"plugged in again", looked, works, "Your microphone works: Headset."},
		{"the link carries no speech", works, mute, "Nobody hears you now: your link carries no speech. The text goes on; speech is tried again by itself."},
		{"still", mute, mute, ""},
		{"it does again", mute, works, "Your link carries speech again: you are heard while your microphone is open."},
		{"the sound is lost meanwhile", mute, sound.Status{State: sound.Connecting, Mic: headset, Ear: headset}, ""},
	} {
		if got := sound.Change(tt.was, tt.is, false, strings.ToUpper); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestWhatIsSaidOfTheMicrophoneWhenTheSoundComes(t *testing.T) {
	off, up := sound.Status{State: sound.Connecting}, sound.Status{State: sound.Connected}
	works := up
	works.Mic = sound.Device{Name: "Headset", State: sound.Working}
	for _, tt := range []struct {
		name    string
		is      sound.Status
		talking bool
		want    string
	}{
		{"closed", works, false, "The sound is connected: you hear the others, TALK opens your microphone."},
		{"opened before", works, true, "The sound is connected, and your microphone is open: everybody hears you."},
		{"not known yet", up, false, "The sound is connected: you hear the others."},
	} {
		if got := sound.Change(off, tt.is, tt.talking, strings.ToUpper); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
