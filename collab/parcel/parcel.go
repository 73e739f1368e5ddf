// Package parcel puts what is written in one moment to a connection into one
// packet: of the many small messages of a meeting each would otherwise take a
// TLS record and a packet of its own (22 and 40 bytes) and a call of the kernel.
package parcel

import (
	"net"
	"sync"
)

// Max is how many bytes are held at most: what fits in one TLS record
// (RFC 8446, 5.1).
const Max = 16 << 10

// buffers are shared: most connections hold nothing most of the time.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// A Conn is a connection that, between Hold and Release, holds back what is
// written. It is safe for concurrent use.
type Conn struct {
	net.Conn

	mu      sync.Mutex // guards everything below
	holding bool
	held    []byte
}

// New returns the connection, which holds nothing back yet.
func New(c net.Conn) *Conn { return &Conn{Conn: c} }

// Write is net.Conn's. Of what is held back an error comes with a later Write
// or with Release.
func (c *Conn) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.holding {
		return c.Conn.Write(b)
	}
	if c.held == nil {
		c.held = *buffers.Get().(*[]byte)
	}
	c.held = append(c.held, b...)
	if len(c.held) < Max {
		return len(b), nil
	}
	return len(b), c.flush()
}

// Hold begins to hold back what is written.
func (c *Conn) Hold() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.holding = true
}

// Release sends what is held back, and holds no more.
func (c *Conn) Release() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.holding = false
	return c.flush()
}

func (c *Conn) flush() error {
	if len(c.held) == 0 {
		return nil
	}
	_, err := c.Conn.Write(c.held)
	if cap(c.held) <= 2*Max { // longer is seldom
		b := c.held[:0]
		buffers.Put(&b)
	}
	c.held = nil
	return err
}
