package voice

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"parley/media/device"
	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
)

func TestAClockworkKeepsToItsBeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, a, pause := time.Now(), newAlarm(), tick
		c := newClockwork(began, &a)
		next := func() time.Duration {
			select {
			case <-time.After(time.Until(c.next)):
			case <-a.rung:
			}
			now := time.Now()
			c.wind(now, func() time.Duration { return pause })
			return now.Sub(began)
		}
		const ms = time.Millisecond
		expect := func(what string, got, want time.Duration) {
			t.Helper()
			if got != want {
				t.Errorf("%s: got a tick after %v, want %v", what, got, want)
			}
		}
		expect("at first", next(), 10*ms)
		pause = restTick
		expect("as usual", next(), 20*ms)
		expect("at rest", next(), 180*ms)
		time.AfterFunc(33*ms, func() { pause = tick; a.ring() })
		expect("stirred", next(), 213*ms)
		expect("on the beat again", next(), 220*ms)
		a.ring() // it does not rest
		expect("not stirred", next(), 230*ms)
		time.Sleep(25 * ms)
		expect("late", next(), 255*ms)
		expect("after being late", next(), 260*ms)
		pause = pcm.FrameTime
		expect("as usual", next(), 270*ms)
		time.Sleep(35 * ms)
		expect("late by more than a beat", next(), 305*ms)
		expect("with the frames again", next(), 310*ms)
		if got := c.beat(began.Add(309*ms + 999*time.Microsecond)); !got.Equal(began.Add(300 * ms)) {
			t.Errorf("right before a beat: got %v, want the one before", got.Sub(began))
		}
	})
}

// A secret is a microphone that hears noise all the time, as loud as we say.
type secret struct {
	began time.Time
	read  int
	loud  bool
}

func (s *secret) Read(f *pcm.Frame) (bool, error) {
	if time.Since(s.began) < time.Duration(s.read+1)*pcm.FrameTime {
		return false, nil
	}
	clear(f[:])
	if s.loud {
		copy(f[:], pcmtest.Speech(uint64(s.read), pcm.FrameSize))
	}
	s.read++
	return true, nil
}
func (s *secret) Live() bool   { return true }
func (s *secret) Close() error { return nil }

// TestTalkWakesTheMicrophone opens talk while the microphone rests: what was heard before is not sent, and what
// is said is sent as soon as its packet is full.
func TestTalkWakesTheMicrophone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, line := talker(t)
		v.Talk(false)
		mic := &secret{began: time.Now(), loud: true}
		v.mic.source = mic
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); v.beat(ctx) }()
		time.Sleep(time.Second + 37*time.Millisecond)
		synctest.Wait()
		read := mic.read
		if line.sent > 0 || read < 45 {
			t.Fatalf("got %d packets while talk was closed, and %d frames for the level", line.sent, read)
		}
		v.Talk(true)
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		if line.sent < 4 || line.sent > 5 {
			t.Errorf("after 100 ms: got %d packets of %d frames", line.sent, mic.read-read)
		}
		stop()
		<-ended
	})
}

func TestWhoHearsNobodyRests(t *testing.T) {
	v, packets := listener(t)
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if !v.nothingOut(now) {
		t.Fatal("nobody was heard yet, and there is no rest")
	}
	for i := range 10 {
		hearFrame(v, packets, i)
	}
	if now = now.Add(10 * pcm.FrameTime); v.nothingOut(now) {
		t.Error("somebody is heard, and there is rest")
	}
	sink := device.Null{}
	for end := now.Add(6 * time.Second); now.Before(end); now = now.Add(tick) {
		for range sink.Due(now) {
			v.mixNext(now, &v.ear.frame)
		}
	}
	if !v.nothingOut(now) {
		t.Error("nobody was heard for six seconds, and there is no rest")
	}
}
