package sfu_test

import (
	"fmt"
	"testing"
	"time"

	"parley/media/link"
)

// speaksOn has a person speak, a packet each 20 ms, until stop is called.
func (p *person) speaksOn() (stop func()) {
	over, done := make(chan bool), make(chan bool)
	go func() {
		defer close(done)
		for i := 0; ; i++ {
			select {
			case <-over:
				return
			case <-time.After(20 * time.Millisecond):
				_ = p.link.Send([]byte(fmt.Sprint("H", i)), 960, 30, false) // it may be over
			}
		}
	}()
	return func() { close(over); <-done }
}

func TestADeadLineIsNoticedWithinFiveSecondsWhileSomebodySpeaks(t *testing.T) {
	for _, tt := range []struct {
		name         string
		hop          time.Duration // of four there and back
		here, others bool
		before       time.Duration // so long they have been speaking
		within       time.Duration
	}{
		{"here", 5 * time.Millisecond, true, false, 7300 * time.Millisecond, 5 * time.Second},
		{"elsewhere", 5 * time.Millisecond, false, true, 7300 * time.Millisecond, 5 * time.Second},
		{"everywhere, over 600 ms", 150 * time.Millisecond, true, true, 7300 * time.Millisecond, 5 * time.Second},
		{"here, over 600 ms", 150 * time.Millisecond, true, false, 7300 * time.Millisecond, 5 * time.Second},
		{"here, after a long silence", 5 * time.Millisecond, true, false, 300 * time.Millisecond, 5 * time.Second},
		{"elsewhere, after a long silence", 5 * time.Millisecond, false, true, 300 * time.Millisecond, 5 * time.Second},
		{"nowhere", 5 * time.Millisecond, false, false, 0, 10 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, tt.hop, func(t *testing.T, w *world) {
				r := w.relay()
				a, b := through(t, w, r, "m"), arrives(t, w.host, "m", w.place())
				w.Allow("m", a.identity.Fingerprint(), 1, true)
				w.Allow("m", b.identity.Fingerprint(), 2, true)
				time.Sleep(7300*time.Millisecond - tt.before)
				if tt.here {
					defer a.speaksOn()()
				}
				if tt.others {
					defer b.speaksOn()()
				}
				time.Sleep(tt.before)
				r.losing(everything)
				began := time.Now()
				a.ends(link.ErrLost, tt.within)
				t.Logf("noticed after %v", time.Since(began))
			})
		})
	}
}

func TestALineThatIsOnlyBadIsNotCalledDead(t *testing.T) {
	for _, tt := range []struct {
		name  string
		hop   time.Duration
		share float64
		stall time.Duration // each 15 s
	}{
		{"600 ms there and back, a tenth lost each way", 150 * time.Millisecond, 0.1, 0},
		{"3 s in a queue now and then", 25 * time.Millisecond, 0, 3 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, tt.hop, func(t *testing.T, w *world) {
				r := w.relay()
				tcp := &byway{h: w.host, name: "tcp", err: errBlocked}
				a := by(t, w, r, tcp)
				before := a.link.Stats()
				w.Allow("m", a.identity.Fingerprint(), 1, true)
				r.losing(randomly(7, tt.share))
				defer a.speaksOn()()
				const minutes = 5
				for range minutes * 4 {
					if tt.stall > 0 {
						r.stall(tt.stall)
					}
					time.Sleep(15 * time.Second)
				}
				if err := a.link.Err(); err != nil {
					t.Errorf("the link ended: %v", err)
				}
				after := a.link.Stats()
				t.Logf("%d doubts in %d minutes; %.1f kbit/s came, of answers alone", tcp.dialled(), minutes, float64(after.BytesIn-before.BytesIn)*8/1000/(minutes*60))
			})
		})
	}
}

func TestUDPThatIsBlockedInACallGoesOnOverTCP(t *testing.T) {
	for _, hop := range []time.Duration{5 * time.Millisecond, 100 * time.Millisecond} {
		inBubble(t, hop, func(t *testing.T, w *world) {
			r := w.relay()
			tcp := &byway{h: w.host, name: "tcp", takes: 8 * hop}
			tunnel := &byway{h: w.host, name: "websocket", takes: 16 * hop}
			a, b := by(t, w, r, tcp, tunnel), arrives(t, w.host, "m", w.place())
			w.Allow("m", a.identity.Fingerprint(), 1, true)
			w.Allow("m", b.identity.Fingerprint(), 2, true)
			time.Sleep(20 * time.Second)
			for range 2 { // blocked, free and blocked again
				if got := a.on(); got != "udp" {
					t.Fatalf("sound goes by %q, want udp", got)
				}
				began := time.Now()
				last, gap := began, time.Duration(0)
				for i := range 500 { // 10 s of speech
					if i == 100 {
						r.losing(everything)
					}
					b.says(fmt.Sprint("H", i))
					time.Sleep(20 * time.Millisecond)
					for heard := true; heard; {
						select {
						case <-a.heard:
							gap, last = max(gap, time.Since(last)), time.Now()
						default:
							heard = false
						}
					}
				}
				t.Logf("%v a hop: a gap of %v", hop, gap)
				if got := a.on(); got != "tcp" || gap > 4*time.Second {
					t.Errorf("sound goes by %q after a gap of %v", got, gap)
				}
				a.says("up")
				b.hears("up")
				r.losing(nil)
				time.Sleep(2 * time.Minute)
				if got := a.link.Err(); got != nil {
					t.Fatalf("the link ended: %v", got)
				}
				if got := w.Stats().Streams; got != 0 {
					t.Errorf("the server carries %d streams", got)
				}
			}
		})
	}
}

func TestAMachineThatMovedIsHeardFromItsNewAddressAtOnce(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		r := w.relay()
		a, b := through(t, w, r, "m"), arrives(t, w.host, "m", w.place())
		w.Allow("m", b.identity.Fingerprint(), 2, true)
		time.Sleep(2500 * time.Millisecond) // the next check comes by itself in 1.5 s
		r.rebind()
		a.link.Moved(nil, 0)
		time.Sleep(100 * time.Millisecond)
		b.says("down")
		began := time.Now()
		a.hears("down")
		if took := time.Since(began); took > 200*time.Millisecond {
			t.Errorf("heard after %v", took)
		}
		time.Sleep(10 * time.Second)
		if err := a.link.Err(); err != nil {
			t.Error(err)
		}
		r.losing(everything)
		a.link.Moved(nil, 0)
		a.ends(link.ErrLost, 4500*time.Millisecond)
	})
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		a := through(t, w, w.relay(), "m")
		a.link.Moved(nil, time.Hour)
		a.ends(link.ErrLost, 10*time.Millisecond)
	})
}
