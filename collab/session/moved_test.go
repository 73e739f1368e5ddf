package session_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"parley/collab/collabtest"
	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/wire"
)

func TestWhoTypesLearnsWithinFiveSecondsThatTheLineIsDead(t *testing.T) {
	for _, trip := range []time.Duration{0, 100 * time.Millisecond, 600 * time.Millisecond} {
		bubble(t, func(t *testing.T, n *network, s *server) {
			k := enter(t, session.Config{Dial: n.dial(collabtest.Weather{Delay: trip / 2})})
			defer k.leave()
			v := s.next()
			v.say(fresh(1))
			time.Sleep(11 * time.Second) // the round trip is known
			n.Silence()
			dead := time.Now()
			for number := uint64(1); k.newestLink().State == meeting.Up; number++ {
				k.Send(say(number))
				time.Sleep(200 * time.Millisecond)
				if time.Since(dead) > time.Minute {
					t.Fatal("never noticed")
				}
			}
			took := time.Since(dead)
			t.Logf("round trip %v: noticed after %v", trip, took)
			if took > 5*time.Second {
				t.Errorf("round trip %v: noticed after %v, want 5 s", trip, took)
			}
			if since := k.newestLink().Since; since.After(dead.Add(time.Second)) {
				t.Errorf("said to be lost since %v, want %v, when it was last heard", since, dead)
			}
		})
	}
}

func TestALossyLineOfALongRoundTripIsNotCalledDead(t *testing.T) {
	for _, every := range []time.Duration{300 * time.Millisecond, 7 * time.Second, 30 * time.Second} {
		bubble(t, func(t *testing.T, n *network, s *server) {
			k := enter(t, session.Config{Dial: n.dial(collabtest.Weather{Delay: 300 * time.Millisecond, Loss: 0.1})})
			defer k.leave()
			v := s.next()
			v.say(fresh(1))
			time.Sleep(5 * time.Second)
			typesOn(k, v, every, 30*time.Minute)
			t.Logf("a command each %v: %d connections in half an hour", every, n.dials())
			if got := n.dials(); got > 2 { // the first may take two: a knock that was late
				t.Errorf("a command each %v: %d connections, want no false alarm", every, got)
			}
		})
	}
}

// typesOn sends commands, each of which the server takes when it has come.
func typesOn(k *client, v *visit, every, long time.Duration) {
	answered := make(chan bool)
	go func() {
		defer close(answered)
		number := meeting.Version(1)
		for f := range v.got {
			if c, ok := f.(wire.CommandFrame); ok {
				number++
				v.say(meeting.Accepted{Command: c.Command.Number, Number: number, At: time.UnixMilli(1).UTC()})
			}
		}
	}()
	for began, number := time.Now(), uint64(1); time.Since(began) < long; number++ {
		k.Send(say(number))
		time.Sleep(every)
	}
	v.ws.CloseNow()
	<-answered
}

func TestThreeSecondsInAQueueAreNotDeath(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		w := collabtest.Weather{Delay: 100 * time.Millisecond, Rate: 4000} // 32 kbit/s
		k := enter(t, session.Config{Dial: n.dial(w)})
		defer k.leave()
		v := s.next()
		v.say(fresh(1))
		time.Sleep(11 * time.Second)
		stop := make(chan bool)
		stalls := make(chan bool)
		go func() { // something else fills the queue again and again
			defer close(stalls)
			for {
				select {
				case <-stop:
					return
				case <-time.After(7 * time.Second):
				}
				n.Silence()
				time.Sleep(3 * time.Second)
				n.Weather(w)
			}
		}()
		typesOn(k, v, 700*time.Millisecond, 20*time.Minute)
		close(stop)
		<-stalls
		if got := n.dials(); got > 1 {
			t.Errorf("%d connections, want 1", got)
		}
	})
}

