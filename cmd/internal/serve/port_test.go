package serve

import (
	"io"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A street is a listener in memory.
type street struct {
	conns chan net.Conn
	shut  chan struct{}
	once  sync.Once
}

func (g *street) Accept() (net.Conn, error) {
	select {
	case c := <-g.conns:
		return c, nil
	case <-g.shut:
		return nil, net.ErrClosed
	}
}

func (g *street) Close() error   { g.once.Do(func() { close(g.shut) }); return nil }
func (g *street) Addr() net.Addr { return &net.TCPAddr{} }

// come connects from an address.
func (g *street) come(from string) net.Conn {
	near, far := net.Pipe()
	g.conns <- comer{far, net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(from), 1))}
	return near
}

type comer struct {
	net.Conn
	from net.Addr
}

func (c comer) RemoteAddr() net.Addr { return c.from }

// few are the limits of these tests.
var few = Limits{Share: 512, Strangers: 1024, Burst: 10_000}.orUsual()

// inside runs a test with a port in virtual time. What comes for the sound
// says "sound" and what it read, and is known from then on.
func inside(t *testing.T, test func(t *testing.T, p *port, g *street)) {
	synctest.Test(t, func(t *testing.T) {
		g := &street{conns: make(chan net.Conn), shut: make(chan struct{})}
		p := newPort(newGate(g, few, slog.New(slog.DiscardHandler)), func(c net.Conn, known func()) {
			b := make([]byte, 2)
			io.ReadFull(c, b)
			known()
			c.Write(append([]byte("sound"), b...))
			io.Copy(io.Discard, c)
		})
		ran := make(chan struct{})
		go func() { defer close(ran); p.run() }()
		test(t, p, g)
		p.Close()
		<-ran
	})
}

// cut reports whether a connection has been ended by the other side.
func cut(c net.Conn) bool {
	c.SetReadDeadline(time.Now().Add(time.Millisecond))
	_, err := c.Read(make([]byte, 1))
	return err == io.EOF
}

func TestTheFirstByteTellsTheTextFromTheSound(t *testing.T) {
	inside(t, func(t *testing.T, p *port, g *street) {
		text := g.come("192.0.2.1")
		go text.Write([]byte{22, 3, 1})
		c, err := p.Accept()
		if err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 3)
		if _, err := io.ReadFull(c, b); err != nil || string(b) != "\x16\x03\x01" {
			t.Errorf("the text got %x, %v", b, err)
		}
		sound := g.come("192.0.2.1")
		go sound.Write([]byte{0, 99})
		b = make([]byte, 7)
		if _, err := io.ReadFull(sound, b); err != nil || string(b) != "sound\x00c" {
			t.Errorf("the sound got %q, %v", b, err)
		}
		other := g.come("192.0.2.1")
		go other.Write([]byte("GET"))
		synctest.Wait()
		if !cut(other) || p.foreign.Load() != 1 {
			t.Errorf("what is neither was not cut, or not counted: %d", p.foreign.Load())
		}
		for _, c := range []net.Conn{text, sound, c} {
			c.Close()
		}
	})
}

func TestWhoSaysNothingIsCutAfterTenSeconds(t *testing.T) {
	inside(t, func(t *testing.T, p *port, g *street) {
		c := g.come("192.0.2.1")
		time.Sleep(firstByte - 2*time.Millisecond)
		if cut(c) {
			t.Error("it was cut too soon")
		}
		time.Sleep(2 * time.Millisecond)
		if !cut(c) {
			t.Error("it was not cut")
		}
		g.come("192.0.2.1").Close() // as what watches ports does
		synctest.Wait()
		if got := p.foreign.Load(); got != 1 {
			t.Errorf("%d are counted, want 1: who leaves by itself is no offence", got)
		}
	})
}

func TestAFloodFromOneAddressKeepsNobodyElseOut(t *testing.T) {
	inside(t, func(t *testing.T, p *port, g *street) {
		for range few.Share {
			g.come("2001:db8::1")
		}
		if c := g.come("2001:db8::ffff"); !cut(c) {
			t.Error("one more from the same network was let in")
		}
		if c := g.come("192.0.2.1"); cut(c) {
			t.Error("another was kept out")
		}
		time.Sleep(firstByte)
		synctest.Wait()
		if c := g.come("2001:db8::1"); cut(c) {
			t.Error("it is kept out for ever")
		}
		synctest.Wait()
		if len(p.share) != 1 || p.waiting() != 1 {
			t.Errorf("%d addresses and %d strangers are remembered, want 1", len(p.share), p.waiting())
		}
	})
}

func TestWhoIsKnownDoesNotCount(t *testing.T) {
	inside(t, func(t *testing.T, p *port, g *street) {
		for range few.Share + 10 {
			c := g.come("192.0.2.1")
			go c.Write([]byte{0, 1})
			if _, err := io.ReadFull(c, make([]byte, 7)); err != nil {
				t.Fatal(err)
			}
			defer c.Close()
		}
		if got := p.waiting(); got != 0 {
			t.Errorf("%d strangers, want none", got)
		}
	})
}

func TestTheEndOfThePortEndsStrangers(t *testing.T) {
	inside(t, func(t *testing.T, p *port, g *street) {
		silent, text := g.come("192.0.2.1"), g.come("192.0.2.1")
		text.Write([]byte{22}) // and nobody accepts it
		synctest.Wait()
		p.Close()
		synctest.Wait()
		if !cut(silent) || !cut(text) {
			t.Error("a stranger is left")
		}
	})
}
