package serve

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

const (
	// firstByte is how long a connection may take to say what it is.
	firstByte = 10 * time.Second
	// strangersEach bounds the connections of one address, and strangersAll all
	// of them, that have not shown yet that they may be there: enough for a
	// conference centre that comes in through one address, all at once.
	strangersEach = 512
	strangersAll  = 1024
)

// The first byte of what passes: a TLS record with a handshake (RFC 8446
// section 5.1), or the high byte of the length of a datagram of at most 1500
// bytes (RFC 4571).
const (
	tlsHandshake  = 22
	highestLength = 1500 >> 8
)

// A port is the TCP side of the port number. It tells by the first byte whether
// a connection is for the text, as TLS, which it hands out as a net.Listener, or
// for the sound, as ICE over TCP.
type port struct {
	net.Listener
	sound func(conn net.Conn, known func())
	log   *slog.Logger
	text  chan net.Conn
	gone  chan struct{} // closed by Close

	mu     sync.Mutex // guards the fields below
	closed bool
	guests map[*guest]struct{} // the strangers
	each   map[netip.Addr]int
}

// newPort makes the port of a listener. Nothing is accepted before run.
func newPort(l net.Listener, sound func(net.Conn, func()), log *slog.Logger) *port {
	return &port{
		Listener: l, sound: sound, log: log, text: make(chan net.Conn), gone: make(chan struct{}),
		guests: map[*guest]struct{}{}, each: map[netip.Addr]int{},
	}
}

// run accepts connections until the port is closed, and returns when all that
// are not for the text have ended.
func (p *port) run() {
	var open sync.WaitGroup
	defer open.Wait()
	for wait := time.Duration(0); ; {
		c, err := p.Listener.Accept()
		switch {
		case err == nil:
			wait = 0
			if g := p.receive(c); g != nil {
				open.Go(func() { p.sort(g) })
			}
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

// receive enters a connection as a stranger's, or closes it if there are too
// many.
func (p *port) receive(c net.Conn) *guest {
	g := &guest{Conn: c, port: p, from: origin(c.RemoteAddr())}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || len(p.guests) >= strangersAll || p.each[g.from] >= strangersEach {
		c.Close()
		p.log.Debug("turned away a connection: too many that say nothing", "from", c.RemoteAddr())
		return nil
	}
	p.guests[g] = struct{}{}
	p.each[g.from]++
	return g
}

// sort finds out what a connection is for.
func (p *port) sort(g *guest) {
	g.SetReadDeadline(time.Now().Add(firstByte))
	if n, err := g.Conn.Read(g.first[:]); n == 0 || err != nil {
		g.Close()
		return
	}
	g.SetReadDeadline(time.Time{})
	g.unread = true
	switch first := g.first[0]; {
	case first == tlsHandshake:
		select {
		case p.text <- g:
		case <-p.gone:
			g.Close()
		}
	case first <= highestLength:
		p.sound(g, g.known)
		g.Close()
	default: // whatever it speaks, nobody here does
		g.Close()
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

// Close ends listening, and every connection that has not shown yet that it may
// be there. Closing twice is no error.
func (p *port) Close() error {
	p.mu.Lock()
	var strangers []*guest
	if !p.closed {
		p.closed = true
		close(p.gone)
		for g := range p.guests {
			strangers = append(strangers, g)
		}
	}
	p.mu.Unlock()
	for _, g := range strangers {
		g.Close()
	}
	if err := p.Listener.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// watch is told by the web server what becomes of a connection: one that was
// upgraded has shown its ticket.
func (p *port) watch(c net.Conn, state http.ConnState) {
	if secure, ok := c.(interface{ NetConn() net.Conn }); ok && state == http.StateHijacked {
		if g, ok := secure.NetConn().(*guest); ok {
			g.known()
		}
	}
}

// origin is what counts as one address: of version 6 the network, because one
// machine has all addresses in it.
func origin(a net.Addr) netip.Addr {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	ip := tcp.AddrPort().Addr().Unmap().WithZone("")
	if ip.Is6() {
		network, _ := ip.Prefix(64) // 64 is never wrong
		return network.Addr()
	}
	return ip
}

// A guest is a connection, a stranger's until it is known.
type guest struct {
	net.Conn
	port   *port
	from   netip.Addr
	first  [1]byte
	unread bool // first has not been given to the reader
	once   sync.Once
}

// NetConn is the connection itself.
func (g *guest) NetConn() net.Conn { return g.Conn }

// Read is net.Conn's.
func (g *guest) Read(b []byte) (int, error) {
	if g.unread && len(b) > 0 {
		g.unread = false
		b[0] = g.first[0]
		return 1, nil
	}
	return g.Conn.Read(b)
}

// Close is net.Conn's.
func (g *guest) Close() error {
	g.known()
	return g.Conn.Close()
}

// known counts the guest as a stranger no more.
func (g *guest) known() {
	g.once.Do(func() {
		g.port.mu.Lock()
		defer g.port.mu.Unlock()
		delete(g.port.guests, g)
		if g.port.each[g.from]--; g.port.each[g.from] == 0 {
			delete(g.port.each, g.from)
		}
	})
}
