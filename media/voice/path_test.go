package voice

import (
	"errors"
	"testing"
	"time"

	"parley/media/device"
	"parley/media/link"
	"parley/media/opus"
	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
)

// A drain is a line that takes everything.
type drain struct{ sent int }

func (d *drain) Send([]byte, int, int, bool) error    { d.sent++; return nil }
func (d *drain) SendRED([]byte, int, int, bool) error { d.sent++; return nil }
func (d *drain) AskAgain(int, []uint16)               {}
func (d *drain) Urges() <-chan struct{}               { return nil }
func (d *drain) Wish(link.Wish)                       {}
func (d *drain) Collect()                             {}
func (d *drain) Await()                               {}
func (d *drain) Skip(int)                             {}
func (d *drain) Done() <-chan struct{}                { return nil }
func (d *drain) Err() error                           { return nil }
func (d *drain) Stats() link.Stats                    { return link.Stats{} }
func (d *drain) Close() error                         { return nil }

// talker is a voice on a line that takes everything, with five seconds to say.
func talker(t testing.TB) (*Voice, *drain) {
	t.Helper()
	v, err := Open(Config{Clip: device.NewClip(pcmtest.Speech(1, 5*pcm.Rate)), Ear: "none"})
	if err != nil {
		t.Fatal(err)
	}
	d := &drain{}
	var line Line = d
	v.line.Store(&line)
	v.Talk(true)
	return v, d
}

// listener is a voice into which sound is put, with packets for it.
func listener(t testing.TB) (*Voice, [][]byte) {
	t.Helper()
	v, err := Open(Config{Mic: "none", Ear: "none"})
	if err != nil {
		t.Fatal(err)
	}
	e, err := opus.NewEncoder()
	if err != nil {
		t.Fatal(err)
	}
	var packets [][]byte
	sound := pcmtest.Speech(1, 85*pcm.FrameSize) // up to the breath
	for at := 0; at < len(sound); at += pcm.FrameSize {
		packet := make([]byte, opus.MaxPacket)
		n, err := e.Encode((*pcm.Frame)(sound[at:]), packet)
		if err != nil {
			t.Fatal(err)
		}
		packets = append(packets, packet[:n])
	}
	return v, packets
}

// hearFrame lets frame number i arrive in all slots, one in ten of it lost, and plays.
func hearFrame(v *Voice, packets [][]byte, i int) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * pcm.FrameTime)
	if i%10 != 7 {
		for at := range v.slots {
			v.hear(at, link.Packet{
				Sequence: uint16(i), Timestamp: uint32(i * pcm.FrameSize), Speaker: 9, Payload: packets[i%len(packets)],
				Arrived: now,
			})
		}
	}
	v.playoutTick(now)
}

func TestTheAudioPathAllocatesNothing(t *testing.T) {
	t.Run("capture", func(t *testing.T) {
		v, line := talker(t)
		now := time.Now()
		got := testing.AllocsPerRun(200, func() {
			now = now.Add(pcm.FrameTime)
			v.captureTick(t.Context(), now, v.Talking())
		})
		if got != 0 {
			t.Errorf("got %v allocations a frame, want 0", got)
		}
		if line.sent < 150 {
			t.Errorf("got %d packets sent, want some 200", line.sent)
		}
	})
	t.Run("playout", func(t *testing.T) {
		v, packets := listener(t)
		i := 0
		for ; i < 10; i++ { // the first packets name the speaker
			hearFrame(v, packets, i)
		}
		got := testing.AllocsPerRun(200, func() {
			hearFrame(v, packets, i)
			i++
		})
		if got != 0 {
			t.Errorf("got %v allocations a frame, want 0", got)
		}
		if s := v.Status().Slots[3]; s.Frames < 150 || s.Mended < 15 {
			t.Errorf("got %+v, want some 180 frames and 20 mended", s)
		}
	})
	t.Run("status", func(t *testing.T) {
		v, _ := listener(t)
		if got := testing.AllocsPerRun(100, func() { _ = v.Status() }); got != 0 {
			t.Errorf("got %v allocations, want 0", got)
		}
	})
}

