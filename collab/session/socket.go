package session

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// When a line counts as dead.
const (
	// answerWithin is how long nothing may come while an answer is owed: who
	// types learns within 5 s that the line is dead, with 200 ms of gathering. Two lost packets, or 3 s in a queue, must not decide.
	answerWithin = 4400 * time.Millisecond
	// usualTrip is the longest round trip that this allows for; a longer one
	// counts twice.
	usualTrip  = 600 * time.Millisecond
	enterAlive = 6 * time.Second  // while the welcome is owed
	idleWithin = 15 * time.Second // while no answer is
	// suspectWithin is how long nothing may come, and three round trips, after a
	// hint that the network has changed.
	suspectWithin = 1500 * time.Millisecond
	// quietFor is how long an answer may be late, and one round trip, until we
	// ask again, and again each askEvery: a lost packet is only missed by TCP when
	// others behind it arrive (RFC 8985), and somebody who waits sends no others.
	quietFor = time.Second
	askEvery = 500 * time.Millisecond
	// light is how many bytes on their way take no time worth counting.
	light = 2 << 10
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
	longest time.Duration // about the longest of the last ones
	hinted  time.Time     // when somebody hinted that the network has changed; zero: not
}

func newSocket(c net.Conn, t *traffic) *socket {
	if tcp, ok := c.(*net.TCPConn); ok {
		tcp.SetWriteBuffer(sendBuffer) // best effort: without it a dead line is noticed later
	}
	now := time.Now()
	return &socket{Conn: c, traffic: t, heard: now, asked: now}
}

// What a segment of TCP has before its bytes, in IPv4 and with the time stamps that
// every system sends, and how many bytes it has at most.
const (
	headers = 20 + 20 + 12
	segment = 1448
)

// onWire estimates what so many bytes are on the network, as a socket does not
// tell: a segment for each piece, and an acknowledgement for every second one.
func onWire(n int) (bytes, acknowledged uint64) {
	segments := uint64(n+segment-1) / segment
	return uint64(n) + segments*headers, segments * headers / 2
}

// came and went count what was received and sent.
func (t *traffic) came(n int) { t.count(&t.in, &t.out, n) }
func (t *traffic) went(n int) { t.count(&t.out, &t.in, n) }

func (t *traffic) count(there, back *atomic.Uint64, n int) {
	bytes, acknowledged := onWire(n)
	there.Add(bytes)
	back.Add(acknowledged)
}

// Read is net.Conn's.
func (s *socket) Read(b []byte) (int, error) {
	n, err := s.Conn.Read(b)
	if n > 0 {
		s.traffic.came(n)
		s.mu.Lock()
		s.heard, s.unheard, s.hinted = time.Now(), 0, time.Time{}
		s.mu.Unlock()
	}
	return n, err
}

// Write is net.Conn's.
func (s *socket) Write(b []byte) (int, error) {
	n, err := s.Conn.Write(b)
	if n > 0 {
		s.traffic.went(n)
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
	s.trip, s.longest = d, max(d, (3*s.longest+d)/4)
}

// roundTrip returns the last round trip, 0 if not known.
func (s *socket) roundTrip() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.trip
}

// hint notes that the network may have changed.
func (s *socket) hint() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hinted.IsZero() {
		s.hinted = time.Now()
	}
}

// lastHeard returns when the other side was last heard, by the clock on the
// wall.
func (s *socket) lastHeard() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.heard.Round(0)
}

// lateAt returns when an answer that is owed should be here although nothing long
// is on its way; not ok if something long is.
func (s *socket) lateAt() (at time.Time, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.owedSince().Add(quietFor + s.longest), s.unheard < light
}

// owedSince is since when nothing has come that is owed. The caller holds s.mu.
func (s *socket) owedSince() time.Time {
	if s.asked.After(s.heard) {
		return s.asked
	}
	return s.heard
}

// deadAt returns when the other side will have been silent for too long. A long
// round trip and bytes that a slow line still has to carry give it more time.
func (s *socket) deadAt(owed, welcomed bool) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	since, limit := s.heard, idleWithin+2*s.longest
	switch {
	case owed && welcomed:
		since, limit = s.owedSince(), answerWithin+2*max(s.longest-usualTrip, 0)
	case owed:
		since, limit = s.owedSince(), enterAlive+2*s.longest
	}
	at := since.Add(limit + s.carrying())
	if suspect := s.hinted.Add(suspectWithin + 3*s.longest + s.carrying()); !s.hinted.IsZero() && suspect.Before(at) {
		return suspect
	}
	return at
}

// carrying is how long a slow line may take for what is on its way. The caller
// holds s.mu.
func (s *socket) carrying() time.Duration {
	return time.Duration(max(min(s.unheard, mayBeHeld)-light, 0)) * time.Second / slowest
}
