package serve

import (
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// A gate is the listener for TCP. It turns away, before anything is read or
// computed for them, those who come too often from one address, and keeps
// strangers, who have not shown yet that they may be there, from taking all
// places.
type gate struct {
	net.Listener
	limits Limits
	rates  *rates
	log    *slog.Logger

	tooOften, tooMany atomic.Uint64 // turned away
	foreign           atomic.Uint64 // cut because of what they said, or that they said nothing

	mu        sync.Mutex // guards the fields below
	shut      bool
	strangers map[*guest]struct{}
	share     map[netip.Prefix]int // of the strangers, by network
	floods    complaint
	foreigns  complaint
}

// A complaint is about what may happen thousands of times in a minute.
type complaint struct {
	said   time.Time // when it was last logged
	unsaid int       // how often it happened since
}

func newGate(l net.Listener, limits Limits, log *slog.Logger) *gate {
	return &gate{
		Listener: l, limits: limits, log: log, rates: newRates(limits.Rate, limits.Burst),
		strangers: map[*guest]struct{}{}, share: map[netip.Prefix]int{},
	}
}

// Accept returns the next connection that may stay.
func (g *gate) Accept() (net.Conn, error) { return g.next() }

// next is Accept.
func (g *gate) next() (*guest, error) {
	for {
		c, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if in := g.enter(c, time.Now()); in != nil {
			return in, nil
		}
		if tcp, ok := c.(*net.TCPConn); ok {
			tcp.SetLinger(0) // a reset leaves nothing behind here; best effort
		}
		c.Close()
	}
}

// enter counts a stranger in, or returns nil if it may not stay.
func (g *gate) enter(c net.Conn, now time.Time) *guest {
	from := addressOf(c.RemoteAddr())
	if !g.rates.take(from, now) {
		g.tooOften.Add(1)
		g.complain(&g.floods, "connections come too often from one address, and are turned away", from, now)
		return nil
	}
	in := &guest{Conn: c, gate: g, from: network(from)}
	g.mu.Lock()
	full := len(g.strangers) >= g.limits.Strangers || g.share[in.from] >= g.limits.Share
	shut := g.shut
	if !full && !shut {
		g.strangers[in] = struct{}{}
		g.share[in.from]++
	}
	g.mu.Unlock()
	switch {
	case full:
		g.tooMany.Add(1)
		g.complain(&g.floods, "too many connections have shown no ticket, and more are turned away", from, now)
		return nil
	case shut:
		return nil
	}
	return in
}

// Close ends listening, and every connection that has not shown yet that it may
// be there. Closing twice is no error.
func (g *gate) Close() error {
	g.mu.Lock()
	g.shut = true
	strangers := make([]*guest, 0, len(g.strangers))
	for in := range g.strangers {
		strangers = append(strangers, in)
	}
	g.mu.Unlock()
	for _, in := range strangers {
		in.Close()
	}
	if err := g.Listener.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// cut ends a stranger's connection that is none for us.
func (g *gate) cut(in *guest, now time.Time) {
	g.foreign.Add(1)
	g.complain(&g.foreigns, "connections that speak something else, or nothing, are cut", addressOf(in.RemoteAddr()), now)
	in.Close()
}

// complain logs once a minute what is turned away.
func (g *gate) complain(c *complaint, what string, from netip.Addr, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	c.unsaid++
	if !c.said.IsZero() && now.Sub(c.said) < time.Minute {
		return
	}
	g.log.Warn(what, "last", from.String(), "turned_away", c.unsaid)
	c.said, c.unsaid = now, 0
}

// waiting is how many strangers there are.
func (g *gate) waiting() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.strangers)
}

func addressOf(a net.Addr) netip.Addr {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	at, _ := netip.AddrFromSlice(tcp.IP)
	return at.Unmap()
}
