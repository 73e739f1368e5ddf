package sfu

import (
	"testing"
	"time"

	"github.com/pion/rtcp"
)

// A narrow link carries so many bit/s; what does not fit stands in a queue before it.
type narrowLink struct {
	bits float64
	free time.Time
	flow flow // of what was sent
	came flow // of what arrived
}

// sends returns how long a packet is under way.
func (n *narrowLink) sends(now time.Time, bytes int) time.Duration {
	n.flow.add(now, bytes)
	if n.free.Before(now) {
		n.free = now
	}
	n.free = n.free.Add(time.Duration(float64(bytes) * 8 / n.bits * float64(time.Second)))
	n.came.add(n.free, bytes)
	return n.free.Sub(now) + 50*time.Millisecond
}

// speak has speech of so many bit/s go over the link in packets of 60 ms, with a look at the room each half
// second, measured where it was sent or where it came.
func (n *narrowLink) speak(now *time.Time, r *room, seconds int, bits func() float64, sent bool) {
	least := time.Hour
	for i := range seconds * 1000 / 60 {
		*now = now.Add(60 * time.Millisecond)
		least = min(least, n.sends(*now, int(bits()*0.06/8)))
		if i%8 == 7 {
			f := n.flow
			if !sent {
				f = n.came
			}
			r.note(*now, least, f, sent)
			least = time.Hour
		}
	}
}

func TestTheRoomIsWhatTheLinkCarries(t *testing.T) {
	for _, sent := range []bool{true, false} {
		now := time.Unix(1000, 0)
		n := &narrowLink{bits: 32_000}
		var r room
		speaks := func(bits float64) func() float64 {
			return func() float64 { return limits(r.bits, bits) }
		}
		n.speak(&now, &r, 30, speaks(28_000), sent)
		if r.bits != 0 {
			t.Errorf("what fits is limited to %.0f bit/s", r.bits)
		}
		n.speak(&now, &r, 3, speaks(40_000), sent)
		if r.bits < 0.8*32_000 || r.bits > 31_000 {
			t.Errorf("a queue stands: the room is %.0f bit/s, want some 28000", r.bits)
		}
		n.speak(&now, &r, 10, speaks(40_000), sent)
		if q := n.free.Sub(now); q > 60*time.Millisecond {
			t.Errorf("a queue of %v is left", q)
		}
		before := r.bits
		n.speak(&now, &r, 20, speaks(20_000), sent)
		if r.bits <= before {
			t.Errorf("no queue for 20 s: the room is %.0f bit/s, no more than %.0f", r.bits, before)
		}
		n.speak(&now, &r, 10*60, speaks(20_000), sent)
		if r.bits != 0 {
			t.Errorf("no queue for 10 minutes: the room is %.0f bit/s still", r.bits)
		}
	}
}

// A link that carries no more is tried for more ever more seldom.
func TestARoomDoesNotSwing(t *testing.T) {
	now := time.Unix(1000, 0)
	n := &narrowLink{bits: 32_000}
	var r room
	times := 0
	for range 20 * 60 {
		before := r.bits
		n.speak(&now, &r, 1, func() float64 { return limits(r.bits, 40_000) }, true)
		if r.bits > before {
			times++
		}
	}
	t.Logf("more was tried %d times in 20 minutes", times)
	if times > 12 {
		t.Errorf("more was tried %d times in 20 minutes", times)
	}
}

// A stretch without speech says nothing about what the link carries.
func TestSilenceIsNoLackOfRoom(t *testing.T) {
	now := time.Unix(1000, 0)
	n := &narrowLink{bits: 32_000}
	var r room
	n.speak(&now, &r, 1, func() float64 { return 20_000 }, true)
	now = now.Add(20 * time.Second)
	n.speak(&now, &r, 2, func() float64 { return 40_000 }, true)
	if r.bits < 0.75*32_000 {
		t.Errorf("the room is %.0f bit/s, want some 28000", r.bits)
	}
}

func TestAnArrivalIsRead(t *testing.T) {
	said := &rtcp.ApplicationDefined{Name: wishName, Data: []byte{0, 255, 0x21, 9, 0x12, 0x34, 0xab, 0xcd}}
	w, ok := wished(said)
	if want := (wish{depth: -1, complete: true, mouth: 9}); !ok || w != want {
		t.Errorf("got %+v, want %+v", w, want)
	}
	a, ok := arrived(said)
	if want := (arrival{2, 0x1234, 0xabcd}); !ok || a != want {
		t.Errorf("got %+v, want %+v", a, want)
	}
	for _, data := range [][]byte{{0, 255, 0, 9}, {0, 255, 0xf0, 9, 1, 2, 3, 4}} {
		if a, ok := arrived(&rtcp.ApplicationDefined{Name: wishName, Data: data}); ok {
			t.Errorf("%v: got %+v", data, a)
		}
	}
}

func TestWhatACopyBroughtIsNotAskedFor(t *testing.T) {
	var m missing
	now := time.Unix(1000, 0)
	for _, seq := range []uint16{1, 2, 6} {
		m.came(now, 1, seq)
	}
	m.mend(6, 2)
	if got := m.due(now, 0, 0, nil); len(got) != 1 || got[0] != 3 {
		t.Errorf("asks for %v, want 3 alone: 4 and 5 came as copies", got)
	}
}

// A way that is longer from one moment to the next and stays so, as that of who has plugged in another microphone or
// changed to another network, is no queue.
func TestALongerWayIsNoQueue(t *testing.T) {
	for _, pause := range []time.Duration{0, 3 * time.Second} {
		now := time.Unix(1000, 0)
		var r room
		var f flow
		for i := range 60 * 50 {
			now = now.Add(20 * time.Millisecond)
			way := 50 * time.Millisecond
			if i >= 500 {
				way = 350 * time.Millisecond
			}
			if i == 500 {
				now = now.Add(pause)
			}
			f.add(now, 100)
			if i%12 == 0 {
				r.note(now, way+time.Duration(i%7)*time.Millisecond, f, false)
			}
			if r.bits != 0 {
				t.Fatalf("a pause of %v: %d ms on the room is %.0f bit/s", pause, 20*(i-500), r.bits)
			}
		}
		if r.queue > empty {
			t.Errorf("a pause of %v: 50 s later a queue of %v is believed in", pause, r.queue)
		}
	}
}

// A link that becomes so narrow that its queue is full at once loses what does not fit: that is no loss in the air, and
// shows that there is no room for speech.
func TestAFullQueueIsNoLossInTheAir(t *testing.T) {
	now := time.Unix(1000, 0)
	n := &narrowLink{bits: 14_000}
	var r room
	var came flow
	least := time.Hour
	for i := range 40 * 1000 / 120 {
		now = now.Add(120 * time.Millisecond)
		if i == 100 {
			n.bits = 5_000
		}
		const bytes = 10_700 * 12 / 100 / 8
		if n.free.Sub(now) > 500*time.Millisecond {
			came.lose(bytes)
		} else {
			least = min(least, n.sends(now, bytes))
			came.add(n.free, bytes)
		}
		if i%3 == 2 && least < time.Hour {
			r.note(now, least, came, false)
			least = time.Hour
		}
		if r.bits > 0 && i < 100 {
			t.Fatalf("what fits is limited to %.0f bit/s", r.bits)
		}
	}
	if r.bits == 0 || r.bits > 10_600 { // speech in packets of 120 ms takes more
		t.Errorf("a link of 5 kbit/s: the room is %.0f bit/s", r.bits)
	}
}
