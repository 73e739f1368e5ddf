package session

import (
	"crypto/rand"
	"net"
	"sync"
	"time"
)

const (
	// oftenest and seldomest bound how often a little more is sent behind words that
	// have not been answered: TCP misses a packet only when others behind it arrive
	// (RFC 8985), and finds out by itself after two round trips and more.
	oftenest  = 150 * time.Millisecond
	seldomest = 300 * time.Millisecond
	// prods is how often at most, for one answer. A server of Go's takes 16 in TLS.
	prods = 12
)

// A pace is when words are prodded.
type pace struct {
	every time.Duration
	early int           // so many before an answer can have come
	late  time.Duration // when an answer is late; the others follow from then on
}

// unhurried is the pace for words of which a second copy is on its way by another
// connection: a prod that is lost itself holds up what is said next.
func unhurried(trip time.Duration) pace {
	return pace{
		// TCP waits for a quarter of a round trip before it takes what others have
		// overtaken for lost (RFC 8985 section 6.2).
		every: min(max(trip/4, oftenest), seldomest),
		late:  max(trip*3/2+100*time.Millisecond, seldomest), // 3 kB at 64 kbit/s take 0.4 s
	}
}

// hurried has two early prods, of which the second shows that the first is lost.
func hurried(trip time.Duration) pace {
	p := unhurried(trip)
	if trip >= knockAgain {
		p.early = 2
	}
	return p
}

// pressing is for words behind which nothing is said before the answer.
func pressing(trip time.Duration) pace {
	p := unhurried(trip)
	p.early = prods
	return p
}

// wait is how long after so many prods, and after the words if there were none,
// the next is due.
func (p pace) wait(sent int) time.Duration {
	if sent != p.early {
		return p.every
	}
	return max(p.late-time.Duration(sent)*p.every, p.every)
}

// A prodding connection sends, behind what was written first, something that says
// nothing, until an answer comes.
type prodding struct {
	net.Conn
	nothing []byte
	pace    pace

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
		p.timer = time.AfterFunc(p.pace.wait(0), p.prod)
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
		p.timer.Reset(p.pace.wait(p.sent))
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
