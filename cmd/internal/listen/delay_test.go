package listen

import (
	"path/filepath"
	"testing"
	"time"

	"parley/media/device"
	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
)

// TestTheDelayIsFound plays what was said into a file, a known time later and with
// a stretch missing.
func TestTheDelayIsFound(t *testing.T) {
	const late = 180 * time.Millisecond
	began := time.Unix(1000, 0)
	said := &spoken{samples: pcmtest.Speech(1, 8*pcm.Rate)}
	file := filepath.Join(t.TempDir(), "heard.wav")
	w, err := device.CreateWAV(file)
	if err != nil {
		t.Fatal(err)
	}
	heard := append(make([]int16, int(late.Seconds()*pcm.Rate)), said.samples...)
	clear(heard[3*pcm.Rate : 4*pcm.Rate])
	var f pcm.Frame
	for at := 0; at+pcm.FrameSize <= len(heard); at += pcm.FrameSize {
		copy(f[:], heard[at:])
		if err := w.Write(&f); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for i := range 8 * pcm.Rate / pcm.FrameSize {
		said.taken = append(said.taken, began.Add(time.Duration(i)*pcm.FrameTime))
	}
	got, found, err := delayOf(said, file, began, false)
	if err != nil {
		t.Fatal(err)
	}
	if want := late + pcm.FrameTime; (got-want).Abs() > time.Millisecond || found < 0.5 || found > 0.9 {
		t.Errorf("got %v with %.2f found, want %v and most", got, found, want)
	}
}

func TestATargetIsMetOrMissed(t *testing.T) {
	slow := 450.0
	r := Report{Share: 0.015, KbitIn: 39, MouthToEarMS: &slow}
	within(0.02)(&r)
	var met []bool
	for _, target := range r.Targets {
		met = append(met, target.Met)
	}
	if len(met) != 3 || !met[0] || !met[1] || met[2] {
		t.Errorf("got %+v", r.Targets)
	}
}

func TestCountsAreThoseOfTheTimeBetween(t *testing.T) {
	at := time.Unix(0, 0)
	from := snapshot{at: at, up: 1000, down: 2000, frames: 10, concealed: 5}
	r := snapshot{at: at.Add(2 * time.Second), up: 2000, down: 7000, frames: 107, concealed: 8, lost: 2}.since(from)
	if r.KbitIn != 20 || r.KbitOut != 4 || r.Frames != 97 || r.Concealed != 3 || r.Share != 0.03 || r.Lost != 2 || r.CPU != nil {
		t.Errorf("got %+v", r)
	}
}
