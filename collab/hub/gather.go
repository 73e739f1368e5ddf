package hub

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"sync"
)

const (
	// kernelHolds is what the kernel may hold for a reader: what waits longer
	// waits with us, where it can be counted, and pointers be dropped.
	kernelHolds = 128 << 10
	// maxHeld is how many bytes gather at most: what fits in one TLS record.
	maxHeld = 16 << 10
)

// A gathering is the ResponseWriter whose hijacked connection is a gatherer. The
// 101 waits for the welcome, so that both are one TLS record, and on a weak link
// there is one packet less that can be lost before the text is there.
type gathering struct {
	http.ResponseWriter
	conn      *gatherer
	switching bool // the status is 101, and has not been written
}

// WriteHeader is http.ResponseWriter's.
func (g *gathering) WriteHeader(status int) {
	if g.switching = status == http.StatusSwitchingProtocols; !g.switching {
		g.ResponseWriter.WriteHeader(status)
	}
}

// Hijack is http.Hijacker's.
func (g *gathering) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, rw, err := http.NewResponseController(g.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	under := c
	if secure, ok := c.(interface{ NetConn() net.Conn }); ok {
		under = secure.NetConn()
	}
	if tcp, ok := under.(*net.TCPConn); ok {
		tcp.SetWriteBuffer(kernelHolds) // best effort: without it a slow reader is noticed later
	}
	g.conn = &gatherer{Conn: c, holding: g.switching}
	if g.switching {
		io.WriteString(g.conn, "HTTP/1.1 101 Switching Protocols\r\n") // held: cannot fail
		g.Header().Write(g.conn)
		io.WriteString(g.conn, "\r\n")
	}
	return g.conn, bufio.NewReadWriter(rw.Reader, bufio.NewWriter(g.conn)), nil
}

// A gatherer is a connection that, between hold and release, gathers what is
// written, so that the small messages of one moment share a TLS record and a
// packet (22 and 40 bytes each, saved) and a call of the kernel.
type gatherer struct {
	net.Conn
	heard func() // told of every read that brought something; the reader's; nil: nobody wants to know

	mu      sync.Mutex // guards the fields below
	holding bool
	held    []byte
}

// Read is net.Conn's.
func (g *gatherer) Read(b []byte) (int, error) {
	n, err := g.Conn.Read(b)
	if n > 0 && g.heard != nil {
		g.heard()
	}
	return n, err
}

// Write is net.Conn's.
func (g *gatherer) Write(b []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.holding {
		return g.Conn.Write(b)
	}
	g.held = append(g.held, b...)
	if len(g.held) < maxHeld {
		return len(b), nil
	}
	return len(b), g.flush()
}

func (g *gatherer) hold() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.holding = true
}

func (g *gatherer) release() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.holding = false
	return g.flush()
}

func (g *gatherer) flush() error {
	if len(g.held) == 0 {
		return nil
	}
	_, err := g.Conn.Write(g.held)
	if cap(g.held) > maxHeld*2 {
		g.held = nil // a welcome: seldom so much again
	}
	g.held = g.held[:0]
	return err
}
