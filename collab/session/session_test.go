package session_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/collabtest"
	"parley/collab/meeting"
	"parley/collab/session"
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
		v.say(resumed(12, 1))
		time.Sleep(time.Second)
		k.Resync(9) // the snapshot asked for first was handed out long ago
		if v = s.next(); v.hello.Resume != 0 || v.hello.Need != 9 {
			t.Errorf("asked again: got resume %d, need %d, want 0 and 9", v.hello.Resume, v.hello.Need)
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
		k.AskRoster(50, "")
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

func TestASessionRunsOnce(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(near)})
		k.leave()
		if err := k.Run(t.Context()); err == nil {
			t.Error("ran twice")
		}
	})
}
