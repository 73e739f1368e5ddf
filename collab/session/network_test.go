package session_test

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"sync"
	"time"
)

// buffered is how many bytes a direction of a testWire takes in before a
// write has to wait.
const buffered = 64 << 10

var errCut = errors.New("connection reset by the test")

// A network is a net in memory for one bubble: every connection has a delay
// with jitter, and may be cut (both ends get an error) or stalled (nothing
// arrives any more, and nobody is told).
type network struct {
	mu     sync.Mutex // guards everything below
	rand   *rand.Rand
	hosts  map[string]chan net.Conn
	wires  map[*testWire]bool
	dialed int
}

// A weather is how the net is for one client.
type weather struct {
	delay, jitter time.Duration // one way
	rate          int           // bytes a second each way, 0: any
}

func newNetwork(seed uint64) *network {
	return &network{rand: rand.New(rand.NewPCG(seed, 1)), hosts: map[string]chan net.Conn{}, wires: map[*testWire]bool{}}
}

// listen takes connections for the address until the listener is closed.
func (n *network) listen(address string) net.Listener {
	n.mu.Lock()
	defer n.mu.Unlock()
	l := &testListener{n: n, address: address, conns: make(chan net.Conn), closed: make(chan struct{})}
	n.hosts[address] = l.conns
	return l
}

// dial returns a Dial for a client with that weather.
func (n *network) dial(w weather) func(context.Context, string) (net.Conn, error) {
	return func(ctx context.Context, address string) (net.Conn, error) {
		n.mu.Lock()
		n.dialed++
		host := n.hosts[address]
		there, back := n.rand.Uint64(), n.rand.Uint64()
		n.mu.Unlock()
		select { // a round trip of TCP
		case <-time.After(2 * w.delay):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if host == nil {
			return nil, errors.New("connection refused")
		}
		wire := &testWire{up: newStream(w, there), down: newStream(w, back)}
		here, far := &testConn{in: wire.down, out: wire.up}, &testConn{in: wire.up, out: wire.down}
		here.init()
		far.init()
		select {
		case host <- far:
		case <-time.After(time.Second):
			return nil, errors.New("connection refused")
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		n.mu.Lock()
		wire.number = n.dialed
		n.wires[wire] = true
		n.mu.Unlock()
		return here, nil
	}
}

// dials returns how many times anybody dialled.
func (n *network) dials() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.dialed
}

// each calls f with every wire that has not ended.
func (n *network) each(f func(*testWire)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for w := range n.wires {
		if w.up.over() && w.down.over() {
			delete(n.wires, w)
			continue
		}
		f(w)
	}
}

func (n *network) cutAll()   { n.each((*testWire).cut) }
func (n *network) stallAll() { n.each((*testWire).stall) }

// A testWire is one connection's two directions.
type testWire struct {
	up, down *stream
	number   int
}

func (w *testWire) cut() { w.up.end(errCut, true); w.down.end(errCut, true) }

// hangUp ends the client's end at once; the server still gets what is under way.
func (w *testWire) hangUp() { w.up.end(io.EOF, false); w.down.end(errCut, true) }

func (w *testWire) stall() { w.up.stall(); w.down.stall() }

// A stream is one direction.
type stream struct {
	weather weather

	mu      sync.Mutex // guards everything below
	rand    *rand.Rand
	parts   []part
	size    int
	free    time.Time // when the wire has sent all it was given
	err     error     // the writer is gone
	stalled bool
	changed chan struct{} // closed, and made anew, at every change
}

type part struct {
	at time.Time
	b  []byte
}

func newStream(w weather, seed uint64) *stream {
	return &stream{weather: w, rand: rand.New(rand.NewPCG(seed, 2)), changed: make(chan struct{})}
}

func (s *stream) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *stream) over() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err != nil
}

// end makes reads fail once all is read, or at once.
func (s *stream) end(err error, now bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil || now {
		s.err = err
	}
	if now {
		s.parts, s.size = nil, 0
	}
	s.notify()
}

func (s *stream) stall() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stalled = true
}

// put takes what fits, and returns a channel to wait on when nothing does.
func (s *stream) put(b []byte) (int, <-chan struct{}, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return 0, nil, s.err
	}
	n := min(len(b), buffered-s.size)
	if n == 0 {
		return 0, s.changed, nil
	}
	now := time.Now()
	at := now.Add(s.weather.delay)
	if s.weather.jitter > 0 {
		at = at.Add(time.Duration(s.rand.Int64N(int64(s.weather.jitter))))
	}
	if s.weather.rate > 0 {
		if s.free.Before(now) {
			s.free = now
		}
		s.free = s.free.Add(time.Duration(n) * time.Second / time.Duration(s.weather.rate))
		at = at.Add(s.free.Sub(now))
	}
	if k := len(s.parts); k > 0 && at.Before(s.parts[k-1].at) {
		at = s.parts[k-1].at
	}
	s.parts = append(s.parts, part{at, append([]byte(nil), b[:n]...)})
	s.size += n
	s.notify()
	return n, nil, nil
}

