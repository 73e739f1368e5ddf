package jitter_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"parley/media/jitter"
	"parley/media/pcm"
)

// A weak line sends packets that may be lost both ways, with copies, and sends
// again what it is asked for. What it plays is told apart by number.
type weak struct {
	frames  int // in a packet
	copies  []int
	trip    time.Duration
	loses   func(packet int) bool // of a packet's first sending; nil: none
	again   func() bool           // of a question or its answer; nil: none
	b       *jitter.Buffer
	start   time.Time
	flying  map[int][]jitter.Packet // by the millisecond of their arrival
	heard   []int                   // numbers of the frames played, in order
	asked   map[int]int             // packets by how often they were asked for
	said    int                     // frames sent
	longest time.Duration           // delay
}

func newWeak(trip time.Duration) *weak {
	return &weak{frames: 1, trip: trip, b: jitter.New(), start: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		flying: map[int][]jitter.Packet{}, asked: map[int]int{}}
}

// packet is the one with that number, with its copies.
func (w *weak) packet(n int) jitter.Packet {
	p := jitter.Packet{Sequence: uint16(n), Timestamp: uint32(n * w.frames * pcm.FrameSize), Speaker: 1, Marker: n == 0}
	for _, back := range append(slices.Clone(w.copies), 0) {
		if n-back < 0 {
			continue
		}
		for i := range w.frames {
			number := (n-back)*w.frames + i
			p.Frames = append(p.Frames, jitter.Frame{
				Offset: (i - back*w.frames) * pcm.FrameSize, Samples: pcm.FrameSize, Payload: []byte{byte(number >> 8), byte(number)},
			})
		}
	}
	return p
}

// run sends and plays for so long. Nothing is quiet, so that only what is played
// faster or slower changes the delay, by 8 ms each 100 ms at most.
func (w *weak) run(d time.Duration) {
	debt, paced := 0.0, 0
	from := w.said * 20
	w.b.Path(w.trip, 400*time.Millisecond)
	for ms := from; ms < from+int(d.Milliseconds()); ms++ {
		now := w.start.Add(time.Duration(ms) * time.Millisecond)
		if ms%20 == 0 {
			w.said++
			if n := w.said/w.frames - 1; w.said%w.frames == 0 && (w.loses == nil || !w.loses(n)) {
				w.flying[ms+int(w.trip.Milliseconds())/2] = append(w.flying[ms+int(w.trip.Milliseconds())/2], w.packet(n))
			}
		}
		for _, p := range w.flying[ms] {
			p.Arrived = now
			w.b.Put(p)
		}
		delete(w.flying, ms)
		if ms%10 == 5 {
			var out [32]uint16
			for _, s := range w.b.Missing(now, out[:0]) {
				w.asked[int(s)]++
				if int(s) < w.said/w.frames && (w.again == nil || !w.again()) {
					at := ms + int(w.trip.Milliseconds())
					w.flying[at] = append(w.flying[at], w.packet(int(s)))
				}
			}
		}
		for ms%20 == 7 {
			if debt >= 20 {
				debt -= 20
				break
			}
			s := w.b.Next(now)
			if s.Kind == jitter.Play {
				w.heard = append(w.heard, int(s.Payload[0])<<8|int(s.Payload[1]))
				w.longest = max(w.longest, w.b.Delay())
			}
			if paced++; paced >= 5 && s.Ease != jitter.Keep {
				paced = 0
				debt += map[jitter.Ease]float64{jitter.Shorten: -8, jitter.Lengthen: 8}[s.Ease]
			}
			if debt <= -20 {
				debt += 20
				continue
			}
			if s.Kind != jitter.Skip {
				break
			}
		}
	}
}

// gaps are the numbers left out in what was heard, up to the last.
func (w *weak) gaps(t *testing.T) (missing []int) {
	t.Helper()
	for i := 1; i < len(w.heard); i++ {
		if w.heard[i] <= w.heard[i-1] {
			t.Fatalf("frame %d came out after %d", w.heard[i], w.heard[i-1])
		}
		for n := w.heard[i-1] + 1; n < w.heard[i]; n++ {
			missing = append(missing, n)
		}
	}
	return missing
}

func randomly(share float64) func() bool {
	dice := rand.New(rand.NewPCG(4, 2))
	return func() bool { return dice.Float64() < share }
}

