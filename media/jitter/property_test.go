package jitter_test

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parley/media/jitter"
	"parley/media/pcm"
)

// A sent packet, and when it comes: as a number of milliseconds after the start.
type sent struct {
	number, at int
}

// A badLink draws what a link makes of packets sent every 20 ms: delay that
// varies, bursts of loss, stalls, packets that come twice.
func badLink(t *rapid.T, packets int) []sent {
	var arrivals []sent
	spread := rapid.IntRange(1, 250).Draw(t, "jitter in ms")
	loss := rapid.IntRange(0, 40).Draw(t, "per cent lost")
	stall := rapid.IntRange(0, packets).Draw(t, "stall at packet")
	stalled := rapid.IntRange(0, 1500).Draw(t, "stall in ms")
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	for n := range packets {
		if r.IntN(100) < loss {
			continue
		}
		at := n*20 + 50 + r.IntN(spread)
		if n >= stall {
			at = max(at, stall*20+stalled)
		}
		arrivals = append(arrivals, sent{n, at})
		if r.IntN(100) < 5 {
			arrivals = append(arrivals, sent{n, at + r.IntN(300)})
		}
	}
	return arrivals
}

func TestWhateverTheLinkDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const packets = 150
		arrivals := badLink(t, packets)
		quiet := rapid.Bool().Draw(t, "quiet")
		b := jitter.New()
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		arrived := map[int]int{}
		taken, last := 0, -1
		for tick := range packets + 150 {
			now := tick*20 + 7
			for _, p := range arrivals {
				if p.at <= now && p.at > now-20 {
					if at, ok := arrived[p.number]; !ok || p.at < at {
						arrived[p.number] = p.at
					}
					b.Put(jitter.Packet{Sequence: uint16(65500 + p.number), Timestamp: uint32(p.number * pcm.FrameSize),
						Frames: []jitter.Frame{{Samples: pcm.FrameSize, Payload: []byte{byte(p.number)}}}, Arrived: start.Add(time.Duration(p.at) * time.Millisecond)})
				}
			}
			for again := true; again; {
				s := b.Next(start.Add(time.Duration(now) * time.Millisecond))
				again = s.Kind == jitter.Skip || s.Ease == jitter.Shorten && quiet
				if s.Kind != jitter.Play && s.Kind != jitter.Skip {
					continue
				}
				number := int(s.Payload[0])
				if number <= last {
					t.Fatalf("packet %d came out after %d", number, last)
				}
				if waited := now - arrived[number]; waited > 1500 {
					t.Fatalf("packet %d waited %d ms", number, waited)
				}
				last = number
				taken++
			}
		}
		c := b.Counts()
		// Every packet that came is accounted for once; only an overflow may shed more than was taken.
		if got := uint64(taken) + c.Late; got > c.Packets || c.Packets-got > c.Shed {
			t.Fatalf("%d taken and %d late of %d packets, %d shed", taken, c.Late, c.Packets, c.Shed)
		}
		if !b.Idle() {
			t.Fatal("not idle long after the last packet")
		}
	})
}

// FuzzHostile feeds packets of any numbers at any time. Nothing may break, and
// every step must be one that a codec can follow.
func FuzzHostile(f *testing.F) {
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 8, 20, 0, 1, 0, 0, 3, 192, 8, 20, 0, 3, 0, 0, 11, 64, 8, 20})
	f.Add([]byte{255, 255, 255, 255, 255, 255, 0, 255, 255, 0, 0, 128, 0, 0, 0, 0, 1, 1})
	f.Fuzz(func(t *testing.T, script []byte) {
		b := jitter.New()
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		for ; len(script) >= 9; script = script[9:] {
			b.Put(jitter.Packet{
				Sequence:  binary.BigEndian.Uint16(script),
				Timestamp: binary.BigEndian.Uint32(script[2:]),
				Marker:    script[6]&1 != 0,
				Speaker:   uint32(script[6] >> 5),
				Frames:    []jitter.Frame{{Samples: int(script[7]) * 120, Payload: script[:script[6]>>1&7]}},
				Arrived:   now,
			})
			now = now.Add(time.Duration(int8(script[8])) * time.Millisecond)
			skipped := 0
			for {
				s := b.Next(now)
				if s.Samples <= 0 || s.Samples > 5760 || s.Samples%120 != 0 {
					t.Fatalf("got a step of %d samples", s.Samples)
				}
				carries := s.Kind == jitter.Play || s.Kind == jitter.Skip || s.Kind == jitter.Mend
				if carries != (len(s.Payload) > 0) {
					t.Fatalf("got a step of kind %d with %d bytes", s.Kind, len(s.Payload))
				}
				if s.Kind != jitter.Skip {
					break
				}
				if skipped++; skipped > 64 {
					t.Fatal("skips without end")
				}
			}
			if d := b.Target(); d < 20*time.Millisecond || d > 400*time.Millisecond {
				t.Fatalf("got target %v", d)
			}
		}
	})
}
