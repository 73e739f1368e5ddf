package serve

import (
	"errors"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

// firstByte is how long a connection may take to say what it is.
const firstByte = 10 * time.Second

// The first byte of what passes: a TLS record with a handshake (RFC 8446
// section 5.1), or the high byte of the length of a datagram of at most 1500
// bytes (RFC 4571).
const (
	tlsHandshake  = 22
	highestLength = 1500 >> 8
)

// A port is the TCP side of the port number, behind the gate. It tells by the
// first byte whether a connection is for the text, as TLS, which it hands out as
// a net.Listener, or for the sound, as ICE over TCP.
type port struct {
	*gate
	sound func(conn net.Conn, known func())
	text  chan net.Conn
	once  sync.Once
	gone  chan struct{} // closed by Close
}

// newPort makes the port behind a gate. Nothing is accepted before run.
func newPort(g *gate, sound func(net.Conn, func())) *port {
	return &port{gate: g, sound: sound, text: make(chan net.Conn), gone: make(chan struct{})}
}

// run accepts connections until the port is closed, and returns when all that
// are not for the text have ended.
func (p *port) run() {
	var open sync.WaitGroup
	defer open.Wait()
	for wait := time.Duration(0); ; {
		c, err := p.gate.next()
		switch {
		case err == nil:
			wait = 0
			open.Go(func() { p.sort(c) })
			continue
		case errors.Is(err, net.ErrClosed):
			return
		}
		// such as no file descriptors: it gets better by itself, or not
		wait = min(max(2*wait, 5*time.Millisecond), time.Second)
		p.log.Warn("cannot accept a connection", "why", err)
		select {
		case <-time.After(wait):
		case <-p.gone:
			return
		}
	}
}

// sort finds out what a connection is for.
func (p *port) sort(c *guest) {
	first, err := c.peek(min(firstByte, p.limits.Patience))
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		p.cut(c)
	case err != nil: // it left by itself, as what watches ports does
		c.Close()
	case first == tlsHandshake:
		c.secure = true
		select {
		case p.text <- c:
		case <-p.gone:
			c.Close()
		}
	case first <= highestLength:
		p.sound(c, c.known)
		c.Close()
	default: // whatever it speaks, nobody here does
		p.cut(c)
	}
}

// Accept returns the next connection for the text.
func (p *port) Accept() (net.Conn, error) {
	select {
	case c := <-p.text:
		return c, nil
	case <-p.gone:
		return nil, net.ErrClosed
	}
}

// Close closes the gate. Closing twice is no error.
func (p *port) Close() error {
	p.once.Do(func() { close(p.gone) })
	return p.gate.Close()
}

// watch is told by the web server what becomes of a connection: one that was
// upgraded has shown its ticket.
func (p *port) watch(c net.Conn, state http.ConnState) {
	if secure, ok := c.(interface{ NetConn() net.Conn }); ok && state == http.StateHijacked {
		if in, ok := secure.NetConn().(*guest); ok {
			in.known()
		}
	}
}
