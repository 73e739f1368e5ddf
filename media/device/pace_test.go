package device

import (
	"io"
	"testing"
	"time"

	"parley/media/pcm"
)

var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func TestPace(t *testing.T) {
	var p Pace
	for _, tt := range []struct {
		after time.Duration
		want  int
	}{
		{0, 1},
		{10 * time.Millisecond, 0},
		{20 * time.Millisecond, 1},
		{59 * time.Millisecond, 1},
		{60 * time.Millisecond, 1},
		{time.Second, 47}, // a late tick loses nothing
		{time.Second + time.Millisecond, 0},
		{time.Hour, 1}, // a night asleep is let go
		{time.Hour + 20*time.Millisecond, 1},
	} {
		if got := p.Due(epoch.Add(tt.after)); got != tt.want {
			t.Errorf("after %v: got %d frames due, want %d", tt.after, got, tt.want)
		}
	}
}

func TestClip(t *testing.T) {
	sound := make([]int16, pcm.FrameSize+10)
	sound[pcm.FrameSize] = 7
	c := NewClip(sound)
	f := pcm.Frame{99: 1}
	for i, want := range []struct {
		ok    bool
		first int16
	}{{true, 0}, {true, 7}, {false, 0}} {
		ok, err := c.Read(&f)
		if ok != want.ok || ok && f[0] != want.first || (err == io.EOF) == ok || f[99] != 0 {
			t.Errorf("read %d: got %v, %v, %d", i, ok, err, f[0])
		}
	}
	c.Play(sound[pcm.FrameSize:])
	if ok, _ := c.Read(&f); !ok || f[0] != 7 {
		t.Error("got nothing after Play")
	}
}

func TestWatch(t *testing.T) {
	var w watch
	for _, tt := range []struct {
		after time.Duration
		count uint64
		want  bool
	}{
		{0, 0, false},
		{2 * time.Second, 0, false},
		{4 * time.Second, 0, true},
		{5 * time.Second, 1, false}, // it moves again
		{7 * time.Second, 1, false},
		{9 * time.Second, 1, true},
	} {
		if got := w.stalled(tt.count, epoch.Add(tt.after)); got != tt.want {
			t.Errorf("after %v: got %v, want %v", tt.after, got, tt.want)
		}
	}
}

func TestReserve(t *testing.T) {
	var r reserve
	for _, tt := range []struct {
		after time.Duration
		holes uint64
		want  int
	}{
		{0, 0, 0},
		{time.Second, 1, 480},
		{2 * time.Second, 2, 960},
		{3 * time.Second, 2, 960},
		{13 * time.Second, 2, 480}, // calm again
		{24 * time.Second, 2, 0},
		{time.Minute, 2, 0},
	} {
		if got := r.samples(tt.holes, epoch.Add(tt.after)); got != tt.want {
			t.Errorf("after %v: got %d samples, want %d", tt.after, got, tt.want)
		}
	}
	for i := range 100 {
		r.samples(uint64(i), epoch)
	}
	if got := r.samples(99, epoch); got != reserveMost {
		t.Errorf("after a hundred holes: got %d samples, want %d", got, reserveMost)
	}
}