// take reads what has arrived, or returns what to wait for.
func (s *stream) take(b []byte) (n int, wait time.Duration, changed <-chan struct{}, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stalled && !errors.Is(s.err, errCut) && !errors.Is(s.err, net.ErrClosed) {
		return 0, -1, s.changed, nil
	}
	for len(s.parts) > 0 && n < len(b) {
		p := &s.parts[0]
		if wait = time.Until(p.at); wait > 0 {
			break
		}
		k := copy(b[n:], p.b)
		n, p.b, s.size = n+k, p.b[k:], s.size-k
		if len(p.b) == 0 {
			s.parts = s.parts[1:]
		}
	}
	switch {
	case n > 0:
		s.notify()
		return n, 0, nil, nil
	case len(s.parts) > 0:
		return 0, wait, s.changed, nil
	case s.err != nil:
		return 0, 0, nil, s.err
	}
	return 0, -1, s.changed, nil
}

// A testConn is one end.
type testConn struct {
	in, out     *stream
	mu          sync.Mutex // guards the limits
	read, write limit
}

// A limit is a deadline.
type limit struct {
	at      time.Time
	changed chan struct{}
}

func (c *testConn) init() {
	c.read.changed, c.write.changed = make(chan struct{}), make(chan struct{})
}

func (c *testConn) set(l *limit, t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	l.at = t
	close(l.changed)
	l.changed = make(chan struct{})
	return nil
}

// sleep waits for wait (below 0: for ever), for changed, or for the limit.
func (c *testConn) sleep(l *limit, wait time.Duration, changed <-chan struct{}) error {
	c.mu.Lock()
	at, moved := l.at, l.changed
	c.mu.Unlock()
	late := false
	if !at.IsZero() {
		left := time.Until(at)
		if left <= 0 {
			return os.ErrDeadlineExceeded
		}
		if wait < 0 || left < wait {
			wait, late = left, true
		}
	}
	var timer <-chan time.Time
	if wait >= 0 {
		t := time.NewTimer(wait)
		defer t.Stop()
		timer = t.C
	}
	select {
	case <-changed:
	case <-moved:
	case <-timer:
		if late {
			return os.ErrDeadlineExceeded
		}
	}
	return nil
}

func (c *testConn) Read(b []byte) (int, error) {
	for {
		n, wait, changed, err := c.in.take(b)
		if n > 0 || err != nil || len(b) == 0 {
			return n, err
		}
		if err := c.sleep(&c.read, wait, changed); err != nil {
			return 0, err
		}
	}
}

func (c *testConn) Write(b []byte) (n int, err error) {
	for n < len(b) {
		k, changed, err := c.out.put(b[n:])
		if err != nil {
			return n, err
		}
		n += k
		if k > 0 {
			continue
		}
		if err := c.sleep(&c.write, -1, changed); err != nil {
			return n, err
		}
	}
	return n, nil
}

func (c *testConn) Close() error {
	c.out.end(io.EOF, false)
	c.in.end(net.ErrClosed, true)
	return nil
}

func (c *testConn) LocalAddr() net.Addr                { return &net.TCPAddr{} }
func (c *testConn) RemoteAddr() net.Addr               { return &net.TCPAddr{} }
func (c *testConn) SetReadDeadline(t time.Time) error  { return c.set(&c.read, t) }
func (c *testConn) SetWriteDeadline(t time.Time) error { return c.set(&c.write, t) }
func (c *testConn) SetDeadline(t time.Time) error {
	return errors.Join(c.set(&c.read, t), c.set(&c.write, t))
}

type testListener struct {
	n       *network
	address string
	conns   chan net.Conn
	once    sync.Once
	closed  chan struct{}
}

func (l *testListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *testListener) Close() error {
	l.once.Do(func() {
		close(l.closed)
		l.n.mu.Lock()
		defer l.n.mu.Unlock()
		if l.n.hosts[l.address] == l.conns {
			delete(l.n.hosts, l.address)
		}
	})
	return nil
}

func (l *testListener) Addr() net.Addr { return &net.TCPAddr{} }
