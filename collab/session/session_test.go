package session_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"parley/collab/collabtest"
	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/ticket"
	"parley/collab/wire"
)

var near = collabtest.Weather{Delay: 10 * time.Millisecond}

func TestTextIsThereAfterThreeRoundTrips(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		began := time.Now()
		k := enter(t, session.Config{Dial: n.dial(collabtest.Weather{Delay: 300 * time.Millisecond})})
		v := s.next()
		v.say(fresh(41))
		for len(all[meeting.Welcome](k)) == 0 {
			time.Sleep(10 * time.Millisecond)
		}
		if got, want := time.Since(began), 1800*time.Millisecond; got > want+20*time.Millisecond {
			t.Errorf("the welcome took %v, want %v", got, want)
		}
		up := k.newestLink()
		if up.State != meeting.Up || up.RoundTrip < 600*time.Millisecond || up.RoundTrip > 650*time.Millisecond {
			t.Errorf("got %+v, want up with a round trip of 600 ms", up)
		}
		if up.In < 500 || up.Out < 500 || up.In > 5000 || up.Out > 5000 {
			t.Errorf("got %d bytes in, %d out, want one or two thousand", up.In, up.Out)
		}
		if err := k.leave(); err != nil {
			t.Errorf("leaving: %v", err)
		}
	})
}

func TestCommandsDoNotWaitForEachOther(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(near)})
		defer k.leave()
		v := s.next()
		v.say(fresh(1))
		for i := range 5 {
			k.Send(say(uint64(i + 1)))
		}
		if got, want := v.hearNumbers(5), []uint64{1, 2, 3, 4, 5}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		if got := k.Waiting(); got != 5 {
			t.Errorf("%d waiting, want 5", got)
		}
		v.say(meeting.Accepted{Command: 1, Number: 2}, meeting.Refused{Command: 2, Why: meeting.TooBig}, meeting.Accepted{Command: 3, Number: 3},
			meeting.Accepted{Command: 4, Number: 4}, meeting.Accepted{Command: 5, Number: 5})
		time.Sleep(time.Second)
		if got := k.Waiting(); got != 0 {
			t.Errorf("%d waiting, want 0", got)
		}
		if got := len(all[meeting.Accepted](k)); got != 4 {
			t.Errorf("%d accepted, want 4", got)
		}
		if got := all[meeting.Refused](k); len(got) != 1 || got[0].Command != 2 || got[0].Why != meeting.TooBig {
			t.Errorf("got %v, want the refusal of 2", got)
		}
	})
}

func TestWhatIsNotConfirmedGoesAgainAndWhatHappenedDoesNot(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(near)})
		defer k.leave()
		v := s.next()
		v.say(fresh(1))
		for i := range 4 {
			k.Send(say(uint64(i + 1)))
		}
		v.hearNumbers(4)
		v.say(meeting.Accepted{Command: 1, Number: 2})
		time.Sleep(time.Second)
		n.Cut() // 2 was taken, 3 and 4 never reached the log, nobody told us

		v = s.next()
		if v.hello.Resume != 2 || v.hello.Person != you.Number || v.hello.Need != 1 {
			t.Errorf("got hello %+v, want to go on after 2 as person 7 and place edits made on 1", v.hello)
		}
		v.say(resumed(4, 2), said(3, 9, 1), said(4, you.Number, 2))
		if got, want := v.hearNumbers(2), []uint64{3, 4}; !slices.Equal(got, want) {
			t.Errorf("sent again: got %v, want %v", got, want)
		}
		v.say(meeting.Accepted{Command: 3, Number: 5}, meeting.Accepted{Command: 4, Number: 6})
		time.Sleep(time.Second)
		if got := k.Waiting(); got != 0 {
			t.Errorf("%d waiting, want 0", got)
		}
		if got := len(all[meeting.Refused](k)); got != 0 {
			t.Errorf("%d refused, want none", got)
		}
	})
}

func TestTheNonceStaysTheSame(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(near)})
		defer k.leave()
		first := s.next()
		first.say(fresh(1))
		time.Sleep(time.Second)
		n.Cut()
		if second := s.next(); first.hello.Nonce != second.hello.Nonce || first.hello.Nonce == (meeting.Nonce{}) {
			t.Errorf("got nonce %x, then %x", first.hello.Nonce, second.hello.Nonce)
		}
	})
}

func TestARefusalLostWithTheLineIsToldOnceALaterCommandHappened(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(near)})
		defer k.leave()
		v := s.next()
		v.say(fresh(1))
		k.Send(say(1))
		k.Send(say(2))
		v.hearNumbers(2)
		n.Cut()
		v = s.next()
		v.say(resumed(2, 2), said(2, you.Number, 2))
		time.Sleep(time.Second)
		if got := all[meeting.Refused](k); len(got) != 1 || got[0].Command != 1 {
			t.Errorf("got refusals %v, want that of 1", got)
		}
		if got := k.Waiting(); got != 0 {
			t.Errorf("%d waiting, want 0", got)
		}
	})
}

