package voice_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"parley/media/device"
	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
	"parley/media/voice"
)

func writeWAV(t *testing.T, path string, sound []int16) {
	t.Helper()
	w, err := device.CreateWAV(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at+pcm.FrameSize <= len(sound); at += pcm.FrameSize {
		if err := w.Write((*pcm.Frame)(sound[at:])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func readWAV(t *testing.T, path string) []int16 {
	t.Helper()
	r, err := device.OpenWAV(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var all []int16
	var f pcm.Frame
	for {
		if _, err := r.Read(&f); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, f[:]...)
	}
}

func TestSpeechArrives(t *testing.T) {
	for _, tt := range []struct {
		name          string
		delay, jitter time.Duration
		loss          float64
		copies        int     // that the server adds
		alike         float64 // the median part
		concealed     float64 // share at most
	}{
		{"over a good link", 20 * time.Millisecond, 0, 0, 0, 0.93, 0}, // at 16 kbit/s, the ladder's top; 24 kbit/s had 0.95
		{"over a satellite with a tenth lost", 300 * time.Millisecond, 5 * time.Millisecond, 0.1, 1, 0.9, 0.03},
		{"with jitter and a tenth lost", 80 * time.Millisecond, 60 * time.Millisecond, 0.1, 1, 0.85, 0.06},
	} {
		t.Run(tt.name, func(t *testing.T) {
			said := pcmtest.Speech(1, seconds(10))
			in, out := filepath.Join(t.TempDir(), "in.wav"), filepath.Join(t.TempDir(), "out.wav")
			writeWAV(t, in, said)
			var status voice.Status
			synctest.Test(t, func(t *testing.T) {
				h := newHall()
				h.delay, h.jitter, h.loss = tt.delay, tt.jitter, tt.loss
				h.frames, h.depth = min(tt.copies, 1), tt.copies
				ear, stopEar := run(t, voice.Config{Mic: "none", Ear: "file:" + out, Dial: h.dial})
				time.Sleep(time.Second)
				mouth, stopMouth := run(t, voice.Config{Mic: "file:" + in, Ear: "none", Dial: h.dial})
				mouth.Talk(true) // before there is a line: nothing may be lost of it
				time.Sleep(12 * time.Second)
				status = ear.Status()
				if !mouth.Status().MicEnded {
					t.Error("the speech has not been sent to its end")
				}
				stopMouth()
				stopEar()
			})
			slot := status.Slots[1]
			share := float64(slot.Concealed) / float64(slot.Frames+slot.Concealed)
			parts := pcmtest.Parts(said, readWAV(t, out), 20)
			median := parts[len(parts)/2]
			t.Logf("median likeness %.3f, worst %.3f; %+v; %.1f %% concealed", median, parts[len(parts)-1], slot, 100*share)
			if median < tt.alike {
				t.Errorf("got median likeness %.3f, want at least %.2f", median, tt.alike)
			}
			if share > tt.concealed {
				t.Errorf("got %.3f of the sound concealed, want at most %.2f", share, tt.concealed)
			}
			if slot.Frames < 400 || slot.Speaker != 2 {
				t.Errorf("got %+v, want 400 frames or more of speaker 2", slot)
			}
		})
	}
}

func TestDelayFollowsTheLinkThroughPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall()
		link := func(jitter time.Duration) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.jitter = jitter
		}
		ear, stopEar := run(t, voice.Config{Mic: "none", Ear: "file:" + filepath.Join(t.TempDir(), "e.wav"), Dial: h.dial})
		defer stopEar()
		time.Sleep(time.Second)
		mouth, stopMouth := run(t, voice.Config{Clip: device.NewClip(pcmtest.Speech(1, seconds(50))), Ear: "none", Dial: h.dial})
		defer stopMouth()
		mouth.Talk(true)
		link(150 * time.Millisecond)
		time.Sleep(11*time.Second + 500*time.Millisecond)
		bad := ear.Status().Slots[1]
		if bad.Delay < 100*time.Millisecond || bad.Delay > 300*time.Millisecond {
			t.Errorf("150 ms of jitter: got delay %v, want 100 to 300 ms", bad.Delay)
		}
		link(0)
		time.Sleep(30 * time.Second) // a link is not trusted again at once
		good := ear.Status().Slots[1]
		if good.Delay > 60*time.Millisecond {
			t.Errorf("a steady link again: got delay %v, want at most 60 ms", good.Delay)
		}
		if n := good.Concealed - bad.Concealed; n > 25 {
			t.Errorf("a steady link again: got %d frames concealed", n)
		}
		t.Logf("with jitter %+v, without %+v", bad, good)
	})
}

