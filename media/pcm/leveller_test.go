package pcm_test

import (
	"math"
	"testing"

	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
)

// louder returns sound at another loudness, clipped where it does not fit.
func louder(sound []int16, dB float64) []int16 {
	out := append([]int16(nil), sound...)
	pcm.Amplify(out, math.Pow(10, dB/20))
	return out
}

// noise is a steady hiss of that level in dBov.
func noise(dBov float64, n int) []int16 {
	out := make([]int16, n)
	r := uint32(1)
	for i := range out {
		r = r*1664525 + 1013904223
		out[i] = int16(r >> 16)
	}
	return louder(out, dBov-pcm.Level(out))
}

// levelled puts sound through a Leveller, and returns what comes out and the share
// of frames that are said to have speech.
func levelled(sound []int16) (out []int16, open float64) {
	var l pcm.Leveller
	frames := 0
	for at := 0; at+pcm.FrameSize <= len(sound); at += pcm.FrameSize {
		f := pcm.Frame(sound[at : at+pcm.FrameSize])
		if l.Apply(&f) {
			open++
		}
		frames++
		out = append(out, f[:]...)
	}
	return out, open / float64(frames)
}

// active is the level of the frames that are not silent.
func active(sound []int16) float64 {
	var kept []int16
	for at := 0; at+pcm.FrameSize <= len(sound); at += pcm.FrameSize {
		if f := sound[at : at+pcm.FrameSize]; pcm.Level(f) > pcm.Level(sound)-20 {
			kept = append(kept, f...)
		}
	}
	return pcm.Level(kept)
}

func TestEveryMicrophoneIsLoudEnough(t *testing.T) {
	speech := pcmtest.Speech(1, 12*pcm.Rate)
	normal := louder(speech, -20-active(speech))
	for _, tt := range []struct {
		name       string
		dB         float64
		want, give float64
	}{
		{"as it should be", 0, -20, 1},
		{"10 dB quieter", -10, -30, 4},
		{"40 dB quieter", -40, -30, 6},
		{"20 dB louder, so that it is clipped", 20, -12, 5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, open := levelled(louder(normal, tt.dB))
			half := out[len(out)/2:]
			got := active(half)
			_, likeness := pcmtest.Find(normal[len(normal)/2:][:4*pcm.Rate], half)
			t.Logf("%.1f dBov, speech in %.0f %% of it, likeness %.3f", got, 100*open, likeness)
			if math.Abs(got-tt.want) > tt.give {
				t.Errorf("got %.1f dBov, want about %v", got, tt.want)
			}
			if open < 0.7 {
				t.Errorf("speech was heard in %.0f %% of it", 100*open)
			}
			if likeness < 0.8 {
				t.Errorf("got a likeness of %.2f", likeness)
			}
			if peak := pcm.Level(half[:1]); peak > 0 {
				t.Errorf("got a peak of %v", peak)
			}
		})
	}
}

func TestNoiseIsNotSent(t *testing.T) {
	for _, dBov := range []float64{-80, -60, -45} {
		out, open := levelled(noise(dBov, 20*pcm.Rate))
		if rest := pcm.Level(out[10*pcm.Rate:]); open > 0.25 || rest > pcm.Quietest {
			t.Errorf("noise at %v dBov: open for %.0f %% of it, %.1f dBov in the end", dBov, 100*open, rest)
		}
	}
}

func TestSpeechIsHeardAboveNoise(t *testing.T) {
	speech := pcmtest.Speech(1, 12*pcm.Rate)
	sound := louder(speech, -25-active(speech))
	for i, v := range noise(-50, len(sound)) {
		sound[i] += v
	}
	before := noise(-50, 5*pcm.Rate)
	out, _ := levelled(append(before, sound...))
	out = out[len(before):]
	if _, likeness := pcmtest.Find(speech[:6*pcm.Rate], out); likeness < 0.9 {
		t.Errorf("got a likeness of %.2f", likeness)
	}
}

func TestALevellerAllocatesNothing(t *testing.T) {
	var l pcm.Leveller
	f := pcm.Frame(pcmtest.Tone(200, 0.01, pcm.FrameSize))
	if got := testing.AllocsPerRun(100, func() { l.Apply(&f) }); got != 0 {
		t.Errorf("got %v allocations", got)
	}
}
