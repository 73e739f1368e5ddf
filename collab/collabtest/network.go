// Package collabtest is a network in memory for tests in virtual time: its
// connections have a delay, hold back a writer whose reader is slow, and break
// when the test, or chance, wants it. It needs no port, and inside a
// testing/synctest bubble no real time.
package collabtest

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"sync"
	"time"
)

// ErrCut is what both ends of a connection see when the network broke it.
var ErrCut = errors.New("the test network broke the connection")

// ErrRefused is what a dialler sees where nobody listens, or while the network
// is down.
var ErrRefused = errors.New("the test network found nobody there")

// A Weather is what a network does to the connections made while it lasts.
type Weather struct {
	Delay  time.Duration // one way
	Jitter time.Duration // on top of it, even; never out of order
	Rate   int           // bytes a second each way; 0: any
	Window int           // bytes a direction holds before its writer must wait; 0: 64 KiB
	Life   time.Duration // how long a connection lasts on average until chance breaks it; 0: for ever
	Loss   float64       // share of writes, 0 to 1, that TCP must send again, as it is known to
	Down   bool          // nobody gets through, and what was there is silent
}

// A Network carries connections between its listeners and its diallers. It is
// safe for concurrent use.
type Network struct {
	mu        sync.Mutex // guards the fields below
	chance    *rand.Rand
	weather   Weather
	listeners map[string]*listener
	pairs     map[*pair]bool
	made      int // connections so far
}

// New returns a network in fair weather. The same seed breaks the same
// connections.
func New(seed uint64) *Network {
	return &Network{chance: rand.New(rand.NewPCG(seed, 0)), listeners: map[string]*listener{}, pairs: map[*pair]bool{}}
}

// Weather sets what comes: delay, rate and life for the connections made from
// now on, silence for all.
func (n *Network) Weather(w Weather) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.weather = w
	for p := range n.pairs {
		p.silence(w.Down)
	}
}

// Cut breaks every connection there is. Both ends see ErrCut at once; what was
// on its way is lost.
func (n *Network) Cut() {
	n.mu.Lock()
	pairs := n.pairs
	n.pairs = map[*pair]bool{}
	n.mu.Unlock()
	for p := range pairs {
		p.cut()
	}
}

// Listen takes calls to the address until the listener is closed. It panics
// where somebody listens already.
func (n *Network) Listen(address string) net.Listener {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.listeners[address] != nil {
		panic("collabtest: two listeners at " + address)
	}
	l := &listener{network: n, address: address, calls: make(chan net.Conn), closed: make(chan struct{})}
	n.listeners[address] = l
	return l
}

// Dial calls the address and waits until the call is taken, one round trip at
// least.
func (n *Network) Dial(ctx context.Context, address string) (net.Conn, error) {
	n.mu.Lock()
	w := n.weather
	n.mu.Unlock()
	return n.dial(ctx, address, w)
}

// From returns a Dial for somebody who has a weather of their own, whatever
// the network's is.
func (n *Network) From(w Weather) func(ctx context.Context, address string) (net.Conn, error) {
	return func(ctx context.Context, address string) (net.Conn, error) { return n.dial(ctx, address, w) }
}

func (n *Network) dial(ctx context.Context, address string, w Weather) (net.Conn, error) {
	n.mu.Lock()
	l := n.listeners[address]
	n.mu.Unlock()
	if !sleep(ctx, 2*w.Delay) {
		return nil, ctx.Err()
	}
	if l == nil || w.Down {
		return nil, ErrRefused
	}
	p := n.connect(w, address)
	select {
	case l.calls <- p.far:
		return p.near, nil
	case <-l.closed:
		p.cut()
		return nil, ErrRefused
	case <-ctx.Done():
		p.cut()
		return nil, ctx.Err()
	}
}

func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// connect makes a pair of connection ends, and its end if chance has one.
func (n *Network) connect(w Weather, address string) *pair {
	n.mu.Lock()
	defer n.mu.Unlock()
	p := newPair(w, address, n.chance.Uint64())
	p.number, n.made = n.made, n.made+1
	n.pairs[p] = true
	if w.Life > 0 {
		p.doom = time.AfterFunc(time.Duration(n.chance.ExpFloat64()*float64(w.Life)), p.cut)
	}
	p.over = func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		delete(n.pairs, p)
	}
	return p
}

// A listener hands out the far ends of calls.
type listener struct {
	network *Network
	address string
	calls   chan net.Conn
	once    sync.Once
	closed  chan struct{}
}

// Accept is net.Listener's.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.calls:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close is net.Listener's. Another may listen at the address then.
func (l *listener) Close() error {
	l.once.Do(func() {
		close(l.closed)
		l.network.mu.Lock()
		defer l.network.mu.Unlock()
		delete(l.network.listeners, l.address)
	})
	return nil
}

// Addr is net.Listener's.
func (l *listener) Addr() net.Addr { return addr(l.address) }

// An addr is an address on a network in memory.
type addr string

// Network is net.Addr's.
func (addr) Network() string { return "memory" }

// String is net.Addr's.
func (a addr) String() string { return string(a) }
