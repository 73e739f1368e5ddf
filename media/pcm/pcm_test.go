package pcm_test

import (
	"math"
	"testing"
	"time"

	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
)

func TestLevel(t *testing.T) {
	square := make([]int16, pcm.FrameSize)
	for i := range square {
		square[i] = math.MaxInt16
		if i%2 == 1 {
			square[i] = -math.MaxInt16
		}
	}
	var silence pcm.Frame
	for _, tt := range []struct {
		name    string
		samples []int16
		want    float64
	}{
		{"a full-scale square wave is the overload point", square, 0},
		{"a full-scale sine is 3 dB below", pcmtest.Tone(1000, 1, pcm.FrameSize), -3.01},
		{"a tenth of the amplitude is 20 dB below", pcmtest.Tone(1000, 0.1, pcm.FrameSize), -23.01},
		{"silence is the quietest", silence[:], -127},
		{"nothing is silence", nil, -127},
		{"the lowest sample does not go above 0", []int16{math.MinInt16}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := pcm.Level(tt.samples); math.Abs(got-tt.want) > 0.05 {
				t.Errorf("got %.2f dBov, want %.2f", got, tt.want)
			}
		})
	}
}

func TestWire(t *testing.T) {
	for _, tt := range []struct {
		dBov float64
		want int
	}{{0, 0}, {-3.01, 3}, {-26.6, 27}, {-127, 127}, {-300, 127}, {5, 0}} {
		if got := pcm.Wire(tt.dBov); got != tt.want {
			t.Errorf("%v dBov: got %d, want %d", tt.dBov, got, tt.want)
		}
	}
}

func TestAmplifyStopsAtFullScale(t *testing.T) {
	s := []int16{100, -100, 20000, -20000}
	pcm.Amplify(s, 2)
	if want := [4]int16{200, -200, 32767, -32768}; [4]int16(s) != want {
		t.Errorf("got %v, want %v", s, want)
	}
}

func TestMix(t *testing.T) {
	for _, tt := range []struct {
		name   string
		voices []int16
		want   int16
	}{
		{"nobody", nil, 0},
		{"one voice is not changed", []int16{32767}, 32767},
		{"one voice is not changed, downwards", []int16{-32768}, -32768},
		{"two quiet voices are added", []int16{1000, 234}, 1234},
		{"two voices cancel out", []int16{20000, -20000}, 0},
		{"two loud voices stay below full scale", []int16{32767, 32767}, 31401},
		{"and above the lowest", []int16{-32768, -32768}, -31401},
		{"four loud voices too", []int16{32767, 32767, 32767, 32767}, 32181},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var m pcm.Mix
			for _, v := range tt.voices {
				f := pcm.Frame{v, v}
				m.Add(&f)
			}
			var got pcm.Frame
			m.Take(&got)
			if got[0] != tt.want || got[1] != tt.want || got[2] != 0 {
				t.Errorf("got %v, want %d", got[:3], tt.want)
			}
			if m.Take(&got); got != (pcm.Frame{}) {
				t.Errorf("the mix was not emptied: %v", got[:3])
			}
		})
	}
}

func TestMixOfTwoRisesWithItsVoices(t *testing.T) {
	var last int16 = math.MinInt16
	for v := -32768; v <= 32767; v += 64 {
		f := pcm.Frame{int16(v)}
		var m pcm.Mix
		m.Add(&f)
		m.Add(&f)
		var got pcm.Frame
		if m.Take(&got); got[0] < last {
			t.Fatalf("twice %d: got %d, below %d", v, got[0], last)
		}
		last = got[0]
	}
}

func TestDurationAndSamplesAgree(t *testing.T) {
	if got := pcm.Duration(pcm.FrameSize); got != pcm.FrameTime {
		t.Errorf("a frame: got %v, want %v", got, pcm.FrameTime)
	}
	if got := pcm.Samples(time.Second); got != pcm.Rate {
		t.Errorf("a second: got %d, want %d", got, pcm.Rate)
	}
	if got, want := pcm.Duration(1<<40), 22906492245333333*time.Nanosecond; got != want {
		t.Errorf("nine months: got %v, want %v", got, want)
	}
}

func TestNothingIsAllocated(t *testing.T) {
	var m pcm.Mix
	var f, out pcm.Frame
	copy(f[:], pcmtest.Tone(440, 0.5, pcm.FrameSize))
	got := testing.AllocsPerRun(100, func() {
		m.Add(&f)
		m.Add(&f)
		m.Take(&out)
		pcm.Amplify(out[:], 0.5)
		_ = pcm.Level(out[:])
	})
	if got != 0 {
		t.Errorf("got %v allocations a frame, want 0", got)
	}
}

func BenchmarkMixFour(b *testing.B) {
	var m pcm.Mix
	var f, out pcm.Frame
	copy(f[:], pcmtest.Tone(440, 0.5, pcm.FrameSize))
	for b.Loop() {
		for range 4 {
			m.Add(&f)
		}
		m.Take(&out)
	}
}