func TestACopyIsAsGoodAsThePacket(t *testing.T) {
	for _, tt := range []struct {
		name   string
		frames int
		copies []int
	}{
		{"one before", 1, []int{1}},
		{"two and three packets back", 1, []int{3, 1}},
		{"60 ms a packet", 3, []int{3, 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWeak(0) // so nothing can be asked for
			w.frames, w.copies = tt.frames, tt.copies
			w.loses = func(n int) bool { return n%10 == 7 }
			w.run(20 * time.Second)
			before := len(w.gaps(t))
			w.run(20 * time.Second)
			if got := w.gaps(t); len(got) > before {
				t.Errorf("got frames %v missing", got[before:])
			}
			if c := w.b.Counts(); c.Mended < 100 || c.Lost < 30 {
				t.Errorf("got %+v", c)
			}
		})
	}
}

func TestWhatIsMissingIsAskedForAndComes(t *testing.T) {
	w := newWeak(100 * time.Millisecond)
	w.loses = func(n int) bool { return n%20 == 7 }
	w.run(30 * time.Second)
	before := len(w.gaps(t))
	w.run(30 * time.Second)
	if got := w.gaps(t); len(got) > before {
		t.Errorf("got frames %v missing", got[before:])
	}
	for n, times := range w.asked {
		if n%20 != 7 && n > 5 && times > 0 && n < w.said-3 {
			t.Errorf("packet %d was asked for %d times and not missing", n, times)
		}
	}
	c := w.b.Counts()
	t.Logf("%+v, delay %v", c, w.b.Delay())
	if c.Recovered < 60 || c.Asked > 160 {
		t.Errorf("got %d recovered and %d asked for", c.Recovered, c.Asked)
	}
	if w.longest > 300*time.Millisecond {
		t.Errorf("got a delay of %v", w.longest)
	}
}

func TestNothingIsAskedForInVain(t *testing.T) {
	for _, tt := range []struct {
		name string
		trip time.Duration
		most uint64
	}{
		{"the round trip is not known", 0, 0},
		{"the round trip is too long", 600 * time.Millisecond, 15}, // what may be overdue is
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWeak(tt.trip)
			w.loses = func(n int) bool { return n%20 == 7 }
			w.run(30 * time.Second)
			if c := w.b.Counts(); c.Asked > tt.most {
				t.Errorf("asked for %d packets", c.Asked)
			}
			if got := w.b.Delay(); got > 100*time.Millisecond {
				t.Errorf("got a delay of %v, and nothing for it", got)
			}
		})
	}
}

func TestRoomForARoundTripIsGivenUpWhenTheLinkIsGoodAgain(t *testing.T) {
	w := newWeak(100 * time.Millisecond)
	w.run(10 * time.Second)
	if got := w.b.Target(); got > 40*time.Millisecond {
		t.Errorf("before: got target %v", got)
	}
	w.loses = func(n int) bool { return n%10 == 7 }
	w.run(30 * time.Second)
	if got := w.b.Target(); got < 130*time.Millisecond {
		t.Errorf("with a tenth lost: got target %v", got)
	}
	w.loses = nil
	w.run(2 * time.Minute)
	if got := w.b.Target(); got > 40*time.Millisecond {
		t.Errorf("afterwards: got target %v", got)
	}
	if got := w.b.Delay(); got > 80*time.Millisecond {
		t.Errorf("afterwards: got delay %v", got)
	}
}

// The target must not swing: on a link whose loss comes and goes around what is bearable, it
// changes a few times in ten minutes.
func TestTheTargetIsCalm(t *testing.T) {
	w := newWeak(100 * time.Millisecond)
	lost := randomly(0.02)
	w.loses = func(int) bool { return lost() }
	changes, last := 0, time.Duration(0)
	for range 600 {
		w.run(time.Second)
		if got := w.b.Target(); max(got-last, last-got) > 40*time.Millisecond {
			changes++
			last = got
		}
	}
	if changes > 20 {
		t.Errorf("the target changed %d times in ten minutes", changes)
	}
}

// Half of all questions come to nothing, so what matters is how many of them fit into the time that
// there is: with only one each round trip some packet is missing after some minutes.
func TestCompleteListeningMissesNothing(t *testing.T) {
	for _, tt := range []struct {
		frames int
		trip   time.Duration
	}{{1, 300 * time.Millisecond}, {3, 300 * time.Millisecond}, {1, 600 * time.Millisecond}, {3, 600 * time.Millisecond}} {
		for seed := range uint64(5) {
			w := newWeak(tt.trip)
			w.frames = tt.frames
			w.b.Complete(true)
			dice := rand.New(rand.NewPCG(seed, 2))
			lost := func() bool { return dice.Float64() < 0.3 }
			w.loses = func(n int) bool { return n > 0 && lost() }
			w.again = func() bool { question := lost(); return lost() || question }
			w.run(2 * time.Minute)
			if got := w.gaps(t); len(got) > 0 {
				t.Errorf("%d ms a packet, %v, seed %d: got %d of %d frames missing", 20*tt.frames, tt.trip, seed, len(got), len(w.heard)+len(got))
			}
			c := w.b.Counts()
			t.Logf("%d ms a packet, %v, seed %d: %d of %d frames, delay at most %v, %+v", 20*tt.frames, tt.trip, seed, len(w.heard), w.said, w.longest, c)
			if w.said-len(w.heard) > 150 || c.Concealed > 0 || c.Lost > 0 {
				t.Errorf("got %d of %d frames, %d concealed, %d packets lost", len(w.heard), w.said, c.Concealed, c.Lost)
			}
			if w.longest > 3*time.Second {
				t.Errorf("got a delay of %v", w.longest)
			}
		}
	}
}

