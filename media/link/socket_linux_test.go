package link

import (
	"errors"
	"net"
	"runtime"
	"testing"
	"time"
)

// A reading is what a socket's reader got.
type reading struct {
	text string
	from string
	came time.Time
	err  error
}

// opened returns a socket, another one that sends to it, and what its reader gets.
func opened(t *testing.T, network string, at net.IP) (*socket, *net.UDPConn, chan reading) {
	t.Helper()
	c, err := net.ListenUDP(network, &net.UDPAddr{IP: at})
	if err != nil {
		t.Skip("this machine has no", network)
	}
	s, ok := newSocket(c).(*socket)
	if !ok {
		t.Fatal("it is no socket")
	}
	other, err := net.ListenUDP(network, &net.UDPAddr{IP: at})
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan reading, 10)
	ended := make(chan struct{})
	go func() { // ends when s is closed
		defer close(ended)
		var buf [100]byte
		for {
			n, from, err := s.ReadFrom(buf[:])
			if err != nil {
				got <- reading{err: err}
				if errors.Is(err, net.ErrClosed) {
					return
				}
				continue
			}
			got <- reading{text: string(buf[:n]), from: from.String(), came: s.came()}
		}
	}()
	t.Cleanup(func() { s.Close(); other.Close(); <-ended })
	return s, other, got
}

func TestASocketIsReadAtTheBeatOrAtEachDatagram(t *testing.T) {
	for _, tt := range []struct {
		network string
		at      net.IP
	}{{"udp4", net.IPv4(127, 0, 0, 1)}, {"udp6", net.IPv6loopback}} {
		t.Run(tt.network, func(t *testing.T) {
			s, other, got := opened(t, tt.network, tt.at)
			say := func(text string) time.Time {
				t.Helper()
				if _, err := other.WriteTo([]byte(text), s.LocalAddr()); err != nil {
					t.Fatal(err)
				}
				return time.Now()
			}
			hears := func(want string) reading {
				t.Helper()
				r := <-got
				if r.err != nil || r.text != want || r.from != other.LocalAddr().String() {
					t.Errorf("got %+v, want %q from %v", r, want, other.LocalAddr())
				}
				return r
			}
			say("awaited")
			hears("awaited")
			s.collect() // from now on they gather
			for !s.taken() {
				runtime.Gosched()
			}
			said := say("gathered")
			say("gathered, too")
			select {
			case r := <-got:
				t.Fatalf("before the beat came %+v", r)
			case <-time.After(20 * time.Millisecond):
			}
			s.collect()
			if r := hears("gathered"); r.came.Sub(said) > 15*time.Millisecond && time.Since(said) < longest {
				t.Errorf("it counts as coming %v after it was sent", r.came.Sub(said))
			}
			hears("gathered, too")
			say("not collected any more")
			s.await()
			hears("not collected any more")
			say("awaited again")
			hears("awaited again")

			if n, err := s.WriteTo([]byte("answer"), other.LocalAddr()); n != 6 || err != nil {
				t.Fatalf("sent %d bytes, %v", n, err)
			}
			var buf [10]byte
			if n, from, err := other.ReadFrom(buf[:]); err != nil || string(buf[:n]) != "answer" || from.String() != s.LocalAddr().String() {
				t.Errorf("the answer: %q from %v, %v", buf[:n], from, err)
			}
		})
	}
}

func TestAClosedSocketLetsItsReaderGo(t *testing.T) {
	for _, gathers := range []bool{false, true} {
		s, _, got := opened(t, "udp4", net.IPv4(127, 0, 0, 1))
		if gathers {
			s.collect()
		}
		s.Close()
		if r := <-got; !errors.Is(r.err, net.ErrClosed) {
			t.Errorf("gathers %v: the reader got %+v", gathers, r)
		}
		s.collect()
		s.await()
		if _, err := s.WriteTo([]byte("x"), s.LocalAddr()); !errors.Is(err, net.ErrClosed) {
			t.Errorf("gathers %v: it is written to: %v", gathers, err)
		}
	}
}

func TestASocketThatGathersAllocatesNothing(t *testing.T) {
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	s := newSocket(c).(*socket)
	defer s.Close()
	s.collect()
	to, frame := s.LocalAddr(), make([]byte, 60)
	buf := make([]byte, 100)
	got := testing.AllocsPerRun(100, func() {
		if _, err := s.WriteTo(frame, to); err != nil {
			t.Fatal(err)
		}
		s.collect()
		if n, _, err := s.ReadFrom(buf); n != len(frame) || err != nil {
			t.Fatal(n, err)
		}
	})
	if got != 0 {
		t.Errorf("got %v allocations a datagram, want 0", got)
	}
}
