package lite

import (
	"net"
	"os"
	"sync"
	"time"

	"parley/media/pipe"
)

// mostUnread bounds the datagrams that wait to be read.
const mostUnread = 64

// A stream is a connection of bytes that carries datagrams, as the socket of a
// Conn. Its one goroutine ends when the connection does.
type stream struct {
	net.Conn // the connection: its addresses
	pipe     *pipe.Pipe
	in       chan []byte
	over     chan struct{} // closed when nothing comes any more

	mu       sync.Mutex // guards the fields below
	deadline time.Time
	changed  chan struct{} // closed when the deadline changes, and then another
}

func newStream(c net.Conn) *stream {
	s := &stream{Conn: c, pipe: pipe.New(c), in: make(chan []byte, mostUnread), over: make(chan struct{}), changed: make(chan struct{})}
	go s.receive()
	return s
}

// receive reads datagrams. What nobody takes is lost, as on a socket.
func (s *stream) receive() {
	defer close(s.over)
	buf := make([]byte, maxPacket)
	for {
		n, err := s.pipe.Receive(buf)
		if err != nil {
			return
		}
		select {
		case s.in <- append([]byte(nil), buf[:n]...):
		default:
		}
	}
}

// Read reads a datagram, until the deadline.
func (s *stream) Read(b []byte) (int, error) {
	for {
		s.mu.Lock()
		deadline, changed := s.deadline, s.changed
		s.mu.Unlock()
		var late <-chan time.Time
		if !deadline.IsZero() {
			wait := time.Until(deadline)
			if wait <= 0 {
				return 0, os.ErrDeadlineExceeded
			}
			t := time.NewTimer(wait)
			defer t.Stop()
			late = t.C
		}
		select {
		case d := <-s.in:
			return copy(b, d), nil
		case <-s.over:
			return 0, net.ErrClosed
		case <-late:
			return 0, os.ErrDeadlineExceeded
		case <-changed:
		}
	}
}

// Write sends a datagram. It never waits.
func (s *stream) Write(b []byte) (int, error) {
	if !s.pipe.Send(b) {
		return 0, net.ErrClosed
	}
	return len(b), nil
}

// SetReadDeadline sets until when Read waits, the one under way, too.
func (s *stream) SetReadDeadline(t time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deadline = t
	close(s.changed)
	s.changed = make(chan struct{})
	return nil
}

// Close ends the connection when what was written is out, and returns then.
func (s *stream) Close() error {
	s.pipe.Close()
	<-s.pipe.Done()
	<-s.over
	return nil
}
