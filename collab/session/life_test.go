package session_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"parley/collab/collabtest"
	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/wire"
)

func TestAGapEndsTheLineAndTheNextOneGoesOnBeforeIt(t *testing.T) {
	for _, tt := range []struct {
		name string
		gap  any
	}{
		{"an event left out", said(7, 9, 1)},
		{"an acceptance of what was never asked", meeting.Accepted{Command: 3, Number: 6}},
		{"an acceptance too far", meeting.Accepted{Command: 1, Number: 9}},
		{"a second welcome", fresh(9)},
		{"a frame for servers", wire.TalkFrame{On: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, n *network, s *server) {
				k := enter(t, session.Config{Dial: n.dial(near)})
				defer k.leave()
				v := s.next()
				k.Send(say(1))
				v.say(fresh(4), said(5, 9, 1), tt.gap)
				v = s.next()
				if v.hello.Resume != 5 {
					t.Errorf("goes on after %d, want 5", v.hello.Resume)
				}
				if got := len(all[meeting.Happened](k)); got != 1 {
					t.Errorf("%d events told, want 1", got)
				}
			})
		})
	}
}

func TestASilentLineIsDeadWithinFiveSecondsWhenAnAnswerIsOwed(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(near)})
		defer k.leave()
		s.next().say(fresh(1))
		time.Sleep(time.Second)
		n.Silence()
		k.Send(say(1))
		began := time.Now()
		v := s.next()
		if got := time.Since(began); got < 4*time.Second || got > 5*time.Second {
			t.Errorf("dialled again after %v, want 4 to 5 s", got)
		}
		v.say(resumed(1, 0))
		if got := v.hearNumbers(1); got[0] != 1 {
			t.Errorf("got %v, want command 1 again", got)
		}
		if why := waitingWhy(k); !errors.Is(why, session.ErrDead) {
			t.Errorf("told %v, want ErrDead", why)
		}
	})
}

// waitingWhy returns the first reason told for a line lost.
func waitingWhy(k *client) error {
	for _, l := range all[meeting.LinkChanged](k) {
		if l.Why != nil {
			return l.Why
		}
	}
	return nil
}

func TestAnIdleLineIsDeadAfterFifteenSeconds(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(near)})
		defer k.leave()
		s.next().say(fresh(1))
		time.Sleep(2 * time.Minute) // pinging every 10 s now
		if got := n.dials(); got != 1 {
			t.Fatalf("%d connections, want 1: pings keep it alive", got)
		}
		n.Silence()
		began := time.Now()
		s.next()
		if got := time.Since(began); got > 17*time.Second {
			t.Errorf("dialled again after %v, want at most 17 s", got)
		}
	})
}

func TestASlowLineIsNotDead(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(collabtest.Weather{Delay: 300 * time.Millisecond, Rate: 1000})})
		defer k.leave()
		v := s.next()
		v.say(fresh(1))
		for i := range 120 { // 120 kB in all, two minutes of it
			c := say(uint64(i + 1))
			c.Ask = meeting.Say{Text: noise(i, 1000)}
			k.Send(c)
		}
		v.hearNumbers(120)
		if got := n.dials(); got != 1 {
			t.Errorf("%d connections, want 1", got)
		}
	})
}

// noise is a text that does not compress well.
func noise(seed, n int) string {
	b := make([]byte, n)
	x := uint32(seed + 1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = 33 + byte(x>>24)%90
	}
	return string(b)
}

func TestPongsTellTheRoundTripAndWhoIsPresent(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(collabtest.Weather{Delay: 150 * time.Millisecond})})
		defer k.leave()
		w := fresh(1)
		w.Present = 3 // the pongs will say 1
		s.next().say(w)
		time.Sleep(11 * time.Second)
		if l := k.newestLink(); l.RoundTrip != 300*time.Millisecond {
			t.Errorf("got a round trip of %v, want 300 ms", l.RoundTrip)
		}
		if got := all[meeting.Roster](k); len(got) != 1 || got[0].Present != 1 || got[0].People != nil {
			t.Errorf("got %+v, want one notice that 1 is present", got)
		}
	})
}

func TestAServerThatSendsRubbishIsDialledAgain(t *testing.T) {
	for _, tt := range []struct {
		name    string
		rubbish []byte
	}{
		{"no frame", []byte("good morning")},
		{"more than a frame may have", make([]byte, wire.MaxFrame+1)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, n *network, s *server) {
				k := enter(t, session.Config{Dial: n.dial(near)})
				defer k.leave()
				v := s.next()
				go v.ws.Write(t.Context(), websocket.MessageBinary, tt.rubbish)
				s.next().say(fresh(1))
				if why := waitingWhy(k); !errors.Is(why, session.ErrNonsense) {
					t.Errorf("told %v, want ErrNonsense", why)
				}
			})
		})
	}
}

func TestALineWaitsForAFrontThatIsBehind(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := session.New(session.Config{Link: link, Dial: n.dial(near)})
		k.SetMaxUnread(64 << 10)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- k.Run(ctx) }()
		v := s.next()
		v.say(fresh(0))
		for number := range meeting.Version(1000) { // more than 64 kB of memory
			v.say(said(number+1, 9, uint64(number+1)))
		}
		time.Sleep(10 * time.Minute)
		if got := n.dials(); got != 1 {
			t.Errorf("%d connections while the front sleeps, want 1", got)
		}
		told := meeting.Version(0)
		front := func() {
			for notice := range k.Notices() {
				if h, ok := notice.(meeting.Happened); ok {
					if told++; h.Event.Number != told {
						t.Errorf("told event %d after %d", h.Event.Number, told-1)
					}
				}
			}
		}
		go front()
		go func() {
			for v := range s.visits { // as often as it takes
				v.say(resumed(1000, 0))
				for number := v.hello.Resume; number < 1000; number++ {
					v.say(said(number+1, 9, uint64(number+1)))
				}
			}
		}()
		time.Sleep(time.Minute)
		cancel()
		<-ended
		close(s.visits)
		if synctest.Wait(); told != 1000 {
			t.Errorf("told %d events, want 1000", told)
		}
	})
}
