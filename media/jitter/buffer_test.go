package jitter_test

import (
	"testing"
	"time"

	"parley/media/jitter"
	"parley/media/pcm"
)

const frame = pcm.FrameTime

// A line sends one packet every 20 ms into a buffer and plays what comes out.
// Its packets carry their own number as payload.
type line struct {
	t       *testing.T
	b       *jitter.Buffer
	start   time.Time
	seq     uint16 // of the first packet
	stamp   uint32
	speaker uint32
	one     [1]jitter.Frame
}

func newLine(t *testing.T) *line {
	return &line{t: t, b: jitter.New(), start: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), seq: 65530, stamp: 1<<32 - 5*pcm.FrameSize}
}

// put lets the packet with that number, sent at its time, arrive after a delay.
func (l *line) put(number int, delay time.Duration) {
	l.packet(number, delay, number == 0)
}

func (l *line) packet(number int, delay time.Duration, marker bool) {
	l.b.Put(jitter.Packet{
		Sequence: l.seq + uint16(number), Timestamp: l.stamp + uint32(number*pcm.FrameSize),
		Marker: marker, Speaker: l.speaker, Frames: l.frames(pcm.FrameSize, byte(number)),
		Arrived: l.start.Add(time.Duration(number)*frame + delay),
	})
}

// frames are those of a packet with one frame, which carries a coarse copy of the one
// before.
func (l *line) frames(samples int, payload ...byte) []jitter.Frame {
	l.one[0] = jitter.Frame{Samples: samples, Coarse: true, Payload: payload}
	return l.one[:]
}

// next asks for what sounds at a number of frames after the start, and a half.
func (l *line) next(tick int) jitter.Step {
	return l.b.Next(l.start.Add(time.Duration(tick)*frame + frame/2))
}

// story writes a step as one letter, or the packet's number.
func story(s jitter.Step) string {
	switch s.Kind {
	case jitter.Play:
		return string(rune('0' + s.Payload[0]%10))
	case jitter.Skip:
		return "x"
	case jitter.Mend:
		return "+"
	case jitter.Conceal:
		return "~"
	}
	return "."
}

