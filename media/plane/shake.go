package plane

import (
	"bytes"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/transport/v5/deadline"
)

// shakeQueue is how many datagrams of one handshake may wait to be read.
const shakeQueue = 16

// A shake is what a peer's DTLS handshake takes for its socket: it reads what
// the reader hands it and writes to where the peer is.
type shake struct {
	peer   *Peer
	in     chan []byte
	closed chan struct{}
	once   sync.Once
	read   *deadline.Deadline
	mute   bool        // nothing is sent
	hushed atomic.Bool // it was closed because all is well

	mu    sync.Mutex  // guards the two below
	last  []byte      // the datagram sent last
	timer *time.Timer // sends it again
}

func newShake(p *Peer) *shake {
	return &shake{peer: p, in: make(chan []byte, shakeQueue), closed: make(chan struct{}), read: deadline.New()}
}

// push hands over a datagram, or drops it if the handshake does not keep up.
func (s *shake) push(b []byte) {
	select {
	case s.in <- bytes.Clone(b):
	default:
	}
}

// hush closes s because the handshake needs nobody any more.
func (s *shake) hush() {
	s.hushed.Store(true)
	s.Close()
}

// ReadFrom returns the next datagram.
func (s *shake) ReadFrom(b []byte) (int, net.Addr, error) {
	select {
	case <-s.closed:
		return 0, nil, net.ErrClosed
	case <-s.read.Done():
		return 0, nil, os.ErrDeadlineExceeded
	case m := <-s.in:
		return copy(b, m), s.RemoteAddr(), nil
	}
}

// WriteTo sends a datagram to where the peer is now. Once s is closed it only
// says so: the closing alert of a connection that goes on must not be heard.
func (s *shake) WriteTo(b []byte, _ net.Addr) (int, error) {
	select {
	case <-s.closed:
		return len(b), nil
	default:
	}
	if s.mute {
		return len(b), nil
	}
	s.mu.Lock()
	s.last = append(s.last[:0], b...)
	s.mu.Unlock()
	s.peer.plane.send(b, s.peer.at.Load())
	return len(b), nil
}

// repeat sends the last datagram again and again until s is closed. The peer
// would ask for it, but at growing intervals, and a lost question is not asked
// soon again. To one who has it already it is the same record, and ignored.
func (s *shake) repeat(every time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.timer = time.AfterFunc(every, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		select {
		case <-s.closed:
		default:
			s.peer.plane.send(s.last, s.peer.at.Load())
			s.timer.Reset(every)
		}
	})
}

// Close ends reading and writing. Closing twice is no error.
func (s *shake) Close() error {
	s.once.Do(func() { close(s.closed) })
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.timer != nil {
		s.timer.Stop()
	}
	return nil
}

// RemoteAddr is where the peer is now.
func (s *shake) RemoteAddr() net.Addr { return s.peer.at.Load().udp }

// LocalAddr is that of the socket.
func (s *shake) LocalAddr() net.Addr { return s.peer.plane.Local() }

// SetDeadline sets the deadline of reading; writing never waits.
func (s *shake) SetDeadline(t time.Time) error { return s.SetReadDeadline(t) }

// SetReadDeadline sets when reading fails.
func (s *shake) SetReadDeadline(t time.Time) error {
	s.read.Set(t)
	return nil
}

// SetWriteDeadline does nothing.
func (s *shake) SetWriteDeadline(time.Time) error { return nil }
