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
	what   string
	last   netip.Addr // who it was about
	unsaid int        // how often it happened since it was last logged
	quiet  bool       // it was logged less than a minute ago
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
		g.complain(&g.floods, "connections come too often from one address, and are turned away", from)
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
		g.complain(&g.floods, "too many connections have shown no ticket, and more are turned away", from)
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
func (g *gate) cut(in *guest) {
	g.foreign.Add(1)
	g.complain(&g.foreigns, "connections that speak something else, or nothing, are cut", addressOf(in.RemoteAddr()))
	in.Close()
}

// complain logs what is turned away: the first at once, what comes within a
// minute behind it in one line at its end.
func (g *gate) complain(c *complaint, what string, from netip.Addr) {
	g.mu.Lock()
	defer g.mu.Unlock()
	c.what, c.last = what, from
	c.unsaid++
	if !c.quiet {
		g.say(c)
	}
}

// say logs a complaint, and looks in a minute for what came since. The caller
// holds g.mu.
func (g *gate) say(c *complaint) {
	g.log.Warn(c.what, "last", c.last.String(), "turned_away", c.unsaid)
	c.unsaid, c.quiet = 0, true
	time.AfterFunc(time.Minute, func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if c.quiet = false; c.unsaid > 0 && !g.shut {
			g.say(c)
		}
	})
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
