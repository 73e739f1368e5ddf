package sfu_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"

	"parley/media/link"
)

// A byway is a way for sound beside UDP in virtual time: a connection in memory
// that takes a moment to be made.
type byway struct {
	h     *host
	name  string
	takes time.Duration
	err   error // what comes of dialling, if not nil

	mu    sync.Mutex // guards the fields below
	conns []net.Conn
	dials int
}

func (b *byway) way() link.Way {
	return link.Way{Name: b.name, Dial: b.dial}
}

func (b *byway) dial(ctx context.Context) (net.Conn, error) {
	b.mu.Lock()
	b.dials++
	b.mu.Unlock()
	select {
	case <-time.After(b.takes):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if b.err != nil {
		return nil, b.err
	}
	near, far := net.Pipe()
	b.mu.Lock()
	b.conns = append(b.conns, near)
	b.mu.Unlock()
	go b.h.Serve(far, nil)
	return near, nil
}

// dialled is how often it was tried.
func (b *byway) dialled() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.dials
}

// breaks cuts the connections.
func (b *byway) breaks() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.conns {
		c.Close()
	}
}

// by connects a person through a relay, with these other ways.
func by(t *testing.T, w *world, r *relay, ways ...*byway) *person {
	t.Helper()
	p := newPerson(t)
	around := *w.host
	around.address = r.address
	c := p.config(&around, "m", w.place())
	for _, b := range ways {
		c.Ways = append(c.Ways, b.way())
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	l, err := link.Dial(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	p.link = l
	t.Cleanup(func() { l.Close() })
	return p
}

// on reports the way that a person's sound takes.
func (p *person) on() string { return p.link.Stats().Path }

var errBlocked = errors.New("blocked")

func TestSoundTakesTheFirstWayThatWorks(t *testing.T) {
	for _, tt := range []struct {
		name   string
		udp    bool
		tcp    error
		want   string
		within time.Duration
		dials  int // of the tunnel
	}{
		{"UDP works", true, nil, "udp", 400 * time.Millisecond, 0},
		{"UDP is blocked", false, nil, "tcp", time.Second, 0},
		{"only what goes inside TLS passes", false, errBlocked, "websocket", 2 * time.Second, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, 20*time.Millisecond, func(t *testing.T, w *world) {
				r := w.relay()
				if !tt.udp {
					r.losing(everything)
				}
				tcp := &byway{h: w.host, name: "tcp", takes: 80 * time.Millisecond, err: tt.tcp}
				tunnel := &byway{h: w.host, name: "websocket", takes: 200 * time.Millisecond}
				began := time.Now()
				a, b := by(t, w, r, tcp, tunnel), arrives(t, w.host, "m", w.place())
				if took := time.Since(began); took > tt.within+200*time.Millisecond {
					t.Errorf("it took %v, want %v", took, tt.within)
				}
				if got := a.on(); got != tt.want {
					t.Errorf("sound goes by %q, want %q", got, tt.want)
				}
				w.Allow("m", a.identity.Fingerprint(), 1, true)
				w.Allow("m", b.identity.Fingerprint(), 2, true)
				a.says("up")
				b.hears("up")
				b.says("down")
				a.hears("down")
				if got := tunnel.dialled(); got != tt.dials {
					t.Errorf("the tunnel was dialled %d times, want %d", got, tt.dials)
				}
				if streams := w.Stats().Streams; (streams == 0) != tt.udp {
					t.Errorf("the server carries %d streams", streams)
				}
				a.link.Close()
				time.Sleep(time.Second)
				if got := w.Stats().Peers; got != 1 {
					t.Errorf("%d peers after the goodbye, want 1", got)
				}
			})
		})
	}
}

func TestSoundComesBackToUDPWithoutAGap(t *testing.T) {
	inBubble(t, 20*time.Millisecond, func(t *testing.T, w *world) {
		r := w.relay()
		r.losing(everything)
		a, b := by(t, w, r, &byway{h: w.host, name: "tcp"}), arrives(t, w.host, "m", w.place())
		w.Allow("m", b.identity.Fingerprint(), 2, true)
		time.Sleep(20 * time.Second)
		if got := a.on(); got != "tcp" {
			t.Fatalf("sound goes by %q, want tcp", got)
		}
		r.losing(nil)
		last := time.Now()
		var gap time.Duration
		for i := range 3000 { // a minute of speech
			b.says(fmt.Sprint("H", i))
			a.hears(fmt.Sprint("H", i))
			now := time.Now()
			gap, last = max(gap, now.Sub(last)), now
			time.Sleep(20 * time.Millisecond)
		}
		if got := a.on(); got != "udp" {
			t.Errorf("sound goes by %q, want udp", got)
		}
		if gap > 200*time.Millisecond {
			t.Errorf("the longest gap was %v", gap)
		}
		if got := w.Stats().Streams; got != 0 {
			t.Errorf("the server still carries %d streams", got)
		}
		if got := a.link.Stats(); got.Lost != 0 {
			t.Errorf("%d packets were lost", got.Lost)
		}
	})
}

