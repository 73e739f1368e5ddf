package sfu_test

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/pion/transport/v5/vnet"

	"parley/media/device"
	"parley/media/link"
	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
	"parley/media/voice"
)

// runs has a person's whole sound, codec, jitter buffer and all, run until the test
// ends. It speaks the clip, if there is one.
func (w *world) runs(p *person, address string, n *vnet.Net, clip device.Source) *voice.Voice {
	w.t.Helper()
	around := *w.host
	around.address = address
	mic, ear := "", "none"
	if clip == nil {
		mic, ear = "none", "file:"+filepath.Join(w.t.TempDir(), "heard.wav")
	}
	v, err := voice.Open(voice.Config{Mic: mic, Ear: ear, Clip: clip, Dial: func(ctx context.Context, hear func(int, link.Packet)) (voice.Line, error) {
		c := p.config(&around, "m", n)
		c.OnPacket = hear
		l, err := link.Dial(ctx, c)
		if err != nil {
			return nil, err
		}
		return l, nil
	}})
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); v.Run(ctx) }()
	w.t.Cleanup(func() { stop(); <-ended })
	for v.Status().State != voice.Connected {
		time.Sleep(10 * time.Millisecond)
	}
	return v
}

// heardSoFar sums up what a person's slots have played.
func heardSoFar(v *voice.Voice) (frames, concealed uint64) {
	for _, s := range v.Status().Slots {
		frames, concealed = frames+s.Frames, concealed+s.Concealed
	}
	return frames, concealed
}

// bursts loses everything for 120 ms again and again, a share of the time.
func bursts(seed uint64, share float64) func(bool, []byte) bool {
	dice := rand.New(rand.NewPCG(seed, 2))
	const long = 120 * time.Millisecond
	from := time.Now()
	return func(bool, []byte) bool {
		for now := time.Now(); ; {
			if now.Before(from) {
				return false
			}
			if now.Before(from.Add(long)) {
				return true
			}
			from = from.Add(long + time.Duration(dice.ExpFloat64()*float64(long)*(1-share)/share))
		}
	}
}

// A delegate on a bad link hears somebody speak for a minute: the whole of client
// and server, over 100 ms of round trip, with every datagram at risk both ways.
func TestWhatIsHeardOverABadLink(t *testing.T) {
	for _, tt := range []struct {
		name string
		lose func(bool, []byte) bool
		most float64 // share made up
		kbit float64 // at most
	}{
		{"no loss", nil, 0.001, 60},
		{"10 % at random", randomly(1, 0.1), 0.01, 40},
		{"20 % at random", randomly(2, 0.2), 0.02, 40},
		{"30 % at random", randomly(3, 0.3), 0.03, 40},
		{"20 % in bursts of 120 ms", nil, 0.05, 40},
	} {
		inBubble(t, 25*time.Millisecond, func(t *testing.T, w *world) {
			lose := tt.lose
			if lose == nil && tt.most > 0.03 {
				lose = bursts(4, 0.2)
			}
			r := w.relay()
			speaker, listener := newPerson(t), newPerson(t)
			w.Allow("m", speaker.identity.Fingerprint(), 1, true)
			clip := device.NewClip(pcmtest.Speech(1, 120*pcm.Rate))
			ear := w.runs(listener, r.address, w.place(), nil)
			mouth := w.runs(speaker, w.address, w.place(), clip)
			bytes, speech, packets := 0, 0, 0
			r.losing(func(up bool, packet []byte) bool {
				if !up {
					bytes, packets = bytes+len(packet)+28, packets+1
					if sound(packet) {
						speech += len(packet) + 28
					}
				}
				return lose != nil && lose(up, packet)
			})
			mouth.Talk(true)
			time.Sleep(20 * time.Second) // both ends learn what the link is like
			frames, concealed := heardSoFar(ear)
			r.mu.Lock()
			bytes, speech, packets = 0, 0, 0
			before := w.Stats()
			r.mu.Unlock()
			longest := time.Duration(0)
			const measured = time.Minute
			for range measured / time.Second {
				time.Sleep(time.Second)
				longest = max(longest, ear.Status().MouthToEar)
			}
			after, made := heardSoFar(ear)
			r.mu.Lock()
			kbit := float64(bytes) * 8 / 1000 / measured.Seconds()
			rate := float64(packets) / measured.Seconds()
			r.mu.Unlock()
			share := float64(made-concealed) / float64(after-frames+made-concealed)
			s, got := ear.Status(), w.Stats()
			again := got.Resent - before.Resent
			var asked, mended, recovered uint64
			for _, slot := range s.Slots {
				asked, mended, recovered = asked+slot.Asked, mended+slot.Mended, recovered+slot.Recovered
			}
			if share > 1.5*tt.most+0.001 || kbit > 1.1*tt.kbit || longest > 550*time.Millisecond {
				t.Errorf("%s: far from what it has to be", tt.name)
			}
			verdict := "reached"
			if share > tt.most {
				verdict = "MISSED"
			}
			t.Logf("%-26s %5.2f %% made up (want %3.1f: %s), %4.1f kbit/s (want %.0f; %.1f of it speech, %d packets again), mouth to ear %v at most (want 400ms), %.0f packets/s; lengths %v depths %v; mended %d, asked %d, recovered %d",
				tt.name, 100*share, 100*tt.most, verdict, kbit, tt.kbit, float64(speech)*8/1000/measured.Seconds(), again, longest.Round(time.Millisecond), rate, got.Lengths, got.Depths, mended, asked, recovered)
		})
	}
}

// Who listens for completeness misses nothing, whatever the link does.
func TestNothingIsMissingForWhoListensToEverything(t *testing.T) {
	inBubble(t, 75*time.Millisecond, func(t *testing.T, w *world) {
		r := w.relay()
		speaker, listener := newPerson(t), newPerson(t)
		w.Allow("m", speaker.identity.Fingerprint(), 1, true)
		ear := w.runs(listener, r.address, w.place(), nil)
		mouth := w.runs(speaker, w.address, w.place(), device.NewClip(pcmtest.Speech(1, 120*pcm.Rate)))
		ear.Complete(true)
		r.losing(randomly(5, 0.3))
		mouth.Talk(true)
		time.Sleep(15 * time.Second)
		frames, concealed := heardSoFar(ear)
		time.Sleep(time.Minute)
		after, made := heardSoFar(ear)
		share := 100 * float64(after-frames) / float64(after-frames+made-concealed)
		verdict := "reached"
		if made > concealed {
			verdict = "MISSED"
		}
		t.Logf("complete, 30 %% loss, 300 ms round trip: %.2f %% of %d frames (want 100.00: %s), %+v", share, after-frames, verdict, w.Stats().Resent)
		if share < 99 {
			t.Error("far from everything")
		}
	})
}
