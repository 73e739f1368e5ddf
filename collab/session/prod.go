package session

import (
	"crypto/rand"
	"net"
	"sync"
	"time"
)

const (
	// prodEvery is how often a little more is sent behind words that have not been
	// answered: TCP misses a packet only when others behind it arrive (RFC 8985), and
	// finds out by itself after two round trips and more.
	prodEvery = 300 * time.Millisecond
	// prods is how often at most, for one answer.
	prods = 8
)

// A prodding connection sends, behind what was written first, something that says
// nothing, until an answer comes.
type prodding struct {
	net.Conn
	nothing []byte

	mu       sync.Mutex // guards the fields below
	answered bool
	sent     int
	timer    *time.Timer // nil: nothing has been written
}

// nothingInTLS says nothing to a TLS 1.3 server that waits for the end of the
// handshake (RFC 8446 section 5): a change of cipher, which it drops.
var nothingInTLS = []byte{20, 3, 3, 0, 1, 1}

// nothingInWebSocket returns what says nothing on a WebSocket (RFC 6455 section
// 5.5.3): a pong that nobody asked for, masked as a client's frames are. Our
// server reads it when it has answered the request.
func nothingInWebSocket() []byte {
	pong := []byte{0x8a, 0x80, 0, 0, 0, 0}
	rand.Read(pong[2:]) // never returns an error
	return pong
}

// Write is net.Conn's.
func (p *prodding) Write(b []byte) (int, error) {
	n, err := p.Conn.Write(b)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.timer == nil && !p.answered {
		p.timer = time.AfterFunc(prodEvery, p.prod)
	}
	return n, err
}

// prod sends nothing once more.
func (p *prodding) prod() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.answered {
		return
	}
	if _, err := p.Conn.Write(p.nothing); err != nil {
		return // who reads learns of it
	}
	if p.sent++; p.sent < prods {
		p.timer.Reset(prodEvery)
	}
}

// Read is net.Conn's.
func (p *prodding) Read(b []byte) (int, error) {
	n, err := p.Conn.Read(b)
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.answered {
		p.answered = true
		if p.timer != nil {
			p.timer.Stop()
		}
	}
	return n, err
}

// Close is net.Conn's.
func (p *prodding) Close() error {
	p.mu.Lock()
	p.answered = true
	p.mu.Unlock()
	return p.Conn.Close()
}
