package session_test

import (
	"crypto/tls"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/collabtest"
	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/ticket"
	"parley/collab/wire"
)

func TestTheFirstRetryIsAtOnceAndTheNextOnesEverLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(1) // nobody listens
		k := enter(t, session.Config{Dial: n.dial(collabtest.Weather{}), Rand: func() float64 { return 1 }})
		defer k.leave()
		// Tries at 0, 0, 0.25, 0.75, 1.75, 3.75, 7.75, 15.75, then every 15 s.
		for _, tt := range []struct {
			at    time.Duration
			tries int
		}{{0, 2}, {250, 3}, {750, 4}, {1750, 5}, {3750, 6}, {7750, 7}, {15750, 8}, {30750, 9}, {45750, 10}} {
			at := tt.at * time.Millisecond
			time.Sleep(at - sinceStart())
			synctest.Wait()
			if got := n.dials(); got != tt.tries {
				t.Errorf("after %v: %d tries, want %d", at, got, tt.tries)
			}
		}
		l := k.newestLink()
		if l.State != meeting.Waiting || l.Attempt != 10 || !l.Next.Equal(time.Now().Add(15*time.Second)) || l.Why == nil {
			t.Errorf("got %+v, want to wait 15 s for the 11th try, with a reason", l)
		}
	})
}

// sinceStart is the time since a bubble began.
func sinceStart() time.Duration {
	return time.Since(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC))
}

func TestALineThatStoodForgetsTheTriesBefore(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(collabtest.Weather{})})
		defer k.leave()
		for range 5 { // flaps
			s.next().say(fresh(1), wire.ByeFrame{Reason: wire.TooSlow})
		}
		before := time.Now()
		v := s.next()
		if time.Since(before) < time.Second {
			t.Errorf("came back after %v, want seconds", time.Since(before))
		}
		v.say(fresh(1))
		time.Sleep(11 * time.Second)
		before = time.Now()
		v.say(wire.ByeFrame{Reason: wire.TooSlow})
		s.next()
		if got := time.Since(before); got > 0 {
			t.Errorf("came back after %v, want at once", got)
		}
	})
}

func TestARestartSpreadsTheClients(t *testing.T) {
	for _, tt := range []struct {
		random float64
		want   time.Duration
	}{{0, 0}, {0.25, 500 * time.Millisecond}, {0.999, 1998 * time.Millisecond}} {
		bubble(t, func(t *testing.T, n *network, s *server) {
			k := enter(t, session.Config{Dial: n.dial(collabtest.Weather{}), Rand: func() float64 { return tt.random }})
			defer k.leave()
			s.next().say(fresh(1), wire.ByeFrame{Reason: wire.Restarting})
			began := time.Now()
			s.next()
			if got := time.Since(began); got != tt.want {
				t.Errorf("came back after %v, want %v", got, tt.want)
			}
			if why := waitingWhy(k); !errors.Is(why, session.ErrRestarting) {
				t.Errorf("told %v, want ErrRestarting", why)
			}
		})
	}
}

func TestAClientComesBackAtTheMomentThatTheServerGaveIt(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(collabtest.Weather{})})
		defer k.leave()
		s.next().say(fresh(1), wire.ByeFrame{Reason: wire.HostLeft, Wait: 7 * time.Second})
		began := time.Now()
		s.next()
		if got := time.Since(began); got != 7*time.Second {
			t.Errorf("came back after %v, want 7 s", got)
		}
		why := waitingWhy(k)
		if wait, told := session.BackIn(why); !errors.Is(why, session.ErrHostLeft) || !errors.Is(why, session.ErrRestarting) || !told || wait != 7*time.Second {
			t.Errorf("told %v, back in %v, want ErrHostLeft and 7 s", why, wait)
		}
	})
}

func TestAFullServerIsAskedAgainWhenItSaysSo(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		s.set(func(s *server) { s.status, s.retryAfter = http.StatusTooManyRequests, "30" })
		k := enter(t, session.Config{Dial: n.dial(collabtest.Weather{}), Rand: func() float64 { return 0.5 }})
		defer k.leave()
		time.Sleep(44 * time.Second)
		if got := n.dials(); got != 1 {
			t.Errorf("%d tries within 44 s, want 1", got)
		}
		if why := waitingWhy(k); !errors.Is(why, session.ErrFull) {
			t.Errorf("told %v, want ErrFull", why)
		}
		s.set(func(s *server) { s.status = 0 })
		s.next().say(fresh(1))
	})
}

func TestWhatAServerCannotKeepIsBroughtAgain(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(collabtest.Weather{})})
		defer k.leave()
		v := s.next()
		v.say(fresh(1))
		k.Send(say(1))
		k.Send(say(2))
		v.hearNumbers(2)
		v.say(wire.ByeFrame{Reason: wire.Unkept})
		v = s.next()
		v.say(resumed(1, 0))
		if got, want := v.hearNumbers(2), []uint64{1, 2}; !slices.Equal(got, want) {
			t.Errorf("brought again: got %v, want %v", got, want)
		}
		if why := waitingWhy(k); !errors.Is(why, session.ErrUnkept) {
			t.Errorf("told %v, want ErrUnkept", why)
		}
		if got := len(all[meeting.Refused](k)); got != 0 {
			t.Errorf("%d refused, want none", got)
		}
	})
}

