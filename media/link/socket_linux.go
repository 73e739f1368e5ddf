package link

import (
	"errors"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A socket is one of UDP whose reader is woken by each datagram, or, while somebody comes by at
// a beat anyway to play what has come, only then: what comes meanwhile gathers in the
// system, and the machine sleeps.
//
// The runtime's poller knows the socket only while it is awaited: it would wake for each
// datagram even if nobody reads.
type socket struct {
	net.PacketConn // as it was opened, for what is said about it

	using sync.RWMutex // held for reading while fd is used
	fd    int          // ours alone, and known to no poller; -1 when closed

	mu      sync.Mutex     // guards the fields below
	awaited net.PacketConn // what the reader waits at; nil while datagrams gather
	turned  chan struct{}  // closed when awaited changes or the socket is closed, and then another
	closed  bool

	beat  chan struct{} // holds a token when there is something to collect
	empty atomic.Bool   // the reader has found nothing more
	taker taker         // the reader's own
}

// newSocket makes a socket of a connection, or returns the connection where it is none of
// the system's.
func newSocket(c net.PacketConn) net.PacketConn {
	under, ok := c.(syscall.Conn)
	if !ok {
		return c
	}
	fd, err := duplicate(under)
	if err != nil {
		return c
	}
	s := &socket{PacketConn: c, fd: fd, awaited: c, turned: make(chan struct{}), beat: make(chan struct{}, 1)}
	s.taker.init()
	return s
}

// ReadFrom returns the next datagram, in whichever way it comes.
func (s *socket) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		s.mu.Lock()
		at, turned, closed := s.awaited, s.turned, s.closed
		s.mu.Unlock()
		switch {
		case closed:
			return 0, nil, net.ErrClosed
		case at != nil:
			s.taker.at = time.Time{}
			n, from, err := at.ReadFrom(b)
			if err == nil || !errors.Is(err, net.ErrClosed) { // else it is another, or closed
				return n, from, err
			}
			continue
		}
		if n, from, err := s.take(b); !errors.Is(err, syscall.EAGAIN) {
			return n, from, err
		}
		s.empty.Store(true)
		select {
		case <-s.beat:
		case <-turned:
		}
	}
}

// take returns a datagram that has gathered, or EAGAIN.
func (s *socket) take(b []byte) (int, net.Addr, error) {
	s.using.RLock()
	defer s.using.RUnlock()
	if s.fd < 0 {
		return 0, nil, net.ErrClosed
	}
	return s.taker.take(s.fd, b)
}

// came is when the datagram came that ReadFrom returned last, of which the reader asks.
func (s *socket) came() time.Time {
	if s.taker.at.IsZero() {
		return time.Now()
	}
	return s.taker.at
}

// collect has the reader take what has gathered, and more gather from then on.
func (s *socket) collect() {
	s.turn(nil)
	s.using.RLock()
	defer s.using.RUnlock()
	if s.fd < 0 || !readable(s.fd) {
		return
	}
	s.empty.Store(false)
	select {
	case s.beat <- struct{}{}:
	default:
	}
}

// taken reports whether the reader has taken all that had gathered.
func (s *socket) taken() bool { return s.empty.Load() }

// await has datagrams come by themselves again.
func (s *socket) await() {
	s.mu.Lock()
	awaits := s.awaited != nil
	s.mu.Unlock()
	if awaits {
		return
	}
	s.using.RLock()
	defer s.using.RUnlock()
	if s.fd < 0 {
		return
	}
	if c, err := pollable(s.fd); err == nil { // else they go on gathering
		s.turn(c)
	}
}

// turn changes the way that the socket is read.
func (s *socket) turn(to net.PacketConn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || (s.awaited == nil) == (to == nil) {
		if to != nil {
			to.Close()
		}
		return
	}
	if s.awaited != nil {
		s.awaited.Close()
	}
	s.awaited = to
	close(s.turned)
	s.turned = make(chan struct{})
}

// pollable makes a connection of a socket that the runtime's poller knows.
func pollable(fd int) (net.PacketConn, error) {
	another, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	f := os.NewFile(uintptr(another), "sound")
	defer f.Close() // the connection has its own
	return net.FilePacketConn(f)
}

// WriteTo sends a datagram. It does not wait: one that the system has no room for is
// lost.
func (s *socket) WriteTo(b []byte, to net.Addr) (int, error) {
	s.using.RLock()
	defer s.using.RUnlock()
	udp, ok := to.(*net.UDPAddr)
	switch {
	case s.fd < 0:
		return 0, net.ErrClosed
	case !ok:
		return 0, net.InvalidAddrError("none of UDP")
	}
	return send(s.fd, b, udp)
}

// Close ends the socket. Closing twice is no error.
func (s *socket) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.turned)
	if s.awaited != nil {
		s.awaited.Close()
	}
	s.mu.Unlock()
	s.using.Lock()
	defer s.using.Unlock()
	err := unix.Close(s.fd)
	s.fd = -1
	return err
}

// SetDeadline is what the ICE agent has its reader end with, before it closes.
func (s *socket) SetDeadline(t time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.awaited == nil {
		return nil
	}
	return s.awaited.SetDeadline(t)
}