func TestWhatSounds(t *testing.T) {
	type packet struct {
		number int
		delay  time.Duration
	}
	const ms = time.Millisecond
	for _, tt := range []struct {
		name    string
		packets []packet
		ticks   int
		want    string // from the start; the first packet is due after 55 ms
	}{
		{"all in time", []packet{{0, 0}, {1, 0}, {2, 0}, {3, 0}}, 7, "...0123"},
		{"out of order", []packet{{0, 0}, {2, 0}, {1, 35 * ms}, {3, 0}}, 7, "...0123"},
		{"the first two swapped", []packet{{1, 0}, {0, 22 * ms}, {2, 0}}, 6, "...012"},
		{"twice", []packet{{0, 0}, {0, 1 * ms}, {1, 0}, {1, 70 * ms}, {2, 0}}, 6, "...012"},
		{"one lost, mended from the next", []packet{{0, 0}, {1, 0}, {3, 0}, {4, 0}}, 8, "...01+34"},
		{"two lost", []packet{{0, 0}, {1, 0}, {4, 0}, {5, 0}}, 9, "...01~+45"},
		{"one too late is not played in the wrong place", []packet{{0, 0}, {2, 0}, {1, 95 * ms}, {3, 0}}, 7, "...0+23"},
		{"all late: the sound is stretched", []packet{{0, 0}, {1, 0}, {2, 95 * ms}, {3, 95 * ms}}, 9, "...01~~23"},
		{"the end: five frames fade out", []packet{{0, 0}, {1, 0}}, 12, "...01~~~~~.."},
		{"silence is not loss: sequence numbers have no gap", nil, 0, ""},
		{"nothing", nil, 3, "..."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLine(t)
			got := ""
			for tick := range tt.ticks {
				for _, p := range tt.packets {
					arrives := time.Duration(p.number)*frame + p.delay
					if at := time.Duration(tick)*frame + frame/2; arrives <= at && arrives > at-frame {
						l.put(p.number, p.delay)
					}
				}
				got += story(l.next(tick))
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// talk sends packets [from, to) without delay and plays meanwhile.
func (l *line) talk(from, to int) (heard string) {
	for i := from; i < to; i++ {
		l.put(i, 0)
		heard += story(l.next(i))
	}
	return heard
}

// rest plays on for some frames while nothing is sent.
func (l *line) rest(from, to int) (heard string) {
	for i := from; i < to; i++ {
		heard += story(l.next(i))
	}
	return heard
}

func TestSilenceIsNotCountedAsLoss(t *testing.T) {
	l := newLine(t)
	l.talk(0, 10)
	l.rest(10, 110)
	l.seq -= 100 // the sender was silent: time went on, numbers did not
	l.packet(110, 0, true)
	got := story(l.next(110))
	for i := 111; i < 118; i++ {
		l.put(i, 0)
		got += story(l.next(i))
	}
	if want := "...01234"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if c := l.b.Counts(); c.Lost != 0 || c.Concealed != 0 || c.Late != 0 {
		t.Errorf("got %+v, want nothing lost, concealed or late", c)
	}
}

func TestLossIsCounted(t *testing.T) {
	l := newLine(t)
	for i := range 100 {
		if i != 20 && i != 40 && i != 41 && i != 42 {
			l.put(i, 0)
		}
		l.next(i)
	}
	got := l.b.Counts()
	want := jitter.Counts{Frames: 97 - 4, Concealed: 2, Mended: 2, Packets: 96, Lost: 4}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestTheLastPacketsLostAreCountedWhenTheNextSpurtBegins(t *testing.T) {
	l := newLine(t)
	l.talk(0, 10) // 10, 11 and 12 are lost
	l.rest(10, 60)
	l.seq -= 50 // 47 of the packets before the next were never sent
	l.seq += 3
	l.packet(60, 0, true)
	l.rest(60, 65)
	if c := l.b.Counts(); c.Lost != 3 || c.Concealed != 3 {
		t.Errorf("got %d lost and %d concealed, want 3 and 3", c.Lost, c.Concealed)
	}
}

func TestDelayFollowsTheLink(t *testing.T) {
	l := newLine(t)
	r := uint32(1)
	now, longer := 0, false
	run := func(jitterMs, frames int) {
		type arrival struct{ number, tick int }
		var flying []arrival
		delays := map[int]time.Duration{}
		for range frames {
			r = r*1664525 + 1013904223
			delays[now] = 50*time.Millisecond + time.Duration(r>>8)*time.Duration(jitterMs)*time.Millisecond/(1<<24)
			flying = append(flying, arrival{now, now + int(delays[now]/frame)})
			for i := 0; i < len(flying); i++ {
				if flying[i].tick <= now {
					l.put(flying[i].number, delays[flying[i].number])
					flying = append(flying[:i], flying[i+1:]...)
					i--
				}
			}
			if longer { // all of it is quiet, so do as told
				longer = false
			} else {
				s := l.next(now)
				for s.Ease == jitter.Shorten {
					s = l.next(now)
				}
				longer = s.Ease == jitter.Lengthen
			}
			now++
		}
	}
	run(2, 1500)
	if got := l.b.Target(); got > 30*time.Millisecond {
		t.Errorf("steady link: got target %v, want at most 30 ms", got)
	}
	run(150, 800)
	if got := l.b.Target(); got < 120*time.Millisecond || got > 200*time.Millisecond {
		t.Errorf("150 ms of jitter: got target %v, want 120 to 200 ms", got)
	}
	if got := l.b.Delay(); got < 100*time.Millisecond {
		t.Errorf("150 ms of jitter: got delay %v, want at least 100 ms", got)
	}
	before := l.b.Counts().Late
	run(150, 500)
	if late := l.b.Counts().Late - before; late > 25 {
		t.Errorf("150 ms of jitter, learnt: got %d of 500 late, want at most 25", late)
	}
	run(2, 3000)
	if got := l.b.Delay(); got > 60*time.Millisecond {
		t.Errorf("steady again: got delay %v, want at most 60 ms", got)
	}
}

func TestAStallIsCaughtUp(t *testing.T) {
	l := newLine(t)
	l.talk(0, 100)
	l.rest(100, 200) // two seconds of nothing
	for i := 100; i < 200; i++ {
		l.put(i, time.Duration(200-i)*frame) // and all of it at once
	}
	skipped := false
	for i := 200; i < 300; i++ {
		l.put(i, 0)
		s := l.next(i)
		for s.Kind == jitter.Skip {
			skipped = true
			s = l.next(i)
		}
		if s.Kind != jitter.Play {
			t.Fatalf("%d frames after the stall: got %s, want sound", i-200, story(s))
		}
	}
	if !skipped {
		t.Error("got no sound skipped")
	}
	if got := l.b.Delay(); got > 800*time.Millisecond {
		t.Errorf("got delay %v, want at most 800 ms", got)
	}
}

func TestAnotherSpeakerInTheSlot(t *testing.T) {
	l := newLine(t)
	l.speaker = 7
	l.talk(0, 50)
	l.speaker = 8
	// 200 ms of pre-roll come at once: all that is heard later must begin with them.
	for i := 50; i < 60; i++ {
		l.put(i, time.Duration(60-i)*frame)
	}
	var heard []byte
	for i := 60; i < 100; i++ {
		l.put(i, 0)
		if s := l.next(i); s.Kind == jitter.Play && s.Speaker == 8 {
			heard = append(heard, s.Payload[0])
		} else if len(heard) > 0 {
			t.Fatalf("after %d frames of the second speaker: got %s", len(heard), story(s))
		}
	}
	if len(heard) == 0 || heard[0] != 50 {
		t.Errorf("got the second speaker from packet %v, want from 50 on", heard)
	}
}

func TestAnotherStreamIsFollowed(t *testing.T) {
	for _, tt := range []struct {
		name  string
		seq   uint16
		stamp uint32
	}{
		{"far ahead", 20000, 1 << 30},
		{"far behind", 60000, 3 << 30},
		{"numbers just behind", 45, 77},
		{"numbers go on, timestamps go back", 65530 - 65536 + 200, 1000},
		{"timestamps leap", 65530 - 65536 + 200, 1 << 31},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLine(t)
			l.talk(0, 200)
			l.seq, l.stamp = tt.seq-200, tt.stamp-200*pcm.FrameSize
			got := l.talk(200, 230)
			if want := "89"; got[len(got)-5:] != want && got[len(got)-1] == '.' {
				t.Errorf("got %s, want the new stream to sound", got)
			}
			if l.b.Delay() > 400*time.Millisecond {
				t.Errorf("got delay %v", l.b.Delay())
			}
		})
	}
}

func TestLongPackets(t *testing.T) {
	b := jitter.New()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	const long = 3 * pcm.FrameSize
	due, played := start, 0
	for i := range 200 {
		now := start.Add(time.Duration(i) * frame)
		if i%3 == 2 {
			n := uint16(i / 3)
			b.Put(jitter.Packet{Sequence: n, Timestamp: uint32(n) * long, Frames: []jitter.Frame{{Samples: long, Payload: []byte{1}}}, Arrived: now})
		}
		for !due.After(now) {
			s := b.Next(now)
			if s.Kind == jitter.Play {
				played += s.Samples
			}
			due = due.Add(pcm.Duration(int64(s.Samples)))
		}
	}
	if c := b.Counts(); c.Lost+c.Late+c.Concealed > 0 || played < 190*pcm.FrameSize {
		t.Errorf("got %+v and %d samples played", c, played)
	}
}

func TestNonsenseIsRefused(t *testing.T) {
	good := jitter.Frame{Samples: pcm.FrameSize, Payload: []byte{1}}
	for _, tt := range []struct {
		name  string
		spoil func(p *jitter.Frame)
	}{
		{"no payload", func(p *jitter.Frame) { p.Payload = nil }},
		{"too long a payload", func(p *jitter.Frame) { p.Payload = make([]byte, jitter.MaxPayload+1) }},
		{"no sound", func(p *jitter.Frame) { p.Samples = 0 }},
		{"negative sound", func(p *jitter.Frame) { p.Samples = -960 }},
		{"more than 120 ms", func(p *jitter.Frame) { p.Samples = 5880 }},
		{"no length Opus has", func(p *jitter.Frame) { p.Samples = 961 }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, p := jitter.New(), good
			tt.spoil(&p)
			b.Put(jitter.Packet{Frames: []jitter.Frame{p}, Arrived: time.Now()})
			if c := b.Counts(); c.Refused != 1 || c.Packets != 0 {
				t.Errorf("got %+v, want it refused", c)
			}
		})
	}
}

func TestNothingIsAllocated(t *testing.T) {
	l := newLine(t)
	payload := make([]byte, 80)
	i := 0
	got := testing.AllocsPerRun(1000, func() {
		if i%10 != 3 {
			l.b.Put(jitter.Packet{Sequence: uint16(i), Timestamp: uint32(i * pcm.FrameSize),
				Frames: l.frames(pcm.FrameSize, payload...), Arrived: l.start.Add(time.Duration(i) * frame)})
		}
		l.next(i)
		_ = l.b.Counts()
		i++
	})
	if got != 0 {
		t.Errorf("got %v allocations a frame, want 0", got)
	}
}

func BenchmarkFrame(b *testing.B) {
	l := newLine(nil)
	payload := make([]byte, 80)
	for i := 0; b.Loop(); i++ {
		l.b.Put(jitter.Packet{Sequence: uint16(i), Timestamp: uint32(i * pcm.FrameSize),
			Frames: l.frames(pcm.FrameSize, payload...), Arrived: l.start.Add(time.Duration(i) * frame)})
		l.next(i)
	}
}

// TestNearlyAllAreInTimeWhereNothingMends has one packet in 40 come 60 ms late: as long as
// the link loses nothing, there is no copy and no question to mend that.
func TestNearlyAllAreInTimeWhereNothingMends(t *testing.T) {
	l := newLine(t)
	for i := range 1000 {
		if i%40 != 10 {
			l.put(i, 0)
		}
		if i%40 == 13 {
			l.put(i-3, 3*frame)
		}
		l.next(i)
	}
	if got := l.b.Target(); got < 60*time.Millisecond || got > 90*time.Millisecond {
		t.Errorf("got a target of %v", got)
	}
}