func TestTwoSpeakersAreHeardAtOnce(t *testing.T) {
	one, two := pcmtest.Tone(400, 0.2, seconds(2)), pcmtest.Tone(700, 0.2, seconds(2))
	out := filepath.Join(t.TempDir(), "out.wav")
	synctest.Test(t, func(t *testing.T) {
		h := newHall()
		_, stop := run(t, voice.Config{Mic: "none", Ear: "file:" + out, Dial: h.dial})
		a, stopA := run(t, voice.Config{Clip: device.NewClip(one), Ear: "none", Dial: h.dial})
		b, stopB := run(t, voice.Config{Clip: device.NewClip(two), Ear: "none", Dial: h.dial})
		time.Sleep(time.Second)
		a.Talk(true)
		b.Talk(true)
		time.Sleep(3 * time.Second)
		stopA()
		stopB()
		stop()
	})
	heard := readWAV(t, out)
	for _, tone := range [][]int16{one, two} {
		// Half of what is heard is the other tone, so a likeness of 0.7 is all of it.
		if _, likeness := pcmtest.Find(tone[:seconds(0.5)], heard); likeness < 0.6 {
			t.Errorf("got likeness %.3f, want 0.7", likeness)
		}
	}
}

func TestTalkIsASwitch(t *testing.T) {
	clip := device.NewClip(pcmtest.Tone(300, 0.3, seconds(10)))
	synctest.Test(t, func(t *testing.T) {
		h := newHall()
		v, stop := run(t, voice.Config{Clip: clip, Ear: "none", Dial: h.dial})
		defer stop()
		time.Sleep(time.Second)
		synctest.Wait()
		if h.sent != 0 || clip.Left() != seconds(10) {
			t.Fatalf("before talk: got %d packets sent, %d samples left", h.sent, clip.Left())
		}
		v.Talk(true)
		time.Sleep(time.Second)
		synctest.Wait()
		v.Talk(false)
		if sent := h.sent; sent < 48 || sent > 51 {
			t.Errorf("a second of talk: got %d packets", sent)
		}
		if got := v.Status().MicLevel; got < -14 || got > -13 {
			t.Errorf("talking: got level %.1f dBov, want -13.5", got)
		}
		if got := h.lines[0].levels[10]; got != 13 && got != 14 {
			t.Errorf("on the wire: got level %d, want 13 or 14", got)
		}
		before, left := h.sent, clip.Left()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if h.sent != before || clip.Left() != left {
			t.Errorf("after talk: got %d packets more, %d samples fewer", h.sent-before, left-clip.Left())
		}
		v.Talk(true)
		time.Sleep(time.Second)
		synctest.Wait()
		l := h.lines[0]
		if l.firsts != 2 {
			t.Errorf("got %d packets marked as first, want 2", l.firsts)
		}
		if got, want := l.timestamp, uint32(seconds(5)); got < want-1920 || got > want+1920 {
			t.Errorf("got timestamp %d after 5 s, want about %d", got, want)
		}
	})
}

func TestSilenceIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall()
		v, stop := run(t, voice.Config{Clip: device.NewClip(make([]int16, seconds(20))), Ear: "none", Dial: h.dial})
		defer stop()
		v.Talk(true)
		time.Sleep(20 * time.Second)
		synctest.Wait()
		if h.sent > 80 {
			t.Errorf("20 s of silence: got %d packets, want at most 80", h.sent)
		}
	})
}

func TestTheLineIsRedialled(t *testing.T) {
	clip := device.NewClip(pcmtest.Speech(1, seconds(3)))
	synctest.Test(t, func(t *testing.T) {
		h := newHall()
		h.delay, h.refuses = 100*time.Millisecond, 3
		v, stop := run(t, voice.Config{Clip: clip, Ear: "none", Dial: h.dial})
		defer stop()
		v.Talk(true)
		time.Sleep(time.Second)
		s := v.Status()
		if s.State != voice.Connecting || s.Attempt < 2 || !errors.Is(s.Why, errRefused) {
			t.Errorf("refused: got %v, attempt %d, %v", s.State, s.Attempt, s.Why)
		}
		time.Sleep(5 * time.Second)
		if s = v.Status(); s.State != voice.Connected || s.Why != nil || s.Attempt != 0 {
			t.Errorf("let in: got %v, attempt %d, %v", s.State, s.Attempt, s.Why)
		}
		time.Sleep(20 * time.Second)
		if s = v.Status(); !s.MicEnded || h.sent < 100 {
			t.Errorf("got %d packets sent, ended %v; want the clip whole", h.sent, s.MicEnded)
		}
		if len(v.Lost()) != 0 {
			t.Error("it was told that a line is lost that stands")
		}
		h.mu.Lock()
		h.refuses = 1
		h.mu.Unlock()
		h.cut()
		time.Sleep(300 * time.Millisecond)
		if s = v.Status(); s.State != voice.Lost || s.Since.IsZero() || s.RoundTrip != 0 {
			t.Errorf("cut: got %v since %v, round trip %v", s.State, s.Since, s.RoundTrip)
		}
		select {
		case <-v.News():
		default:
			t.Error("who shows the line was not told to look at it")
		}
		if len(v.Lost()) != 1 {
			t.Error("nobody was told that the line is lost")
		}
		time.Sleep(3 * time.Second)
		if s = v.Status(); s.State != voice.Connected || s.RoundTrip != 200*time.Millisecond {
			t.Errorf("redialled: got %v, round trip %v", s.State, s.RoundTrip)
		}
	})
}

