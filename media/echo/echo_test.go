package echo_test

import (
	"math"
	"testing"

	"parley/media/echo"
	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
)

// A room is a loudspeaker and a microphone: what is played comes back after a
// while, at so many dB, beside what the person says.
type room struct {
	late     int // samples
	coupling float64
}

// hears returns what the microphone of the room hears, with a little noise.
func (r room) hears(played, said []int16) []int16 {
	back := append(make([]int16, r.late), played...)[:len(played)]
	pcm.Amplify(back, math.Pow(10, r.coupling/20))
	noise := pcmtest.Speech(9, len(said))
	pcm.Amplify(noise, 0.003)
	for i := range back {
		back[i] += said[i] + noise[i]
	}
	return back
}

// held runs a guard and returns the share of frames of the microphone held back
// between two seconds.
func held(played, heard []int16, from, to int) float64 {
	g, n := echo.New(), 0
	for i := 0; i < to*50; i++ {
		at := i * pcm.FrameSize
		hold := g.Hold(pcm.Level(played[at:at+pcm.FrameSize]), pcm.Level(heard[at:at+pcm.FrameSize]))
		if hold && i >= from*50 {
			n++
		}
	}
	return float64(n) / float64((to-from)*50)
}

func TestTheGuardTellsAVoiceFromAnEcho(t *testing.T) {
	const length = 12 * pcm.Rate
	nobody, other, me := make([]int16, length), pcmtest.Speech(1, length), pcmtest.Speech(2, length)
	clear(me[:3*pcm.Rate]) // whoever speaks has listened first
	loudMe := append([]int16(nil), me...)
	pcm.Amplify(loudMe, 3)
	for _, tt := range []struct {
		name        string
		room        room
		played      []int16
		said        []int16
		least, most float64 // share held
	}{
		{"only I speak", room{4800, -12}, nobody, me, 0, 0},
		{"only the loudspeaker, near the microphone", room{4800, -6}, other, nobody, 0.97, 1},
		{"only the loudspeaker, far away and late", room{14400, -20}, other, nobody, 0.97, 1},
		{"both, and I am clearly louder than the echo", room{4800, -20}, other, loudMe, 0, 0.35},
		{"both, through a headset", room{4800, -60}, other, me, 0, 0.2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := held(tt.played, tt.room.hears(tt.played, tt.said), 3, 12)
			t.Logf("%.1f %% held", 100*got)
			if got < tt.least || got > tt.most {
				t.Errorf("got %.2f held, want %.2f to %.2f", got, tt.least, tt.most)
			}
		})
	}
}

func TestWhenTheGuardIsAtWork(t *testing.T) {
	for _, tt := range []struct {
		mode string
		ear  string
		want bool
	}{
		{"auto", "Built-in Audio Analog Stereo", true}, {"auto", "Jabra Headset 65", false}, {"auto", "WH-1000 Headphones", false},
		{"on", "Jabra Headset 65", true}, {"off", "Built-in Audio Analog Stereo", false},
	} {
		m, ok := echo.ParseMode(tt.mode)
		if got := m.Guards(tt.ear); !ok || got != tt.want {
			t.Errorf("%s, %s: got %v, want %v", tt.mode, tt.ear, got, tt.want)
		}
	}
	if _, ok := echo.ParseMode("perhaps"); ok {
		t.Error("got a mode for a word that is none")
	}
}

func TestTheGuardAllocatesNothing(t *testing.T) {
	g := echo.New()
	if n := testing.AllocsPerRun(100, func() { g.Hold(-20, -30) }); n != 0 {
		t.Errorf("got %v allocations, want 0", n)
	}
}