// What comes before the first packet that was heard leaves gaps, and a gap is not what was once
// remembered in its place.
func TestACopyMadeByTheNetworkBeforeTheFirstIsTakenOnce(t *testing.T) {
	b := jitter.New()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i, number := range []int{5, 0, 3, 3} {
		b.Put(jitter.Packet{Sequence: uint16(number), Timestamp: uint32(number * pcm.FrameSize),
			Frames: []jitter.Frame{{Samples: pcm.FrameSize, Payload: []byte{byte(number)}}}, Arrived: start.Add(time.Duration(i) * time.Millisecond)})
	}
	if c := b.Counts(); c.Packets != 3 || c.Duplicates != 1 {
		t.Errorf("got %d packets and %d that came twice, want 3 and 1", c.Packets, c.Duplicates)
	}
}

func TestLowDelayComesWithinASecond(t *testing.T) {
	w := newWeak(100 * time.Millisecond)
	w.b.Complete(true)
	w.run(20 * time.Second)
	if got := w.b.Delay(); got < 800*time.Millisecond {
		t.Fatalf("complete: got a delay of %v", got)
	}
	w.b.Complete(false)
	w.run(time.Second)
	if got := w.b.Delay(); got > 100*time.Millisecond {
		t.Errorf("a second later: got a delay of %v", got)
	}
}

// A sound card that is 200 parts in a million faster or slower than the
// speaker's is 120 ms apart from it after ten minutes, which have to go somewhere.
func TestClocksThatDrift(t *testing.T) {
	for _, ppm := range []int{-200, 200} {
		b := jitter.New()
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		var longest time.Duration
		debt := 0
		next := 0
		for i := range 50 * 600 {
			sent := time.Duration(i) * frame
			for arrives := time.Duration(0); ; next++ {
				if arrives = time.Duration(next) * frame * time.Duration(1e6+ppm) / 1e6; arrives > sent+frame/2 {
					break
				}
				b.Put(jitter.Packet{Sequence: uint16(next), Timestamp: uint32(next * pcm.FrameSize), Speaker: 1,
					Frames: []jitter.Frame{{Samples: pcm.FrameSize, Payload: []byte{1}}}, Arrived: start.Add(arrives)})
			}
			if debt >= 20 {
				debt -= 20
				continue
			}
			for range 2 {
				s := b.Next(start.Add(sent + frame/2))
				if i%5 == 0 {
					debt += map[jitter.Ease]int{jitter.Shorten: -8, jitter.Lengthen: 8}[s.Ease]
				}
				if i > 500 {
					longest = max(longest, b.Delay())
				}
				if debt > -20 {
					break
				}
				debt += 20
			}
		}
		c := b.Counts()
		t.Logf("%d ppm: delay at most %v, %+v", ppm, longest, c)
		if c.Concealed > 20 || c.Shed > 0 || longest > 100*time.Millisecond {
			t.Errorf("%d ppm: got a delay of %v, %d concealed, %d shed", ppm, longest, c.Concealed, c.Shed)
		}
	}
}

// TestMuchLossIsAskedAboutTwice counts the questions: at a third lost both answers have
// to be on their way in time, at a tenth one question for each is enough.
func TestMuchLossIsAskedAboutTwice(t *testing.T) {
	for _, tt := range []struct {
		name        string
		every       int // packets of which one is lost
		least, most float64
	}{
		{"a tenth lost", 10, 0.9, 1.2},
		{"a third lost", 3, 1.7, 2.3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWeak(100 * time.Millisecond)
			asked := uint64(0)
			w.loses = func(n int) bool { return n%tt.every == 1 }
			w.run(10 * time.Second)
			before := w.b.Counts()
			w.run(30 * time.Second)
			c := w.b.Counts()
			asked = c.Asked - before.Asked
			if got := float64(asked) / (1500 / float64(tt.every)); got < tt.least || got > tt.most {
				t.Errorf("asked %.2f times for each packet that was lost", got)
			}
		})
	}
}
