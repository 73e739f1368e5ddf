package session_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/session"
)

// newestKept returns what was last told of the disk.
func (k *client) newestKept() meeting.Kept {
	k.t.Helper()
	told := all[meeting.Kept](k)
	if len(told) == 0 {
		k.t.Fatal("nothing told about what is kept")
	}
	return told[len(told)-1]
}

// killed returns the file as a process that is killed now would leave it.
func killed(t *testing.T, path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(t.TempDir(), "unsent")
	if err := os.WriteFile(left, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return left
}

func TestWhatWasKeptOfflineIsSentByTheNextRunAsTheSameSession(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		path := filepath.Join(t.TempDir(), "unsent")
		k := enter(t, session.Config{Dial: n.dial(near), Keep: path})
		first := s.next()
		first.say(fresh(1))
		k.Send(say(1))
		first.hearNumbers(1)
		n.Cut()
		for number := uint64(2); number <= 4; number++ {
			k.Send(say(number))
		}
		if got := k.newestKept(); got.Command != 4 || got.Why != nil {
			t.Fatalf("got %+v, want 4 commands kept", got)
		}
		path = killed(t, path)
		k.leave()

		s.set(func(s *server) { s.status = 503 })
		k = enter(t, session.Config{Dial: n.dial(near), Keep: path})
		if got := all[meeting.Restored](k); len(got) != 1 || len(got[0].Commands) != 4 || got[0].Last != 4 || got[0].Commands[2].Ask != say(3).Ask {
			t.Errorf("got %+v, want the 4 commands", got)
		}
		if k.Waiting() != 4 {
			t.Errorf("%d waiting, want 4", k.Waiting())
		}
		for len(s.visits) > 0 {
			<-s.visits // calls of the run before
		}
		s.set(func(s *server) { s.status = 0 })
		second := s.next()
		if second.hello.Nonce != first.hello.Nonce || second.hello.Person != you.Number || second.hello.Resume != 0 || second.hello.Need != 1 {
			t.Errorf("got hello %+v, want the nonce %x, person 7, a fresh start that reaches back to 1", second.hello, first.hello.Nonce)
		}
		w := fresh(2)
		w.Last = 1 // the first was taken after all
		second.say(w)
		if got, want := second.hearNumbers(3), []uint64{2, 3, 4}; !slices.Equal(got, want) {
			t.Errorf("sent %v, want %v", got, want)
		}
		second.say(meeting.Accepted{Command: 2, Number: 3}, meeting.Refused{Command: 3, Why: meeting.TooBig}, meeting.Accepted{Command: 4, Number: 4})
		time.Sleep(5 * time.Second)
		k.leave()
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("all is answered, and the file is there: %v", err)
		}
	})
}

func TestASecondClientOfOnePersonIsASessionOfItsOwn(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		path := filepath.Join(t.TempDir(), "unsent")
		one := enter(t, session.Config{Dial: n.dial(near), Keep: path})
		first := s.next()
		two := enter(t, session.Config{Dial: n.dial(near), Keep: path})
		second := s.next()
		if first.hello.Nonce == second.hello.Nonce {
			t.Error("both are one session")
		}
		second.say(fresh(1))
		two.Send(say(1))
		second.hearNumbers(1)
		if got := all[meeting.Kept](two); len(got) != 0 {
			t.Errorf("the second was told %+v, and nothing of it is kept", got)
		}
		two.leave()
		one.leave()
	})
}

func TestADiskThatCannotBeWrittenIsSaidAndTriedAgain(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		path := filepath.Join(t.TempDir(), "unsent")
		if err := os.MkdirAll(filepath.Join(path+".new", "in the way"), 0o700); err != nil { // where the file is written first
			t.Fatal(err)
		}
		k := enter(t, session.Config{Dial: n.dial(near), Keep: path})
		v := s.next()
		v.say(fresh(1))
		k.Send(say(1))
		k.Send(say(2))
		v.hearNumbers(2) // the meeting goes on
		if got := k.newestKept(); got.Why == nil || got.Command != 0 {
			t.Errorf("got %+v, want why nothing is kept", got)
		}
		v.say(meeting.Accepted{Command: 1, Number: 2})
		synctest.Wait()
		os.RemoveAll(path + ".new")
		time.Sleep(10 * time.Second)
		if got := k.newestKept(); got.Why != nil || got.Command != 2 {
			t.Errorf("with room again: got %+v, want 2 kept", got)
		}
		next := enter(t, session.Config{Dial: n.dial(near), Keep: killed(t, path)})
		if got := all[meeting.Restored](next); len(got) != 1 || len(got[0].Commands) != 1 || got[0].Commands[0].Number != 2 {
			t.Errorf("the next run finds %+v, want command 2", got)
		}
		next.leave()
		k.leave()
	})
}

