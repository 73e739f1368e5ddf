package session

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// When a line counts as dead.
const (
	answerWithin = 5 * time.Second  // while an answer is owed
	idleWithin   = 15 * time.Second // while none is
	// sendBuffer is what we ask the kernel to hold of what we wrote: little, so
	// that a write that returns says that the other side takes things in. Linux
	// holds up to twice of it (man 7 socket).
	sendBuffer = 32 << 10
	mayBeHeld  = 2 * sendBuffer
	// slowest is the rate, in bytes a second, at which a line that is only slow
	// empties that buffer.
	slowest = 1000
)

// A traffic counts the bytes of all sockets of a session.
type traffic struct{ in, out atomic.Uint64 }

// A socket is the connection under TLS. It counts what passes, and remembers
// when the other side was last heard. Safe for concurrent use.
type socket struct {
	net.Conn
	traffic *traffic

	mu      sync.Mutex    // guards everything below
	heard   time.Time     // when bytes last came, or went that had to be taken in
	asked   time.Time     // since when an answer is owed
	unheard int           // bytes written since anything was heard
	trip    time.Duration // the last round trip, 0 if not known
}

func newSocket(c net.Conn, t *traffic) *socket {
	if tcp, ok := c.(*net.TCPConn); ok {
		tcp.SetWriteBuffer(sendBuffer) // best effort: without it a dead line is noticed later
	}
	now := time.Now()
	return &socket{Conn: c, traffic: t, heard: now, asked: now}
}

// Read is net.Conn's.
func (s *socket) Read(b []byte) (int, error) {
	n, err := s.Conn.Read(b)
	if n > 0 {
		s.traffic.in.Add(uint64(n))
		s.mu.Lock()
		s.heard, s.unheard = time.Now(), 0
		s.mu.Unlock()
	}
	return n, err
}

// Write is net.Conn's.
func (s *socket) Write(b []byte) (int, error) {
	n, err := s.Conn.Write(b)
	if n > 0 {
		s.traffic.out.Add(uint64(n))
		s.mu.Lock()
		if s.unheard += n; s.unheard > mayBeHeld {
			s.heard = time.Now()
		}
		s.mu.Unlock()
	}
	return n, err
}

// ask notes that an answer is owed from now on.
func (s *socket) ask() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = time.Now()
}

// travelled notes a round trip.
func (s *socket) travelled(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trip = d
}

// roundTrip returns the last round trip, 0 if not known.
func (s *socket) roundTrip() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.trip
}

// dead reports whether the other side has been silent for too long. A long
// round trip and bytes that a slow line still has to carry give it more time.
func (s *socket) dead(owed bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	since, limit := s.heard, idleWithin
	if owed {
		limit = answerWithin
		if s.asked.After(since) {
			since = s.asked
		}
	}
	carrying := time.Duration(min(s.unheard, mayBeHeld)) * time.Second / slowest
	return time.Since(since) > limit+2*s.trip+carrying
}
