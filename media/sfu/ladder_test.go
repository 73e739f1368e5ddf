package sfu

import (
	"testing"
	"time"
)

func TestBest(t *testing.T) {
	good := condition{frame: 30, red: true}
	with := func(change func(*condition)) condition { c := good; change(&c); return c }
	bad := with(func(c *condition) { c.loss = 0.05 })
	worse := with(func(c *condition) { c.loss = 0.3 })
	for _, tt := range []struct {
		name string
		wish wish
		link condition
		want shape
	}{
		{"a good link", noWish, good, shape{0, 0}},
		{"some loss", noWish, bad, shape{robust, 1}},
		{"some loss, far away", noWish, with(func(c *condition) { c.loss, c.trip = 0.05, 300*time.Millisecond }), shape{robust, 2}},
		{"much loss", noWish, worse, shape{robust, 2}},
		{"much jitter", noWish, with(func(c *condition) { c.jitter = 100 * time.Millisecond }), shape{robust, 0}},
		{"loss, but no RED", noWish, with(func(c *condition) { c.loss = 0.3; c.red = false }), shape{robust, 0}},
		{"its own wish", wish{frames: 6, depth: 2}, good, shape{3, 2}},
		{"a length alone", wish{frames: 2, depth: -1}, worse, shape{1, 2}},
		{"a length that there is not", wish{frames: 5, depth: -1}, good, shape{0, 0}},
		{"a depth that there is not", wish{depth: 9}, good, shape{0, 2}},
		{"everything", wish{depth: -1, complete: true}, worse, shape{robust, 0}},
		{"32 kbit/s on a good link", wish{depth: -1, bitrate: 32000}, good, shape{1, 0}},
		{"24 kbit/s on a good link", wish{depth: -1, bitrate: 24000}, good, shape{2, 0}},
		{"18 kbit/s on a good link", wish{depth: -1, bitrate: 18000}, good, shape{3, 0}},
		{"8 kbit/s, which is too little for anything", wish{depth: -1, bitrate: 8000}, good, shape{3, 0}},
		{"40 kbit/s at much loss", wish{depth: -1, bitrate: 40000}, worse, shape{robust, 1}},
		{"24 kbit/s at some loss", wish{depth: -1, bitrate: 24000}, bad, shape{robust, 0}},
		{"24 kbit/s at some loss, and a talker who can be told", wish{depth: -1, bitrate: 24000}, with(func(c *condition) { c.loss, c.obeys = 0.05, true }), shape{robust, 1}},
		{"32 kbit/s at much loss", wish{depth: -1, bitrate: 32000}, worse, shape{3, 1}},
		{"40 kbit/s, and two copies all the same", wish{depth: 2, bitrate: 40000}, good, shape{3, 2}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := best(tt.wish, tt.link); got != tt.want {
				t.Errorf("got %d frames and %d copies, %.1f kbit/s; want %d and %d", got.frames(), got.depth, got.rate(tt.link.frame)/1000, tt.want.frames(), tt.want.depth)
			}
		})
	}
}

func TestTheLadderIsGoneDownAtOnceAndUpSlowly(t *testing.T) {
	var d ladder
	now := time.Unix(0, 0)
	step := func(loss float64) shape {
		now = now.Add(time.Second)
		return d.step(now, noWish, condition{frame: 30, red: true, loss: loss})
	}
	if got := step(0.3); got != (shape{robust, 2}) {
		t.Errorf("at once: got %+v", got)
	}
	var way []shape
	took := 0
	for ; took < 120 && d.shape != (shape{}); took++ {
		if got := step(0); len(way) == 0 || way[len(way)-1] != got {
			way = append(way, got)
		}
	}
	if len(way) != 5 || took < 40 || took > 60 {
		t.Errorf("up again in %d s by way of %+v", took, way)
	}
	step(0.05)
	for range 8 {
		step(0)
	}
	if got := step(0.05); got != (shape{robust, 1}) {
		t.Errorf("a short calm led to %+v", got)
	}
}

func TestAnAccountTellsTheLinksLossFromOthers(t *testing.T) {
	for _, tt := range []struct {
		name                      string
		newest, sent, again, lost int
		want                      float64
	}{
		{"nothing lost", 100, 100, 0, 0, 0},
		{"lost on the link", 100, 100, 0, 20, 0.2},
		{"never sent, because the talker's packets were lost", 100, 80, 0, 20, 0},
		{"both", 100, 80, 0, 40, 0.25},
		{"lost and sent again", 100, 100, 20, 0, 0.2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var a account
			a.report(0, 10, 10, 0)
			a.slots[0].sent, a.slots[0].again = uint64(tt.sent), uint64(tt.again)
			a.report(0, uint64(10+tt.newest), uint32(10+tt.newest), uint32(tt.lost))
			if got, want := a.slots[0].absent, float64(tt.newest-tt.sent)/float64(tt.newest); got < want-0.01 || got > want+0.01 {
				t.Errorf("%.2f were never sent, want %.2f", got, want)
			}
			if got := a.loss; got < tt.want-0.03 || got > tt.want+0.03 {
				t.Errorf("got %.2f, want %.2f", got, tt.want)
			}
		})
	}
}

func TestWhatIsAskedOfATalker(t *testing.T) {
	at := func(ms int) time.Time { return time.Unix(1000, 0).Add(time.Duration(ms) * time.Millisecond) }
	var m missing
	due := func(ms int, trip time.Duration) int { return len(m.due(at(ms), trip, 0, nil)) }
	m.came(at(0), 1, 65534)
	m.came(at(60), 1, 1) // 65535 and 0 are missing
	if got := due(60, 200*time.Millisecond); got != 0 {
		t.Errorf("over a long way: %d are asked for", got)
	}
	if got := due(60, 0); got != 2 {
		t.Errorf("got %d asked for, want 2", got)
	}
	if m.came(at(65), 1, 2) || due(65, 0) != 0 {
		t.Error("asked again at once")
	}
	if !m.came(at(110), 1, 65535) || m.trip != 50*time.Millisecond {
		t.Errorf("its coming took %v, want 50 ms", m.trip)
	}
	if got := []int{due(130, 0), due(140, 0), due(200, 0), due(300, 0), due(400, 0)}; got[0] != 1 || got[1] != 0 || got[2] != 1 || got[3]+got[4] != 0 {
		t.Errorf("later it is asked for %v times, want twice more", got)
	}
	if m.came(at(410), 1, 500); m.n != 0 {
		t.Errorf("after a leap %d are missing, want none", m.n)
	}
}

func TestBitratesThatMeanNothing(t *testing.T) {
	zero := float32(0)
	for _, b := range []float32{0, -5, 1 / zero, zero / zero} {
		if got := bitrate(b); got != 0 {
			t.Errorf("%v: got %v", b, got)
		}
	}
}
