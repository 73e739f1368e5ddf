package collabtest

import (
	"cmp"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"sync"
	"time"
)

// window is how many bytes a direction usually holds before its writer must
// wait.
const window = 64 << 10

// A pair is the two ends of one connection.
type pair struct {
	near, far *conn
	number    int         // counts the network's connections
	doom      *time.Timer // nil: it lasts
	over      func()      // told once, when both directions have ended
	once      sync.Once
}

func newPair(w Weather, address string, seed uint64) *pair {
	there, back := newStream(w, seed), newStream(w, seed+1)
	p := &pair{}
	p.near = &conn{pair: p, in: back, out: there, local: "dialler", remote: addr(address)}
	p.far = &conn{pair: p, in: there, out: back, local: addr(address), remote: "dialler"}
	return p
}

func (p *pair) cut() {
	p.near.in.end(ErrCut, ErrCut, true)
	p.near.out.end(ErrCut, ErrCut, true)
	p.ended()
}

func (p *pair) silence(on bool) {
	p.near.in.silence(on)
	p.near.out.silence(on)
}

func (p *pair) ended() {
	p.once.Do(func() {
		if p.doom != nil {
			p.doom.Stop()
		}
		if p.over != nil {
			p.over()
		}
	})
}

// A conn is one end of a connection.
type conn struct {
	pair          *pair
	in, out       *stream
	local, remote addr
}

// Read is net.Conn's.
func (c *conn) Read(b []byte) (int, error) { return c.in.read(b) }

// Write is net.Conn's.
func (c *conn) Write(b []byte) (int, error) { return c.out.write(b) }

// Close is net.Conn's: the other end reads what is on its way, then io.EOF.
func (c *conn) Close() error {
	c.in.end(net.ErrClosed, io.ErrClosedPipe, true)
	c.out.end(io.EOF, net.ErrClosed, false)
	c.pair.ended()
	return nil
}

// LocalAddr is net.Conn's.
func (c *conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr is net.Conn's.
func (c *conn) RemoteAddr() net.Addr { return c.remote }

// SetDeadline is net.Conn's.
func (c *conn) SetDeadline(t time.Time) error {
	c.in.deadline(&c.in.readBy, t)
	c.out.deadline(&c.out.writeBy, t)
	return nil
}

// SetReadDeadline is net.Conn's.
func (c *conn) SetReadDeadline(t time.Time) error {
	c.in.deadline(&c.in.readBy, t)
	return nil
}

// SetWriteDeadline is net.Conn's.
func (c *conn) SetWriteDeadline(t time.Time) error {
	c.out.deadline(&c.out.writeBy, t)
	return nil
}

// A stream is one direction of a connection.
type stream struct {
	weather Weather

	mu              sync.Mutex // guards the fields below
	changed         *sync.Cond
	chance          *rand.Rand
	parts           []part
	size            int       // of all parts
	sent            time.Time // when the line has carried all it was given
	silent          bool
	readErr         error // what a reader gets when no part is left
	writeErr        error
	readBy, writeBy time.Time
}

// A part arrives at one moment.
type part struct {
	at   time.Time
	b    []byte
	lost bool // on its first way, and arrives by being sent again
}

func newStream(w Weather, seed uint64) *stream {
	s := &stream{weather: w, chance: rand.New(rand.NewPCG(seed, 1))}
	s.changed = sync.NewCond(&s.mu)
	return s
}

func (s *stream) read(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		now := time.Now()
		switch {
		case len(b) == 0:
			return 0, nil
		case past(s.readBy, now):
			return 0, os.ErrDeadlineExceeded
		case len(s.parts) > 0 && !s.silent && !s.parts[0].at.After(now):
			return s.take(b), nil
		case len(s.parts) == 0 && s.readErr != nil && !(s.silent && s.readErr == io.EOF):
			return 0, s.readErr
		}
		var arrives time.Time
		if len(s.parts) > 0 && !s.silent {
			arrives = s.parts[0].at
		}
		s.wait(now, arrives, s.readBy)
	}
}

// take moves what fits of the first part into b.
func (s *stream) take(b []byte) int {
	first := &s.parts[0]
	n := copy(b, first.b)
	if first.b = first.b[n:]; len(first.b) == 0 {
		s.parts = s.parts[1:]
	}
	s.size -= n
	s.changed.Broadcast()
	return n
}

func (s *stream) write(b []byte) (written int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(b) > 0 {
		now := time.Now()
		room := cmp.Or(s.weather.Window, window) - s.size
		switch {
		case s.writeErr != nil:
			return written, s.writeErr
		case past(s.writeBy, now):
			return written, os.ErrDeadlineExceeded
		case room <= 0:
			s.wait(now, time.Time{}, s.writeBy)
			continue
		}
		n := min(room, len(b))
		at, lost := s.lose(s.arrival(now, n))
		s.parts = append(s.parts, part{at, append([]byte(nil), b[:n]...), lost})
		s.size += n
		written, b = written+n, b[n:]
		s.changed.Broadcast()
	}
	return written, nil
}

// arrival says when n bytes written now are at the other end.
func (s *stream) arrival(now time.Time, n int) time.Time {
	at := now
	if s.weather.Rate > 0 {
		if s.sent.Before(now) {
			s.sent = now
		}
		s.sent = s.sent.Add(time.Duration(n) * time.Second / time.Duration(s.weather.Rate))
		at = s.sent
	}
	at = at.Add(s.weather.Delay)
	if s.weather.Jitter > 0 {
		at = at.Add(time.Duration(s.chance.Int64N(int64(s.weather.Jitter))))
	}
	if k := len(s.parts); k > 0 && at.Before(s.parts[k-1].at) && s.weather.Loss == 0 {
		at = s.parts[k-1].at
	}
	return at
}

// lose says when what would arrive at a time does, and whether it was lost
// first. It is sent again when its answer has not come in time, with twice the
// patience each time (RFC 6298), or, which is sooner, when what was written
// after it has been answered (RFC 8985).
func (s *stream) lose(at time.Time) (time.Time, bool) {
	if s.weather.Loss == 0 {
		return at, false
	}
	again := 2*s.weather.Delay + 200*time.Millisecond
	if s.chance.Float64() >= s.weather.Loss {
		for i := range s.parts {
			if p, resent := &s.parts[i], at.Add(5*s.weather.Delay/2); p.lost && p.at.After(resent) && s.chance.Float64() >= s.weather.Loss {
				p.at = resent
			}
		}
		return at, false
	}
	for lost := true; lost; again *= 2 {
		at, lost = at.Add(again), s.chance.Float64() < s.weather.Loss
	}
	return at, true
}

// wait returns when something changed, or at the first of the times that are
// not zero.
func (s *stream) wait(now time.Time, times ...time.Time) {
	var first time.Time
	for _, t := range times {
		if !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	if !first.IsZero() {
		alarm := time.AfterFunc(first.Sub(now), func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.changed.Broadcast()
		})
		defer alarm.Stop()
	}
	s.changed.Wait()
}

func past(deadline, now time.Time) bool { return !deadline.IsZero() && !now.Before(deadline) }

func (s *stream) deadline(of *time.Time, t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*of = t
	s.changed.Broadcast()
}

func (s *stream) silence(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.silent = on
	s.changed.Broadcast()
}

// end lets nothing more in; what is inside is dropped if it is lost. The first
// end counts, except that losing what is inside always does.
func (s *stream) end(read, write error, lost bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.readErr == nil || lost {
		s.readErr = read
	}
	if s.writeErr == nil {
		s.writeErr = write
	}
	if lost {
		s.parts, s.size = nil, 0
	}
	s.changed.Broadcast()
}