func TestAMachineThatMovesDialsAtOnce(t *testing.T) {
	wifi := netip.MustParseAddr("192.168.1.7")
	for _, tt := range []struct {
		name  string
		gone  []netip.Addr
		slept time.Duration
		want  error
	}{
		{"its address is gone", []netip.Addr{netip.MustParseAddr("10.0.0.1"), wifi}, 0, session.ErrMoved},
		{"it slept", nil, 2 * time.Hour, session.ErrSlept},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, n *network, s *server) {
				k := enter(t, session.Config{Dial: outBy(wifi, n.dial(near))})
				defer k.leave()
				s.next().say(fresh(1))
				time.Sleep(20 * time.Second)
				n.Silence()
				began := time.Now()
				k.Moved(tt.gone, tt.slept)
				v := s.next()
				if got := time.Since(began); got > 500*time.Millisecond {
					t.Errorf("came back after %v, want at once", got)
				}
				if v.hello.Resume != 1 {
					t.Errorf("resumes after %d, want 1", v.hello.Resume)
				}
				v.say(resumed(1, 0))
				if why := waitingWhy(k); !errors.Is(why, tt.want) {
					t.Errorf("told %v, want %v", why, tt.want)
				}
			})
		})
	}
}

func TestAnAddressThatOthersUseIsOnlyAReasonToAsk(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: outBy(netip.MustParseAddr("192.168.1.7"), n.dial(near))})
		defer k.leave()
		s.next().say(fresh(1))
		time.Sleep(20 * time.Second)
		k.Moved([]netip.Addr{netip.MustParseAddr("10.0.0.1")}, 0)
		time.Sleep(time.Minute)
		if got := n.dials(); got != 1 {
			t.Errorf("%d connections, want 1", got)
		}
		n.Silence()
		began := time.Now()
		k.Doubt()
		s.next().say(resumed(1, 0))
		if got := time.Since(began); got > 2500*time.Millisecond {
			t.Errorf("came back after %v, want 2 s", got)
		}
	})
}

func TestWhoWaitsToDialDoesSoWhenTheNetworkChanges(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(near)})
		defer k.leave()
		s.next().say(fresh(1))
		time.Sleep(20 * time.Second)
		s.set(func(s *server) { s.status = 503 })
		n.Cut()
		time.Sleep(2 * time.Minute) // waits up to 15 s between tries now
		s.set(func(s *server) { s.status = 0 })
		began := time.Now()
		k.Moved(nil, 0)
		s.next().say(resumed(1, 0))
		if got := time.Since(began); got > time.Second {
			t.Errorf("came back after %v, want at once", got)
		}
	})
}

// A server that restarts takes the sound of all of its people away at once: that
// must not bring them back at once.
func TestADoubtDoesNotEndAWait(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(near), Rand: func() float64 { return 0.9 }})
		defer k.leave()
		s.next().say(fresh(1), wire.ByeFrame{Reason: wire.Restarting})
		began := time.Now()
		time.Sleep(100 * time.Millisecond)
		k.Doubt()
		s.next()
		if got := time.Since(began); got < 1500*time.Millisecond {
			t.Errorf("came back after %v, want 1.8 s", got)
		}
	})
}

func TestATryThatTheNetworkChangedUnderIsBegunAnew(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		calls := 0
		k := enter(t, session.Config{Dial: func(ctx context.Context, address string) (net.Conn, error) {
			if calls++; calls == 1 { // goes by the old network
				<-ctx.Done()
				return nil, ctx.Err()
			}
			return n.Dial(ctx, address)
		}})
		defer k.leave()
		time.Sleep(time.Second)
		k.Moved([]netip.Addr{netip.MustParseAddr("192.168.1.7")}, 0)
		began := time.Now()
		s.next().say(fresh(1))
		if got := time.Since(began); got > time.Second {
			t.Errorf("came in after %v, want at once", got)
		}
	})
}

// outBy makes connections that go out by an address.
func outBy(at netip.Addr, dial func(context.Context, string) (net.Conn, error)) func(context.Context, string) (net.Conn, error) {
	return func(ctx context.Context, address string) (net.Conn, error) {
		c, err := dial(ctx, address)
		if err != nil {
			return nil, err
		}
		return addressed{c, net.TCPAddrFromAddrPort(netip.AddrPortFrom(at, 40000))}, nil
	}
}

type addressed struct {
	net.Conn
	local net.Addr
}

// LocalAddr is net.Conn's.
func (a addressed) LocalAddr() net.Addr { return a.local }
