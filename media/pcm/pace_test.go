package pcm_test

import (
	"math"
	"testing"

	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
)

// crossings is the pitch of a tone in Hz: how often it rises through zero.
func crossings(s []int16) float64 {
	n, first, last := 0, -1, 0
	for i := 1; i < len(s); i++ {
		if s[i-1] < 0 && s[i] >= 0 {
			if first < 0 {
				first = i
			} else {
				n++
			}
			last = i
		}
	}
	return float64(n) * pcm.Rate / float64(last-first)
}

// steepest is the largest step between two samples.
func steepest(s []int16) (most int) {
	for i := 1; i < len(s); i++ {
		d := int(s[i]) - int(s[i-1])
		most = max(most, d, -d)
	}
	return most
}

func TestSpeedWithoutPitch(t *testing.T) {
	for _, hz := range []float64{80, 120, 200, 333} {
		tone := pcmtest.Tone(hz, 0.3, 4*pcm.Rate)
		for name, change := range map[string]func(frame []int16) int{
			"faster": pcm.Shrink,
			"slower": func(frame []int16) int { return pcm.Stretch(frame[:2*pcm.FrameSize], pcm.FrameSize) },
		} {
			var out []int16
			frames := 0
			for at := 0; at+pcm.FrameSize <= len(tone); at += pcm.FrameSize {
				frame := make([]int16, 2*pcm.FrameSize)
				n := copy(frame, tone[at:at+pcm.FrameSize])
				if frames%5 == 0 {
					if name == "faster" {
						n = change(frame[:n])
					} else {
						n = change(frame)
					}
				}
				frames++
				out = append(out, frame[:n]...)
			}
			speed := float64(len(tone)) / float64(len(out))
			t.Logf("%v Hz %s: speed %.3f, pitch %.1f Hz, steepest %d of %d", hz, name, speed, crossings(out), steepest(out), steepest(tone))
			if math.Abs(speed-1) < 0.02 || math.Abs(speed-1) > 0.16 || (name == "faster") != (speed > 1) {
				t.Errorf("%v Hz %s: got speed %.3f", hz, name, speed)
			}
			if got := crossings(out); math.Abs(got-hz) > hz/100 {
				t.Errorf("%v Hz %s: got a pitch of %.1f Hz", hz, name, got)
			}
			if got, want := steepest(out), steepest(tone); got > want*3/2 {
				t.Errorf("%v Hz %s: got a step of %d, want no more than %d or so", hz, name, got, want)
			}
		}
	}
}

func TestWhatHasNoPeriodIsLeftAlone(t *testing.T) {
	noise := make([]int16, 2*pcm.FrameSize)
	r := uint32(1)
	for i := range noise {
		r = r*1664525 + 1013904223
		noise[i] = int16(r>>16) / 4
	}
	if got := pcm.Shrink(noise[:pcm.FrameSize]); got != pcm.FrameSize {
		t.Errorf("noise shrank to %d samples", got)
	}
	if got := pcm.Stretch(noise, pcm.FrameSize); got != pcm.FrameSize {
		t.Errorf("noise was stretched to %d samples", got)
	}
	tone := pcmtest.Tone(200, 0.3, pcm.FrameSize)
	if got := pcm.Shrink(tone[:480]); got != 480 {
		t.Errorf("10 ms shrank to %d samples", got)
	}
	if got := pcm.Stretch(tone, pcm.FrameSize); got != pcm.FrameSize {
		t.Errorf("without room: stretched to %d samples", got)
	}
}

func TestPaceAllocatesNothing(t *testing.T) {
	tone := pcmtest.Tone(200, 0.3, 2*pcm.FrameSize)
	if got := testing.AllocsPerRun(100, func() {
		pcm.Shrink(tone[:pcm.FrameSize])
		pcm.Stretch(tone, pcm.FrameSize)
		pcm.Ramp(tone, 1, 1)
	}); got != 0 {
		t.Errorf("got %v allocations", got)
	}
}

func BenchmarkShrink(b *testing.B) {
	tone := pcmtest.Tone(200, 0.3, pcm.FrameSize)
	frame := make([]int16, pcm.FrameSize)
	for b.Loop() {
		copy(frame, tone)
		pcm.Shrink(frame)
	}
}