func TestWhatEndsASessionForGood(t *testing.T) {
	status := func(code int) func(*server) {
		return func(s *server) { s.set(func(s *server) { s.status = code }) }
	}
	bye := func(why wire.ByeReason) func(*server) {
		return func(s *server) {
			go func() { s.next().say(fresh(1), wire.ByeFrame{Reason: why}) }()
		}
	}
	expired, forged, wrong := link, link, link
	expired.Ticket = key.Issue(ticket.Payload{Expires: time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)})
	forged.Ticket.Secret[0]++
	wrong.Fingerprint[0]++
	for _, tt := range []struct {
		name string
		link ticket.Link
		plan func(*server)
		want error
	}{
		{"a wrong fingerprint", wrong, nil, session.ErrWrongFingerprint},
		{"a forged ticket", forged, nil, session.ErrForged},
		{"a ticket that has run out", expired, nil, session.ErrExpired},
		{"a hello not understood", link, status(http.StatusBadRequest), session.ErrNotUnderstood},
		{"another protocol", link, status(http.StatusUpgradeRequired), session.ErrProtocol},
		{"no such meeting", link, status(http.StatusNotFound), session.ErrNoMeeting},
		{"removed", link, bye(wire.Removed), session.ErrRemoved},
		{"another connection", link, bye(wire.AnotherConnection), session.ErrAnotherConnection},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, n *network, s *server) {
				if tt.plan != nil {
					tt.plan(s)
				}
				k := enter(t, session.Config{Link: tt.link, Dial: n.dial(near)})
				defer k.cancel()
				var err error
				select {
				case err = <-k.ended:
				case <-time.After(time.Hour):
					err = errors.New("not ended after an hour")
					k.leave()
				}
				if !errors.Is(err, tt.want) {
					t.Errorf("got %v, want %v", err, tt.want)
				}
				if got := n.dials(); got != 1 {
					t.Errorf("%d tries, want 1", got)
				}
				if l := k.newestLink(); l.State != meeting.Ended || !errors.Is(l.Why, tt.want) {
					t.Errorf("told %+v, want the end and why", l)
				}
			})
		})
	}
}

func TestOtherAnswersAreTriedAgain(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		s.set(func(s *server) { s.status = http.StatusServiceUnavailable })
		k := enter(t, session.Config{Dial: n.dial(near)})
		defer k.leave()
		time.Sleep(5 * time.Second)
		s.set(func(s *server) { s.status = 0 })
		s.next().say(fresh(1))
		time.Sleep(time.Second)
		if l := k.newestLink(); l.State != meeting.Up {
			t.Errorf("told %+v, want up", l)
		}
	})
}

func TestATryThatCameThroughLateDoesNotEndTheSession(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(near)})
		defer k.leave()
		s.next() // never welcomed
		n.Cut()
		v := s.next()
		v.say(fresh(1))
		time.Sleep(time.Second)
		v.say(wire.ByeFrame{Reason: wire.AnotherConnection}) // the first one, seen late
		s.next().say(resumed(1, 0))
		time.Sleep(2 * time.Minute)
		if l := k.newestLink(); l.State != meeting.Up {
			t.Errorf("told %+v, want up", l)
		}
	})
}

func TestGivingUpOnAServerThatIsNotThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(1) // nobody listens
		k := enter(t, session.Config{Dial: n.dial(near), GiveUp: 10 * time.Second})
		defer k.cancel()
		err := <-k.ended
		want := "no answer from the server at meeting.test:7443 within 10s: connect to meeting.test:7443: the test network found nobody there"
		if !errors.Is(err, session.ErrNoAnswer) || err.Error() != want {
			t.Errorf("got  %v\nwant %v", err, want)
		}
		if got := sinceStart(); got != 10*time.Second {
			t.Errorf("gave up after %v, want 10 s", got)
		}
	})
}

func TestASessionThatWasWelcomedNeverGivesUp(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(near), GiveUp: 10 * time.Second})
		defer k.leave()
		s.next().say(fresh(1))
		time.Sleep(time.Second)
		s.set(func(s *server) { s.status = http.StatusServiceUnavailable })
		n.Cut()
		time.Sleep(10 * time.Minute)
		if l := k.newestLink(); l.State == meeting.Ended || l.Attempt < 40 {
			t.Errorf("told %+v, want still trying", l)
		}
	})
}

func TestAnOldTLSIsNotSpoken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(1)
		l := n.Listen(address)
		defer l.Close()
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				tls.Server(c, &tls.Config{Certificates: []tls.Certificate{certificate}, MaxVersion: tls.VersionTLS12}).Handshake()
				c.Close()
			}
		}()
		k := enter(t, session.Config{Dial: n.dial(near), GiveUp: 5 * time.Second})
		defer k.cancel()
		if err := <-k.ended; !errors.Is(err, session.ErrNoAnswer) || !strings.Contains(err.Error(), "protocol version") {
			t.Errorf("got %v, want no answer because of the protocol version", err)
		}
	})
}
