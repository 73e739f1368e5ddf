package opus_test

import (
	"slices"
	"testing"

	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
	"parley/media/red"
)

// A packet joined of several sounds as they do one by one.
func TestJoinedPacketsSoundTheSame(t *testing.T) {
	single := packets(t, pcmtest.Speech(1, pcm.Rate))
	want := decode(t, single, false)
	for _, n := range []int{2, 3, 6} {
		var joined [][]byte
		for group := range slices.Chunk(single, n) {
			var frames [][]byte
			for _, p := range group {
				if _, f, err := red.Split(nil, p); err != nil || p[0] != group[0][0] {
					t.Fatalf("a packet of another kind, or none: %v", err)
				} else {
					frames = append(frames, f...)
				}
			}
			p, err := red.Join(nil, group[0][0], frames...)
			if err != nil {
				t.Fatal(err)
			}
			joined = append(joined, p)
		}
		if !slices.Equal(decode(t, joined, false), want) {
			t.Errorf("%d frames a packet: the sound differs", n)
		}
	}
}