func TestAServerThatIsAwayIsNotFlooded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall()
		h.refuses = 1000
		_, stop := run(t, voice.Config{Mic: "none", Ear: "file:" + filepath.Join(t.TempDir(), "e.wav"), Dial: h.dial})
		time.Sleep(10 * time.Minute)
		stop()
		if n := 1000 - h.refuses; n < 40 || n > 90 {
			t.Errorf("got %d attempts in ten minutes, want 40 to 90", n)
		}
	})
}

func TestWhoWaitsToDialDoesSoWhenTheNetworkChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall()
		h.refuses = 1 << 20
		v, stop := run(t, voice.Config{Mic: "none", Ear: "", Dial: h.dial})
		defer stop()
		time.Sleep(2 * time.Minute) // waits up to 15 s between tries now
		h.mu.Lock()
		h.refuses = 0
		h.mu.Unlock()
		v.Moved(nil, 0)
		time.Sleep(100 * time.Millisecond)
		if got := v.Status().State; got != voice.Connected {
			t.Errorf("the line is %v, want connected", got)
		}
	})
}

func TestRatesAreShown(t *testing.T) {
	clip := device.NewClip(pcmtest.Tone(300, 0.3, seconds(10)))
	synctest.Test(t, func(t *testing.T) {
		h := newHall()
		v, stop := run(t, voice.Config{Clip: clip, Ear: "none", Dial: h.dial})
		defer stop()
		v.Talk(true)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		// 50 packets with 64 bytes of header are 25.6 kbit/s before any sound.
		if got := v.Status().KbitOut; got < 30 || got > 70 {
			t.Errorf("got %.1f kbit/s out", got)
		}
	})
}

func TestNothingToSayOrHear(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall()
		v, stop := run(t, voice.Config{Mic: "none", Ear: "none", Dial: h.dial})
		time.Sleep(time.Minute)
		s := v.Status()
		if s.State != voice.Off || s.Mic.State != voice.None || s.Ear.State != voice.None || len(h.lines) != 0 {
			t.Errorf("got %v, %+v, %+v, %d lines", s.State, s.Mic, s.Ear, len(h.lines))
		}
		stop()
	})
}

func TestBadInputIsRefused(t *testing.T) {
	dir := t.TempDir()
	text, sound := filepath.Join(dir, "notes.txt"), filepath.Join(dir, "a.wav")
	if err := os.WriteFile(text, []byte("We, the peoples"), 0o600); err != nil {
		t.Fatal(err)
	}
	writeWAV(t, sound, make([]int16, seconds(1)))
	for _, tt := range []struct {
		name     string
		mic, ear string
		want     error // nil: any
	}{
		{"a mic file that is not there", "file:" + dir + "/none.wav", "none", fs.ErrNotExist},
		{"a mic file that is text", "file:" + text, "none", device.ErrWAV},
		{"a mic file that is a folder", "file:" + dir, "none", fs.ErrInvalid},
		{"an ear file in a folder that is not there", "none", "file:" + dir + "/no/e.wav", fs.ErrNotExist},
		{"one file for both", "file:" + sound, "file:" + sound, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := voice.Open(voice.Config{Mic: tt.mic, Ear: tt.ear})
			if err == nil || tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("got error %v, want %v", err, tt.want)
			}
		})
	}
	if got := len(readWAV(t, sound)); got != seconds(1) {
		t.Errorf("the file asked for both: got %d samples left of it", got)
	}
}

func TestARecordingIsPacedByTheClock(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.wav")
	synctest.Test(t, func(t *testing.T) {
		_, stop := run(t, voice.Config{Mic: "none", Ear: "file:" + out, Dial: newHall().dial})
		time.Sleep(time.Minute)
		stop()
	})
	got := readWAV(t, out)
	if d := len(got) - seconds(60); d < -2*pcm.FrameSize || d > 2*pcm.FrameSize {
		t.Errorf("got %d samples, want a minute of them", len(got))
	}
	if slices.ContainsFunc(got, func(s int16) bool { return s != 0 }) {
		t.Error("got sound, want silence")
	}
}
