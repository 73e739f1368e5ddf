package link

import (
	"bytes"
	"net"
	"sync"
	"time"

	"parley/media/pipe"
)

// A stream is what a wire has for its socket where the datagrams go through a
// connection of bytes. It is there before the connection is, and after, so that
// the ICE agent knows it from the start and it can be opened again; of what is
// sent while there is none, only the newest datagram is kept: a check, which the
// agent repeats anyway.
type stream struct {
	net.PacketConn          // nil: what the ICE agent does not use
	from           net.Addr // where what comes is said to come from

	mu     sync.Mutex    // guards the fields below
	turned chan struct{} // closed when one of the others changes, and then another
	pipe   *pipe.Pipe    // nil while there is no connection
	last   *pipe.Pipe    // the one that was opened last
	local  net.Addr      // of the connection
	over   chan struct{} // closed when there is no connection, or not this one any more
	newest []byte
	closed bool
}

func newStream(from net.Addr) *stream {
	s := &stream{from: from, turned: make(chan struct{}), over: make(chan struct{})}
	close(s.over)
	return s
}

// open gives the stream its connection, unless it was closed meanwhile or has
// one.
func (s *stream) open(c net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.pipe != nil {
		c.Close()
		return
	}
	s.pipe, s.local, s.over = pipe.New(c), c.LocalAddr(), make(chan struct{})
	s.last = s.pipe
	if s.newest != nil {
		s.pipe.Send(s.newest)
		s.newest = nil
	}
	s.turn()
}

// turn wakes the reader. The caller holds s.mu.
func (s *stream) turn() {
	close(s.turned)
	s.turned = make(chan struct{})
}

// rest lets go of the connection; the stream can be opened again.
func (s *stream) rest() {
	s.mu.Lock()
	p := s.pipe
	s.mu.Unlock()
	s.drop(p)
}

// drop lets go of a connection, if it is the one that the stream has.
func (s *stream) drop(p *pipe.Pipe) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p == nil || s.pipe != p {
		return
	}
	s.pipe, s.newest = nil, nil
	close(s.over)
	s.turn()
	p.Close()
}

// ending is closed when the connection that there is now has ended; at once if
// there is none.
func (s *stream) ending() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.over
}

// goesBy returns our address of the connection, nil if there is none.
func (s *stream) goesBy() net.Addr {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pipe == nil {
		return nil
	}
	return s.local
}

// ReadFrom returns the next datagram, of whatever connection. Any error is the
// end.
func (s *stream) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		s.mu.Lock()
		p, turned, closed := s.pipe, s.turned, s.closed
		s.mu.Unlock()
		switch {
		case closed:
			return 0, nil, net.ErrClosed
		case p == nil:
			<-turned
			continue
		}
		n, err := p.Receive(b)
		if err == nil {
			return n, s.from, nil
		}
		s.drop(p)
	}
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
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	s.turn()
	p := s.pipe
	s.mu.Unlock()
	s.drop(p)
	return nil
}

// wait returns when all that can go out of a closed stream has.
func (s *stream) wait() {
	s.mu.Lock()
	p := s.last
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
