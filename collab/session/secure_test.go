package session_test

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"parley/collab/collabtest"
	"parley/collab/meeting"
	"parley/collab/session"
)

// losing returns a dialer of which the connection with that number loses all that
// is written on it, or breaks at that if the number is negative. open counts the connections that were not closed.
func losing(dial func(context.Context, string) (net.Conn, error), which int32, open *atomic.Int32) func(context.Context, string) (net.Conn, error) {
	var number atomic.Int32
	return func(ctx context.Context, address string) (net.Conn, error) {
		mine := number.Add(1)
		c, err := dial(ctx, address)
		if err != nil {
			return nil, err
		}
		open.Add(1)
		return &lossy{Conn: c, all: mine == which, cut: mine == -which, open: open}, nil
	}
}

// A lossy connection may lose all that is written, or break at it.
type lossy struct {
	net.Conn
	all    bool
	cut    bool
	closed atomic.Bool
	open   *atomic.Int32
}

// Write is net.Conn's.
func (l *lossy) Write(b []byte) (int, error) {
	switch {
	case l.all:
		return len(b), nil
	case l.cut:
		return 0, net.ErrClosed
	}
	return l.Conn.Write(b)
}

// Close is net.Conn's.
func (l *lossy) Close() error {
	if !l.closed.Swap(true) {
		l.open.Add(-1)
	}
	return l.Conn.Close()
}

func TestOnALongWayTheHandshakeIsTriedTwiceAndThePersonComesInOnce(t *testing.T) {
	for _, tt := range []struct {
		name  string
		trip  time.Duration
		lost  int32 // what this connection carries; 0: none; less: it is cut
		after time.Duration
		dials int
	}{
		{"a short way", 200 * time.Millisecond, 0, 600 * time.Millisecond, 1},
		{"a long way", 500 * time.Millisecond, 0, 1500 * time.Millisecond, 2},
		{"the first words are lost", 500 * time.Millisecond, 1, 1800 * time.Millisecond, 2},
		{"the first is cut", 500 * time.Millisecond, -1, 1800 * time.Millisecond, 2},
		{"the second is cut", 500 * time.Millisecond, -2, 1500 * time.Millisecond, 2},
		{"the first words on the second are lost", 500 * time.Millisecond, 2, 1500 * time.Millisecond, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, n *network, s *server) {
				var open atomic.Int32
				began := time.Now()
				dial := losing(n.dial(collabtest.Weather{Delay: tt.trip / 2}), tt.lost, &open)
				k := enter(t, session.Config{Dial: session.Hedged(dial)})
				defer k.leave()
				s.next().say(fresh(41))
				for len(all[meeting.Welcome](k)) == 0 {
					time.Sleep(10 * time.Millisecond)
				}
				if got := time.Since(began); got < tt.after || got > tt.after+20*time.Millisecond {
					t.Errorf("the welcome took %v, want %v", got, tt.after)
				}
				time.Sleep(5 * time.Second)
				if len(s.visits) != 0 || n.dials() != tt.dials || open.Load() != 1 {
					t.Errorf("came in %d times more, by %d connections, of which %d are open; want by %d, of which one is",
						len(s.visits), n.dials(), open.Load(), tt.dials)
				}
			})
		})
	}
}

// A proxy of Go's that ends TLS, with the server's own certificate, loses the
// first byte of what a client says before the upgrade is answered.
func TestARequestIsNotProddedThroughAProxyThatEndsTLS(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		const door = "proxy.test:443"
		far := n.From(collabtest.Weather{Delay: 400 * time.Millisecond})
		onward := &http.Transport{DialTLSContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			c, err := far(ctx, address)
			if err != nil {
				return nil, err
			}
			return tls.Client(c, &tls.Config{InsecureSkipVerify: true}), nil
		}}
		quiet := log.New(io.Discard, "", 0)
		proxy := &http.Server{ErrorLog: quiet, Handler: &httputil.ReverseProxy{
			Transport: onward, ErrorLog: quiet,
			Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(&url.URL{Scheme: "https", Host: address}) },
		}}
		defer proxy.Close()
		defer n.Cut()
		go proxy.Serve(tls.NewListener(n.Listen(door), &tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: []string{"http/1.1"}}))
		through := link
		through.Host = door
		k := enter(t, session.Config{Link: through, Dial: n.dial(near)})
		defer k.leave()
		s.next().say(fresh(41))
		time.Sleep(3 * time.Second)
		if up := k.newestLink(); up.State != meeting.Up || n.dials() != 1 {
			t.Errorf("the line is %v after %d connections, want up after one", up.State, n.dials())
		}
	})
}
