package collabtest_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/collabtest"
)

// connect returns both ends of a connection over the network.
func connect(t *testing.T, n *collabtest.Network) (near, far net.Conn) {
	t.Helper()
	l := n.Listen("there:1")
	defer l.Close()
	accepted := make(chan net.Conn)
	go func() {
		c, _ := l.Accept()
		accepted <- c
	}()
	near, err := n.Dial(t.Context(), "there:1")
	if err != nil {
		t.Fatal(err)
	}
	return near, <-accepted
}

func TestBytesArriveInOrderAndLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := collabtest.New(1)
		n.Weather(collabtest.Weather{Delay: 100 * time.Millisecond, Jitter: 50 * time.Millisecond})
		near, far := connect(t, n)
		want := bytes.Repeat([]byte("0123456789"), 30_000) // more than the network holds
		start := time.Now()
		go func() {
			for b := want; len(b) > 0; b = b[min(len(b), 777):] {
				near.Write(b[:min(len(b), 777)])
			}
			near.Close()
		}()
		got, err := io.ReadAll(far)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("got %d bytes, %v, want %d", len(got), err, len(want))
		}
		if took := time.Since(start); took < 100*time.Millisecond || took > 2*time.Second {
			t.Errorf("took %v", took)
		}
		far.Close()
	})
}

func TestARateHoldsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := collabtest.New(1)
		n.Weather(collabtest.Weather{Rate: 1000})
		near, far := connect(t, n)
		start := time.Now()
		near.Write(make([]byte, 5000))
		io.ReadFull(far, make([]byte, 5000))
		if took := time.Since(start); took != 5*time.Second {
			t.Errorf("took %v, want 5 s", took)
		}
	})
}

func TestACutIsSeenByBothEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := collabtest.New(1)
		near, far := connect(t, n)
		near.Write([]byte("lost"))
		n.Cut()
		for _, c := range []net.Conn{near, far} {
			if _, err := c.Read(make([]byte, 9)); !errors.Is(err, collabtest.ErrCut) {
				t.Errorf("read: got %v, want ErrCut", err)
			}
			if _, err := c.Write([]byte("x")); !errors.Is(err, collabtest.ErrCut) {
				t.Errorf("write: got %v, want ErrCut", err)
			}
		}
	})
}

func TestANetworkThatIsDownIsSilentAndComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := collabtest.New(1)
		near, far := connect(t, n)
		n.Weather(collabtest.Weather{Down: true})
		near.Write([]byte("late"))
		far.SetReadDeadline(time.Now().Add(time.Minute))
		if _, err := far.Read(make([]byte, 9)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("got %v, want nothing for a minute", err)
		}
		if _, err := n.Dial(t.Context(), "there:1"); !errors.Is(err, collabtest.ErrRefused) {
			t.Errorf("dial: got %v, want ErrRefused", err)
		}
		n.Weather(collabtest.Weather{})
		far.SetReadDeadline(time.Time{})
		b := make([]byte, 9)
		if k, err := far.Read(b); err != nil || string(b[:k]) != "late" {
			t.Errorf("got %q, %v", b[:k], err)
		}
	})
}

func TestChanceBreaksConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := collabtest.New(1)
		n.Weather(collabtest.Weather{Life: time.Minute})
		near, _ := connect(t, n)
		start := time.Now()
		if _, err := near.Read(make([]byte, 1)); !errors.Is(err, collabtest.ErrCut) {
			t.Errorf("got %v, want ErrCut", err)
		}
		if lived := time.Since(start); lived <= 0 || lived > time.Hour {
			t.Errorf("lived %v", lived)
		}
	})
}

func TestADiallerMayGiveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := collabtest.New(1)
		l := n.Listen("there:1") // never accepts
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := n.Dial(ctx, "there:1"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		l.Close()
		if _, err := n.Dial(t.Context(), "there:1"); !errors.Is(err, collabtest.ErrRefused) {
			t.Errorf("got %v, want ErrRefused", err)
		}
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("accept: got %v", err)
		}
	})
}

func TestSpoilingHitsOneConnectionOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := collabtest.New(1)
		var near, far [3]net.Conn
		for i := range near {
			near[i], far[i] = connect(t, n)
		}
		chance := rand.New(rand.NewPCG(1, 1))
		n.Spoil(chance)
		spoiled := 0
		for i := range near {
			far[i].SetReadDeadline(time.Now().Add(time.Minute))
			near[i].Write([]byte("x"))
			if _, err := io.ReadFull(far[i], make([]byte, 1)); err != nil {
				spoiled++
			}
			near[i].Close()
			far[i].Close()
		}
		if spoiled != 1 {
			t.Errorf("%d connections spoiled, want 1", spoiled)
		}
		n.Spoil(chance) // nobody is there
	})
}

func TestASilencedConnectionStaysSilentAndANewOneIsNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := collabtest.New(1)
		near, far := connect(t, n)
		n.Silence()
		near.Write([]byte("x"))
		far.SetReadDeadline(time.Now().Add(time.Hour))
		if _, err := far.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("the silent one: got %v, want a deadline", err)
		}
		near.Close()
		far.SetReadDeadline(time.Now().Add(time.Hour))
		if _, err := far.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("the silent one, closed: got %v, want a deadline", err)
		}
		far.Close()
		near, far = connect(t, n)
		near.Write([]byte("x"))
		if _, err := far.Read(make([]byte, 1)); err != nil {
			t.Errorf("the new one: %v", err)
		}
		near.Close()
		far.Close()
	})
}

func TestEveryoneMayHaveTheirOwnWeather(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := collabtest.New(1)
		l := n.Listen("there:1")
		defer l.Close()
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				c.Close()
			}
		}()
		for _, delay := range []time.Duration{time.Millisecond, time.Second} {
			start := time.Now()
			c, err := n.From(collabtest.Weather{Delay: delay})(t.Context(), "there:1")
			if err != nil {
				t.Fatal(err)
			}
			if got := time.Since(start); got != 2*delay {
				t.Errorf("dialled in %v, want %v", got, 2*delay)
			}
			c.Close()
		}
	})
}
