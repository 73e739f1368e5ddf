package hub

import (
	"net"
	"sync"
	"time"
)

// Most of those who come only read. Who waits for their words must not take the
// stack of one who takes words in: that is 8 kB, a waiting goroutine's is 2. So a
// line's own goroutine waits at the socket, below TLS and the WebSocket, and when
// something came it lends the line to one of a few hands, until all is taken in.

// An awaiting is the connection under TLS, if one can wait there. It reads TLS
// records one by one, so that what it says is how much there can be above it.
type awaiting interface {
	// Await returns when something can be read, or the connection has ended.
	Await()
	// Newest returns the number of the newest record that was read, and how many
	// bytes of plain text it has at most.
	Newest() (number uint64, most int)
}

// waitsUnder finds the connection where one can wait, or returns nil.
func waitsUnder(c net.Conn) awaiting {
	for ; c != nil; c = inside(c) {
		if at, ok := c.(awaiting); ok {
			return at
		}
	}
	return nil
}

// idle reports whether all that came has been taken in, so that one may wait under
// TLS. If that is not sure it says no, which costs only the stack.
func (g *gatherer) idle() bool {
	newest, most := g.under.Newest()
	return g.buffer.Buffered() == 0 && newest == g.record && g.got >= most
}

// handStays is how long a hand that has nothing to do stays.
const handStays = time.Second

// Hands are goroutines that take in what clients say and write what they are told,
// as many as there is of both right now. A new one would have its stack grow first,
// which is copied each time.
type hands struct {
	free chan func() // to those that have nothing to do
	over chan struct{}
	once sync.Once
}

func newHands() *hands { return &hands{free: make(chan func()), over: make(chan struct{})} }

// lend has a hand do it.
func (h *hands) lend(do func()) {
	select {
	case h.free <- do:
	default: // none is free
		go h.work(do)
	}
}

// work does one thing after another until there has been none for a while.
func (h *hands) work(do func()) {
	idle := time.NewTimer(handStays)
	defer idle.Stop()
	for {
		do()
		idle.Reset(handStays)
		select {
		case do = <-h.free:
		case <-idle.C:
			return
		case <-h.over:
			return
		}
	}
}

// dismiss has those go that have nothing to do, from now on at once.
func (h *hands) dismiss() { h.once.Do(func() { close(h.over) }) }