func TestAnAcceptanceSaidTwiceIsHeardOnce(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(near)})
		defer k.leave()
		v := s.next()
		v.say(fresh(1))
		k.Send(say(1))
		v.hearNumbers(1)
		a := meeting.Accepted{Command: 1, Number: 2}
		v.say(a, a, said(2, you.Number, 1), said(3, 9, 1))
		time.Sleep(time.Second)
		if a, h := all[meeting.Accepted](k), all[meeting.Happened](k); len(a) != 1 || len(h) != 1 {
			t.Errorf("got %d accepted and %d happened, want one each", len(a), len(h))
		}
		if got := n.dials(); got != 1 {
			t.Errorf("%d connections, want 1", got)
		}
	})
}

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

func TestResyncJoinsAfresh(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(near)})
		defer k.leave()
		v := s.next()
		v.say(fresh(10))
		time.Sleep(time.Minute)
		k.Send(say(1))  // made on 1, answered by nobody
		for range 100 { // a front calls it for each notice it cannot use
			k.Resync(5)
			time.Sleep(time.Millisecond)
		}
		v = s.next()
		if v.hello.Resume != 0 || v.hello.Need != 1 {
			t.Errorf("got resume %d, need %d, want 0 and 1", v.hello.Resume, v.hello.Need)
		}
		w := fresh(12)
		w.Last = 1
		v.say(w)
		time.Sleep(time.Second)
		if got := k.Waiting(); got != 0 {
			t.Errorf("%d waiting, want 0: the log has it", got)
		}
		if got := n.dials(); got != 2 {
			t.Errorf("%d connections, want 2", got)
		}
		n.Cut()
		if v = s.next(); v.hello.Resume != 12 {
			t.Errorf("goes on after %d, want 12", v.hello.Resume)
		}
	})
}

func TestASilentLineIsDeadAfterFiveSecondsWhenAnAnswerIsOwed(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(near)})
		defer k.leave()
		s.next().say(fresh(1))
		time.Sleep(time.Second)
		n.Silence()
		k.Send(say(1))
		began := time.Now()
		v := s.next()
		if got := time.Since(began); got < 5*time.Second || got > 7*time.Second {
			t.Errorf("dialled again after %v, want 5 to 7 s", got)
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
				err := <-k.ended
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

func TestPointersAreFewAndTheNewestWins(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(near)})
		defer k.leave()
		v := s.next()
		v.say(fresh(1))
		time.Sleep(time.Second)
		for i := range 100 { // for one second
			k.Point(1, i, i, false)
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if got := len(v.got); got < 5 || got > 7 {
			t.Errorf("%d pointers sent, want 5 to 7", got)
		}
		var last wire.PointFrame
		for len(v.got) > 0 {
			last = (<-v.got).(wire.PointFrame)
		}
		if last.At != 99 {
			t.Errorf("the last is at %d, want 99", last.At)
		}
	})
}

func TestWhatANewLineIsToldAgain(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(near)})
		defer k.leave()
		v := s.next()
		v.say(fresh(1))
		k.Talk(true)
		k.Point(1, 3, 3, false)
		k.AskRoster(50)
		for range 3 {
			v.hear()
		}
		n.Cut()
		v = s.next()
		v.say(resumed(1, 0))
		got := []any{v.hear(), v.hear(), v.hear()}
		want := []any{wire.TalkFrame{On: true}, wire.RosterFrame{From: 50}, wire.PointFrame{Base: 1, At: 3, Anchor: 3}}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		v.say(meeting.Roster{Present: 60, From: 50, People: []meeting.Present{{Person: you}}})
		k.Talk(false)
		v.hear()
		k.Point(1, 3, 3, true)
		v.hear()
		n.Cut()
		v = s.next()
		v.say(resumed(1, 0))
		time.Sleep(time.Second)
		if synctest.Wait(); len(v.got) != 0 {
			t.Errorf("told again: %v", <-v.got)
		}
	})
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

func TestAWelcomeOfAnOlderLogThanOursBeginsAfresh(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(near)})
		defer k.leave()
		s.next().say(fresh(10))
		time.Sleep(time.Second)
		n.Cut()
		s.next().say(resumed(9, 0))
		if v := s.next(); v.hello.Resume != 0 {
			t.Errorf("goes on after %d, want a fresh start", v.hello.Resume)
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

func TestASessionRunsOnce(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(near)})
		k.leave()
		if err := k.Run(t.Context()); err == nil {
			t.Error("ran twice")
		}
	})
}
