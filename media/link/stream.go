package link

import (
	"bytes"
	"net"
	"sync"
	"time"

	"parley/media/pipe"
)

// A stream is what a wire has for its socket where the datagrams go through a
// connection of bytes. It is there before the connection is, so that the ICE
// agent knows it from the start; of what is sent before, only the newest
// datagram is kept: a check, which the agent repeats anyway.
type stream struct {
	net.PacketConn          // nil: what the ICE agent does not use
	from           net.Addr // where what comes is said to come from
	up             chan struct{}
	over           chan struct{}

	mu     sync.Mutex // guards the fields below
	pipe   *pipe.Pipe // nil until up is closed
	newest []byte
	closed bool
}

func newStream(from net.Addr) *stream {
	return &stream{from: from, up: make(chan struct{}), over: make(chan struct{})}
}

// open gives the stream its connection, unless it was closed meanwhile.
func (s *stream) open(c net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		c.Close()
		return
	}
	s.pipe = pipe.New(c)
	if s.newest != nil {
		s.pipe.Send(s.newest)
		s.newest = nil
	}
	close(s.up)
}

// ReadFrom returns the next datagram. Any error is the end.
func (s *stream) ReadFrom(b []byte) (int, net.Addr, error) {
	select {
	case <-s.over:
		return 0, nil, net.ErrClosed
	case <-s.up:
	}
	n, err := s.pipe.Receive(b)
	if err != nil {
		s.Close()
		return 0, nil, net.ErrClosed
	}
	return n, s.from, nil
}

// WriteTo sends a datagram. It never waits.
func (s *stream) WriteTo(b []byte, _ net.Addr) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return 0, net.ErrClosed
	case s.pipe == nil:
		s.newest = bytes.Clone(b)
	default:
		s.pipe.Send(b)
	}
	return len(b), nil
}

// Close ends the stream; what waits has a second to go out. Closing twice is no
// error.
func (s *stream) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	close(s.over)
	if s.pipe != nil {
		s.pipe.Close()
	}
	return nil
}

// wait returns when all that can go out of a closed stream has.
func (s *stream) wait() {
	s.mu.Lock()
	p := s.pipe
	s.mu.Unlock()
	if p != nil {
		<-p.Done()
	}
}

// The ICE agent sets no deadlines that matter: it closes.

func (s *stream) LocalAddr() net.Addr              { return s.from }
func (s *stream) SetDeadline(time.Time) error      { return nil }
func (s *stream) SetReadDeadline(time.Time) error  { return nil }
func (s *stream) SetWriteDeadline(time.Time) error { return nil }
