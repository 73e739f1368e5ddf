package serve

import (
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"
)

// A guest is a connection that was let through the gate, a stranger's until it
// is known.
type guest struct {
	net.Conn
	gate   *gate
	from   netip.Prefix
	begin  [recordHeader]byte // how it begins
	unread []byte             // of that: what has not been given to the reader
	secure bool               // what it speaks is TLS
	records
	socket syscall.RawConn // to wait at; nil: not asked for yet
	once   sync.Once
}

// peek returns the first byte, which stays to be read. It has so long to come. What
// comes along with it is read too, up to the header of a record of TLS.
func (g *guest) peek(within time.Duration) (first byte, err error) {
	g.SetReadDeadline(time.Now().Add(within))
	n, err := g.Conn.Read(g.begin[:])
	if n == 0 {
		return 0, err
	}
	g.SetReadDeadline(time.Time{})
	g.unread = g.begin[:n]
	return g.begin[0], nil
}

// Read is net.Conn's.
func (g *guest) Read(b []byte) (int, error) {
	if g.secure && len(b) > g.most() {
		b = b[:g.most()]
	}
	n, err := g.read(b)
	if g.secure {
		g.took(b[:n])
	}
	return n, err
}

func (g *guest) read(b []byte) (int, error) {
	if len(g.unread) > 0 {
		n := copy(b, g.unread)
		g.unread = g.unread[n:]
		return n, nil
	}
	return g.Conn.Read(b)
}

// known counts the guest as a stranger no more: its ticket was good, or it has
// ended.
func (g *guest) known() {
	g.once.Do(func() {
		g.gate.mu.Lock()
		defer g.gate.mu.Unlock()
		delete(g.gate.strangers, g)
		if g.gate.share[g.from]--; g.gate.share[g.from] <= 0 {
			delete(g.gate.share, g.from)
		}
	})
}

// NetConn is the connection itself.
func (g *guest) NetConn() net.Conn { return g.Conn }

// Close is net.Conn's.
func (g *guest) Close() error {
	g.known()
	return g.Conn.Close()
}

// CloseWrite ends the sending half, as a web server does before it closes.
func (g *guest) CloseWrite() error {
	if half, ok := g.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}
