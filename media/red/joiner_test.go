package red_test

import (
	"bytes"
	"slices"
	"testing"

	"parley/media/red"
)

func TestAJoinerTakesWhatFitsTogether(t *testing.T) {
	var j red.Joiner
	if got := j.Take(nil); len(got) != 0 {
		t.Errorf("of nothing: got % x", got)
	}
	pair, _ := red.Join(nil, wideband, []byte{2}, []byte{3, 3})
	for _, tt := range []struct {
		name   string
		packet []byte
		want   bool
	}{
		{"the first", []byte{wideband, 1}, true},
		{"two more", pair, true},
		{"of another kind", []byte{1 << 3, 1}, false},
		{"no packet", []byte{wideband | 3}, false},
		{"four that are too many", []byte{wideband | 3, 4, 1, 1, 1, 1}, false},
		{"an empty frame", []byte{wideband}, true},
	} {
		if got := j.Add(tt.packet); got != tt.want {
			t.Errorf("%s: got %v", tt.name, got)
		}
	}
	if j.Len() != 4 {
		t.Errorf("got %d frames, want 4", j.Len())
	}
	_, frames, err := red.Split(nil, j.Take(nil))
	if want := [][]byte{{1}, {2}, {3, 3}, {}}; err != nil || !slices.EqualFunc(frames, want, bytes.Equal) {
		t.Errorf("got %v, %v; want %v", frames, err, want)
	}
	if j.Len() != 0 {
		t.Error("it kept what was taken")
	}
	sixty := []byte{11 << 3, 1} // of 60 ms each
	for i, want := range []bool{true, true, false} {
		if got := j.Add(sixty); got != want {
			t.Errorf("frame %d of 60 ms: got %v, want %v", i, got, want)
		}
	}
}

func TestAJoinerAllocatesNothing(t *testing.T) {
	var j red.Joiner
	packet, out := []byte{wideband, 1, 2, 3}, make([]byte, 0, 1500)
	if got := testing.AllocsPerRun(100, func() {
		for range 6 {
			j.Add(packet)
		}
		out = j.Take(out[:0])
	}); got != 0 {
		t.Errorf("got %v allocations, want 0", got)
	}
}