func TestHostilePacketsAreHarmless(t *testing.T) {
	v, packets := listener(t)
	for i := range 50 {
		hearFrame(v, packets, i)
		now := time.Date(2026, 1, 1, 0, 0, 1, 0, time.UTC)
		for at := -1; at <= 4; at++ {
			v.hear(at, link.Packet{Arrived: now})
			v.hear(at, link.Packet{Payload: []byte{0xff, 0xff, 0xff}, Arrived: now})
			v.hear(at, link.Packet{Payload: make([]byte, 70000), Arrived: now})
			// A table of contents that promises what does not follow.
			v.hear(at, link.Packet{Sequence: uint16(i), Timestamp: uint32(i) * 960, Payload: []byte{0x4b, 0xc1, 0xff}, Arrived: now})
		}
	}
}

func TestWait(t *testing.T) {
	if got := wait(1); got != 0 {
		t.Errorf("first attempt: got %v, want none", got)
	}
	for _, tt := range []struct {
		attempt   int
		low, high time.Duration
	}{
		{2, 250 * time.Millisecond, 500 * time.Millisecond},
		{3, 500 * time.Millisecond, time.Second},
		{6, 4 * time.Second, 8 * time.Second},
		{7, 7500 * time.Millisecond, 15 * time.Second},
		{1 << 40, 7500 * time.Millisecond, 15 * time.Second},
	} {
		for range 100 {
			if got := wait(tt.attempt); got < tt.low || got > tt.high {
				t.Fatalf("attempt %d: got %v, want %v to %v", tt.attempt, got, tt.low, tt.high)
			}
		}
	}
}

func TestFlow(t *testing.T) {
	var f flow
	now := time.Now()
	var s link.Stats
	var in, loss float64
	for second := range 20 {
		in, _, loss = f.add(now.Add(time.Duration(second)*time.Second), s)
		s.BytesIn += 5000
		s.Heard += 45
		if second < 10 {
			s.Lost += 5
		}
		if second == 9 && (in != 40 || loss < 0.099 || loss > 0.101) {
			t.Errorf("got %.1f kbit/s and a loss of %.3f, want 40 and 0.1", in, loss)
		}
	}
	if loss != 0 {
		t.Errorf("ten good seconds later: got a loss of %.3f, want 0", loss)
	}
	s.Lost -= 3 // packets believed lost were only late
	if _, _, loss = f.add(now.Add(time.Minute), s); loss != 0 {
		t.Errorf("a count that fell: got a loss of %.3f, want 0", loss)
	}
}

// A brokenMic works for a second.
type brokenMic struct{ frames int }

var errBroken = errors.New("the cable is out")

func (b *brokenMic) Read(f *pcm.Frame) (bool, error) {
	if b.frames++; b.frames > 50 {
		return false, errBroken
	}
	return true, nil
}
func (b *brokenMic) Live() bool   { return false }
func (b *brokenMic) Close() error { return nil }

func TestAMicrophoneThatBreaksIsSaid(t *testing.T) {
	v, _ := talker(t)
	v.mic.source = &brokenMic{}
	now := time.Now()
	for range 100 {
		now = now.Add(pcm.FrameTime)
		v.captureTick(t.Context(), now, v.Talking())
	}
	if mic := v.Status().Mic; mic.State != Failed || !errors.Is(mic.Err, errBroken) {
		t.Errorf("got %+v, want it failed", mic)
	}
}

func BenchmarkPlayoutOfFour(b *testing.B) {
	v, packets := listener(b)
	for i := 0; b.Loop(); i++ {
		hearFrame(v, packets, i)
	}
}

func BenchmarkCapture(b *testing.B) {
	v, _ := talker(b)
	now := time.Now()
	clip := v.mic.source.(*device.Clip)
	sound := pcmtest.Speech(2, 2*pcm.Rate)
	for b.Loop() {
		if clip.Left() == 0 {
			clip.Play(sound)
		}
		now = now.Add(pcm.FrameTime)
		v.captureTick(b.Context(), now, v.Talking())
	}
}