func TestAPlaceThatCannotBeMadeIsSaidAndTheMeetingGoesOn(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		file := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		k := enter(t, session.Config{Dial: n.dial(near), Keep: filepath.Join(file, "unsent")})
		v := s.next()
		v.say(fresh(1))
		k.Send(say(1))
		v.hearNumbers(1)
		if got := k.newestKept(); got.Why == nil {
			t.Errorf("got %+v, want why nothing is kept", got)
		}
		k.leave()
	})
}

func TestWhatIsGoodOfADamagedFileIsSent(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		path := filepath.Join(t.TempDir(), "unsent")
		k := enter(t, session.Config{Dial: n.dial(near), Keep: path})
		s.next().say(fresh(1))
		for number := uint64(1); number <= 3; number++ {
			k.Send(say(number))
			time.Sleep(time.Millisecond)
		}
		k.newestKept()
		path = killed(t, path)
		k.leave()
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		b[bytes.LastIndex(b, []byte("hear, hear"))] ^= 1
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		k = enter(t, session.Config{Dial: n.dial(near), Keep: path})
		if got := k.newestKept(); got.Damaged == nil || got.Aside == "" {
			t.Errorf("got %+v, want that the file is damaged", got)
		}
		v := s.next()
		v.say(fresh(1))
		if got := v.hearNumbers(2); !slices.Equal(got, []uint64{1, 2}) {
			t.Errorf("sent %v, want 1 and 2", got)
		}
		k.leave()
	})
}

// written counts what is written to the connections that dial makes. A session's
// own Traffic has an estimate of TCP's headers in it, also of those with which it
// acknowledges what comes, and how many they are is a matter of chance.
func written(dial func(context.Context, string) (net.Conn, error), n *atomic.Int64) func(context.Context, string) (net.Conn, error) {
	return func(ctx context.Context, address string) (net.Conn, error) {
		c, err := dial(ctx, address)
		return countedConn{c, n}, err
	}
}

type countedConn struct {
	net.Conn
	written *atomic.Int64
}

func (c countedConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.written.Add(int64(n))
	return n, err
}

func TestTenThousandLettersTypedWithoutALineTakeLessThanTwentyKilobytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(1)
		h := openHub(t, n)
		path := filepath.Join(t.TempDir(), "unsent")
		k := enter(t, session.Config{Name: "Amina", Dial: n.dial(near), Keep: path})
		time.Sleep(time.Second)
		base, length := all[meeting.Welcome](k)[0].Head, h.replay().Text().Len()
		h.stop()
		time.Sleep(time.Second)
		random := rand.New(rand.NewPCG(1, 2))
		for i := range 10_000 {
			letter := string("etaoin shrdlu"[random.IntN(13)])
			k.Send(meeting.Command{Number: uint64(i + 1), Base: base, Prior: uint64(i), Ask: meeting.Edit{Delta: delta.Replace(length+i, i, 0, letter)}})
		}
		if got := k.newestKept(); got.Command != 10_000 {
			t.Errorf("%d are kept, want all", got.Command)
		}
		left := killed(t, path)
		k.leave()
		h.start()
		var out atomic.Int64
		k = enter(t, session.Config{Name: "Amina", Dial: written(n.dial(near), &out), Keep: left})
		begun := time.Now()
		for k.Waiting() > 0 && time.Since(begun) < time.Minute {
			time.Sleep(10 * time.Millisecond)
		}
		took := time.Since(begun)
		sent := out.Load()
		t.Logf("%d bytes at the socket in %v, work not counted", sent, took)
		if took > time.Second {
			t.Errorf("they took %v to be received, want no more than what the disk takes", took)
		}
		if got := h.replay().Text().Len(); got != length+10_000 || k.Waiting() != 0 || sent > 20_000 {
			t.Errorf("the text has %d characters, want %d; %d waiting; %d bytes sent", got, length+10_000, k.Waiting(), sent)
		}
		k.leave()
		h.close()
	})
}