func TestUDPThatWorksOneWayOnlyIsNotGoneBackTo(t *testing.T) {
	for _, up := range []bool{true, false} {
		inBubble(t, 20*time.Millisecond, func(t *testing.T, w *world) {
			r := w.relay()
			r.losing(func(u bool, _ []byte) bool { return u == up })
			a, b := by(t, w, r, &byway{h: w.host, name: "tcp"}), arrives(t, w.host, "m", w.place())
			w.Allow("m", b.identity.Fingerprint(), 2, true)
			for i := range 1000 {
				b.says(fmt.Sprint("H", i))
				a.hears(fmt.Sprint("H", i))
				time.Sleep(20 * time.Millisecond)
			}
			if got := a.on(); got != "tcp" || a.link.Stats().Lost != 0 {
				t.Errorf("sound goes by %q, and %d packets were lost", got, a.link.Stats().Lost)
			}
		})
	}
}

// Some networks let the first packets of UDP pass and then no more.
func TestUDPThatStopsSoonAfterTheReturnCostsSecondsAndNotTheLink(t *testing.T) {
	inBubble(t, 20*time.Millisecond, func(t *testing.T, w *world) {
		r := w.relay()
		r.losing(everything)
		a, b := by(t, w, r, &byway{h: w.host, name: "tcp"}), arrives(t, w.host, "m", w.place())
		w.Allow("m", b.identity.Fingerprint(), 2, true)
		r.losing(nil)
		for a.on() != "udp" {
			time.Sleep(100 * time.Millisecond)
		}
		r.losing(everything)
		time.Sleep(6 * time.Second)
		b.says("H")
		a.hears("H")
		if got := a.on(); got != "tcp" {
			t.Errorf("sound goes by %q, want tcp", got)
		}
		if err := a.link.Err(); err != nil {
			t.Error(err)
		}
	})
}

func TestALinkWhoseConnectionIsCutEndsAtOnce(t *testing.T) {
	inBubble(t, 20*time.Millisecond, func(t *testing.T, w *world) {
		r := w.relay()
		r.losing(everything)
		tcp := &byway{h: w.host, name: "tcp"}
		a := by(t, w, r, tcp)
		tcp.breaks()
		a.ends(link.ErrLost, 100*time.Millisecond)
	})
}

func TestWhereNothingPassesTheReasonIsSaid(t *testing.T) {
	inBubble(t, 20*time.Millisecond, func(t *testing.T, w *world) {
		r := w.relay()
		r.losing(everything)
		for _, tt := range []struct {
			server string
			want   error
		}{
			{r.address, link.ErrNoAnswer},
			{"nowhere.invalid:7443", link.ErrName},
		} {
			p := newPerson(t)
			around := *w.host
			around.address = tt.server
			c := p.config(&around, "m", w.place())
			c.Ways = []link.Way{(&byway{h: w.host, name: "tcp", err: errBlocked}).way()}
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			if _, err := link.Dial(ctx, c); !errors.Is(err, tt.want) {
				t.Errorf("%s: got %v, want %v", tt.server, err, tt.want)
			}
		}
	})
}

func TestAServerThatOnlyAProxyKnowsIsHeardThroughIt(t *testing.T) {
	inBubble(t, 20*time.Millisecond, func(t *testing.T, w *world) {
		p := newPerson(t)
		around := *w.host
		around.address = "nowhere.invalid:7443"
		c := p.config(&around, "m", w.place())
		c.Ways = []link.Way{(&byway{h: w.host, name: "tcp", err: errBlocked}).way(), (&byway{h: w.host, name: "websocket"}).way()}
		l, err := link.Dial(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if got := l.Stats().Path; got != "websocket" {
			t.Errorf("sound goes by %q, want websocket", got)
		}
		l.Close()
	})
}
