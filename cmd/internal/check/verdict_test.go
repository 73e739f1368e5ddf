package check

import (
	"math"
	"testing"
	"time"

	"parley/media/lite"
)

func TestTheVerdictSaysInOneSentenceWhatWillWork(t *testing.T) {
	near := Path{Trip: 40 * time.Millisecond, Jitter: 5 * time.Millisecond}
	far := Path{Trip: 620 * time.Millisecond, Jitter: 20 * time.Millisecond, Loss: 0.02}
	bad := Path{Trip: 300 * time.Millisecond, Loss: 0.4}
	for _, tt := range []struct {
		name   string
		found  Found
		rating Rating
		want   string
	}{
		{"all works", Found{Asked: true, Text: true, Sound: true, Path: near, Mic: Works, Ear: Works}, Good,
			"Good: text and sound will work; you can listen and speak."},
		{"over a satellite", Found{Asked: true, Text: true, Sound: true, Path: far, Mic: Works, Ear: Works}, Fair,
			"Fair: text and sound will work, with some delay or gaps in the sound; you can listen and speak."},
		{"much is lost", Found{Asked: true, Text: true, Sound: true, Path: bad, Mic: Missing, Ear: Works}, Poor,
			"The sound will be poor, the text will work; no microphone works here, so you can listen and write."},
		{"UDP is blocked and TCP is not", Found{Asked: true, Text: true, Sound: true, Way: "by TCP", Path: near, Mic: Works, Ear: Works}, Good,
			"Good: text and sound, which goes by TCP, will work; you can listen and speak."},
		{"nothing gets through", Found{Asked: true, Text: true, SoundWhy: "no answer over UDP", Mic: Works, Ear: Works}, TextOnly,
			"The text will work, the sound will not: no answer over UDP."},
		{"nobody there", Found{Asked: true, Why: "nothing is served there", Sound: true}, Unreachable,
			"The meeting cannot be reached from here: nothing is served there."},
		{"devices alone", Found{Mic: Works, Ear: Works}, Good, "You can listen and speak."},
		{"devices alone, none", Found{Mic: Missing, Ear: Missing}, TextOnly, "No microphone and no loudspeaker work here, so you can read and write."},
		{"a microphone that is off", Found{Mic: Quiet, Ear: Works}, Good, "The microphone hears next to nothing, as if it were switched off or far away."},
		{"no loudspeaker", Found{Mic: Works, Ear: Missing}, Good, "No loudspeaker works here, so you can speak and write."},
		{"a loudspeaker alone", Found{Mic: Unwanted, Ear: Works}, Good, "The microphone was not tried, the loudspeaker works."},
	} {
		v := tt.found.Verdict()
		if v.Rating != tt.rating || v.Words != tt.want {
			t.Errorf("%s: got %q: %s\nwant %q: %s", tt.name, v.Rating, v.Words, tt.rating, tt.want)
		}
		if v.OK() != (tt.rating != Unreachable) {
			t.Errorf("%s: OK is %v", tt.name, v.OK())
		}
	}
}

func TestAPathIsSummedUpByItsMedianItsStepsAndItsHoles(t *testing.T) {
	trips := func(all ...int) (out []time.Duration) {
		for _, ms := range all {
			out = append(out, time.Duration(ms)*time.Millisecond)
		}
		return out
	}
	p := pathOf(lite.Echo{Sent: 8, Back: 6, Trips: trips(10, 14, 10, 900, 12, 10)})
	if p.Trip != 12*time.Millisecond || math.Abs(p.Loss-0.25) > 1e-9 || p.Jitter != 357600*time.Microsecond {
		t.Errorf("got %+v, want 12 ms, a quarter lost, (4+4+890+888+2)/5 ms of jitter", p)
	}
	if p := pathOf(lite.Echo{Sent: 2, Back: 1, Trips: trips(10)}); p.Trip != 10*time.Millisecond || p.Jitter != 0 || p.Loss != 0.5 {
		t.Errorf("of one answer: got %+v", p)
	}
}
