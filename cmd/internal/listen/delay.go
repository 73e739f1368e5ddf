package listen

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"sync"
	"time"

	"parley/media/device"
	"parley/media/pcm"
)

func random(b []byte) { rand.Read(b) } // it never returns an error

// spoken is a source that says its samples over and over, and remembers when each
// frame was taken.
type spoken struct {
	samples []int16
	at      int

	mu    sync.Mutex // guards taken
	taken []time.Time
}

// Read gives the next frame.
func (s *spoken) Read(f *pcm.Frame) (bool, error) {
	for i := range f {
		f[i] = s.samples[s.at]
		s.at = (s.at + 1) % len(s.samples)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken = append(s.taken, time.Now())
	return true, nil
}

// Live is false: it waits to be read.
func (s *spoken) Live() bool { return false }

// Close does nothing.
func (s *spoken) Close() error { return nil }

// part is n samples from a frame on.
func (s *spoken) part(frame, n int) []int16 {
	out := make([]int16, n)
	for i := range out {
		out[i] = s.samples[(frame*pcm.FrameSize+i)%len(s.samples)]
	}
	return out
}

const wavHeader = 44

// startOf finds out when the recording in a file begins, from how it grows: a
// frame is written when it is due, never before.
func startOf(ctx context.Context, file string) <-chan time.Time {
	began := make(chan time.Time, 1)
	go func() { // ends within some seconds
		var start time.Time
		for end := time.Now().Add(5 * time.Second); time.Now().Before(end) && ctx.Err() == nil; time.Sleep(time.Millisecond) {
			info, err := os.Stat(file)
			if err != nil {
				continue
			}
			now := time.Now()
			if frames := (info.Size() - wavHeader) / (2 * pcm.FrameSize); frames > 0 {
				if s := now.Add(-time.Duration(frames-1) * pcm.FrameTime); start.IsZero() || s.Before(start) {
					start = s
				}
			}
		}
		began <- start
	}()
	return began
}

// A part of what was said is looked for by itself, as the playout stretches and
// shrinks the pauses. thin is how many samples are taken together; what is as alike
// as alikeAtLeast is found: a codec for speech keeps the sound, not the wave.
const (
	partTime     = 600 * time.Millisecond
	usualWay     = 1500 * time.Millisecond // within which a part is looked for
	longestWay   = 4 * time.Second         // likewise, where nothing is to be missing
	thin         = 8
	alikeAtLeast = 0.6
	mostParts    = 40
)

// delayOf is the median time from the mouth to the ear: from when a sample was
// spoken, which is a frame's time before its frame was there, to when it was played.
// found is the share of the parts that were found; 0: none, or there was too little
// to look for.
func delayOf(said *spoken, file string, began time.Time, complete bool) (delay time.Duration, found float64, err error) {
	heard, err := recorded(file)
	if err != nil {
		return 0, 0, err
	}
	said.mu.Lock()
	defer said.mu.Unlock()
	way := usualWay
	if complete {
		way = longestWay
	}
	thinned := thinly(heard)
	step := max(int(partTime/pcm.FrameTime), len(said.taken)/mostParts)
	var delays []time.Duration
	tried := 0
	for frame := step; frame+step < len(said.taken); frame += step {
		part := said.part(frame, int(partTime/pcm.FrameTime)*pcm.FrameSize)
		if pcm.Level(part) < -45 {
			continue
		}
		spokenAt := said.taken[frame].Add(-pcm.FrameTime)
		from := int(spokenAt.Sub(began).Seconds() * pcm.Rate / thin)
		to := from + int((way+partTime).Seconds()*pcm.Rate/thin)
		if from < 0 || to > len(thinned) {
			continue
		}
		tried++
		if lag, likeness := look(thinly(part), thinned[from:to]); likeness > alikeAtLeast {
			delays = append(delays, time.Duration(lag)*thin*time.Second/pcm.Rate)
		}
	}
	if len(delays) == 0 {
		return 0, 0, nil
	}
	slices.Sort(delays)
	return delays[len(delays)/2], float64(len(delays)) / float64(tried), nil
}

// look finds where in heard a part is, and how alike it is there: the normalised
// cross-correlation.
func look(part, heard []float64) (lag int, likeness float64) {
	var power float64
	for _, v := range part {
		power += v * v
	}
	for i := 0; i <= len(heard)-len(part); i++ {
		var product, echo float64
		for j, v := range part {
			h := heard[i+j]
			product += v * h
			echo += h * h
		}
		if l := product / math.Sqrt(power*echo+1); l > likeness {
			lag, likeness = i, l
		}
	}
	return lag, likeness
}

// thinly averages over some samples at a time.
func thinly(s []int16) []float64 {
	t := make([]float64, len(s)/thin)
	for i := range t {
		for _, v := range s[thin*i : thin*i+thin] {
			t[i] += float64(v) / thin
		}
	}
	return t
}

// recorded is what is in a WAV file.
func recorded(file string) (all []int16, err error) {
	w, err := device.OpenWAV(file)
	if err != nil {
		return nil, fmt.Errorf("read what was heard: %w", err)
	}
	defer w.Close()
	var f pcm.Frame
	for {
		ok, err := w.Read(&f)
		switch {
		case err == io.EOF:
			return all, nil
		case err != nil:
			return nil, fmt.Errorf("read what was heard: %w", err)
		case ok:
			all = append(all, f[:]...)
		}
	}
}
