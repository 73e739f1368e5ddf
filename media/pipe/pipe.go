// Package pipe carries datagrams through a connection that carries bytes: each
// has its length before it, as RFC 4571 wants it, which is also how ICE frames
// its packets over TCP (RFC 6544 section 3). What is written never waits: a pipe
// holds little, lets sound that has become old go, and ends when nothing moves.
package pipe

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

const (
	// MaxDatagram is the longest datagram that passes, in bytes, as over UDP.
	MaxDatagram = 1500
	// lengthSize is how many bytes the length takes.
	lengthSize = 2
	// old is when sound that still waits is not worth sending any more: what
	// comes later than that is late for any jitter buffer.
	old = 300 * time.Millisecond
	// mostWaiting bounds the datagrams that wait: a second of one voice and
	// what belongs to it.
	mostWaiting = 64
	// stuck is how long nothing may move before the connection counts as dead.
	stuck = 10 * time.Second
	// parting is how long what still waits may take after Close.
	parting = time.Second
	// readAhead is what one read of the connection may bring, in bytes.
	readAhead = 2 << 10
)

// ErrTooLong says that the other side announced a datagram that is longer than
// any may be: it speaks something else.
var ErrTooLong = errors.New("datagram is too long")

// A Pipe carries datagrams both ways. Send and Close may be called from any
// goroutine, Receive from one.
type Pipe struct {
	conn net.Conn
	in   *bufio.Reader
	wake chan struct{} // holds a token when there is something for the writer
	done chan struct{} // closed when the writer has ended and the connection is closed

	mu      sync.Mutex // guards the fields below
	waiting []datagram
	dropped uint64
	closed  bool
}

// A datagram waits, with its length before it, since at.
type datagram struct {
	framed []byte
	at     time.Time
}

// New makes a pipe of a connection, which it owns from then on. Its one
// goroutine ends with Close, or when the connection does.
func New(conn net.Conn) *Pipe {
	hasten(conn)
	p := &Pipe{conn: conn, in: bufio.NewReaderSize(conn, readAhead), wake: make(chan struct{}, 1), done: make(chan struct{})}
	go p.write()
	return p
}

// Receive reads the next datagram. An error is the end of the pipe.
func (p *Pipe) Receive(b []byte) (int, error) {
	var length [lengthSize]byte
	for {
		if _, err := io.ReadFull(p.in, length[:]); err != nil {
			return 0, fmt.Errorf("receive a datagram: %w", err)
		}
		n := int(binary.BigEndian.Uint16(length[:]))
		switch {
		case n == 0: // nothing is a datagram, too
			continue
		case n > MaxDatagram, n > len(b):
			return 0, fmt.Errorf("receive a datagram of %d bytes: %w", n, ErrTooLong)
		}
		if _, err := io.ReadFull(p.in, b[:n]); err != nil {
			return 0, fmt.Errorf("receive a datagram of %d bytes: %w", n, err)
		}
		return n, nil
	}
}

// Send takes a copy of a datagram and returns at once. It reports whether the
// pipe took it; what it took may still be dropped when it gets old.
func (p *Pipe) Send(b []byte) bool {
	if len(b) == 0 || len(b) > MaxDatagram {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	if len(p.waiting) == mostWaiting {
		p.makeRoom()
	}
	framed := binary.BigEndian.AppendUint16(make([]byte, 0, lengthSize+len(b)), uint16(len(b)))
	p.waiting = append(p.waiting, datagram{append(framed, b...), time.Now()})
	select {
	case p.wake <- struct{}{}:
	default:
	}
	return true
}

// makeRoom drops the oldest sound, or the oldest of all if there is none. The
// caller holds p.mu.
func (p *Pipe) makeRoom() {
	at := 0
	for i, d := range p.waiting {
		if d.sound() {
			at = i
			break
		}
	}
	p.waiting = append(p.waiting[:at], p.waiting[at+1:]...)
	p.dropped++
}

// sound reports whether a datagram is RTP or RTCP, by its first byte (RFC 7983).
// The rest, checks and handshakes, is never too old.
func (d datagram) sound() bool {
	first := d.framed[lengthSize]
	return first >= 128 && first <= 191
}

// Dropped is how many datagrams were dropped instead of sent.
func (p *Pipe) Dropped() uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.dropped
}

// write sends what waits until the pipe is closed, or the connection takes
// nothing for too long; then it closes the connection.
func (p *Pipe) write() {
	defer close(p.done)
	defer p.conn.Close()
	for range p.wake {
		for {
			out, closed := p.take(time.Now())
			if len(out) == 0 {
				if closed {
					return
				}
				break
			}
			if _, err := p.conn.Write(out); err != nil {
				p.shut()
				return
			}
		}
	}
}

// take returns what is to be written next in one piece, and whether the pipe
// is closed. A piece is little: what it holds cannot be dropped any more.
func (p *Pipe) take(now time.Time) (out []byte, closed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed { // Close has set the last deadline
		p.conn.SetWriteDeadline(now.Add(stuck)) // a connection without deadlines ends by its reader
	}
	for len(p.waiting) > 0 {
		d := p.waiting[0]
		if d.sound() && now.Sub(d.at) > old {
			p.dropped++
		} else if len(out) > 0 && len(out)+len(d.framed) > MaxDatagram {
			break
		} else {
			out = append(out, d.framed...)
		}
		p.waiting = p.waiting[1:]
	}
	if len(p.waiting) == 0 {
		p.waiting = nil
	}
	return out, p.closed
}

// shut lets nothing more in.
func (p *Pipe) shut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	p.waiting = nil
}

// Close ends the pipe. What waits, such as a goodbye, still has a second to go
// out; Close does not wait for it. Closing twice is no error.
func (p *Pipe) Close() error {
	p.mu.Lock()
	if !p.closed {
		p.closed = true
		p.conn.SetWriteDeadline(time.Now().Add(parting))
	}
	p.mu.Unlock()
	select {
	case p.wake <- struct{}{}:
	default:
	}
	return nil
}

// Done is closed when the pipe has ended and its connection is closed.
func (p *Pipe) Done() <-chan struct{} { return p.done }
