package plane

import (
	"bytes"
	"net/netip"
	"runtime"
	"slices"
	"sync"
	"time"
)

const (
	// turnTime is how long a handshake counts as being at work. One that takes
	// longer waits for its network, which costs nothing, so that the next may
	// begin: a crowd behind satellites is let in no slower than this allows.
	turnTime = 250 * time.Millisecond
	// atOnce is how many handshakes are at work for each processor: enough that
	// none idles, few enough that the reader soon has its turn again.
	atOnce = 8
)

// usualHandshakes is how many handshakes may be at work on this machine.
func usualHandshakes() int { return atOnce * runtime.GOMAXPROCS(0) }

// A queue lets handshakes begin, only so many at a time, so that a crowd that
// comes at once costs those who are in no sound. Addresses take turns, and those
// behind one begin in the order in which they asked: a thousand who come from one
// address do not stand in front of somebody who comes from another. Who waits is
// told its place.
type queue struct {
	mu    sync.Mutex // guards the fields below, and Peer.number, Peer.from and Peer.begun
	free  int        // handshakes that may still begin
	lanes map[netip.Prefix]*lane
	turns []netip.Prefix // those that have a line, the next first
	all   int            // who wait
}

// A lane is those who wait behind one address.
type lane struct {
	waiting []waiter
	passed  uint64 // how many have been taken out so far
}

// A waiter is a peer with the datagram that asks for its handshake.
type waiter struct {
	peer  *Peer
	hello []byte
}

// network is what counts as one address: of IPv6 a /64 is one site's (RFC 4291
// section 2.5.4).
func network(p *Peer) netip.Prefix {
	at := p.at.Load()
	if at == nil {
		return netip.Prefix{}
	}
	ip := at.port.Addr().Unmap()
	bits := ip.BitLen()
	if ip.Is6() {
		bits = 64
	}
	prefix, err := ip.WithZone("").Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return prefix
}

// enter reports whether a peer's handshake may begin now. If not, the peer waits
// and its datagram is kept; of several, the newest.
func (q *queue) enter(peer *Peer, hello []byte) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case peer.begun:
		return false
	case peer.number > 0:
		l := q.lanes[peer.from]
		l.waiting[peer.number-l.passed-1].hello = bytes.Clone(hello)
		return false
	case q.free > 0:
		q.free--
		peer.begun = true
		return true
	}
	peer.from = network(peer)
	l := q.lanes[peer.from]
	if l == nil {
		if q.lanes == nil {
			q.lanes = map[netip.Prefix]*lane{}
		}
		l = &lane{}
		q.lanes[peer.from], q.turns = l, append(q.turns, peer.from)
	}
	l.waiting = append(l.waiting, waiter{peer, bytes.Clone(hello)})
	peer.number = l.passed + uint64(len(l.waiting))
	q.all++
	return false
}

// next ends a turn, and returns who has the next one; nobody, if none waits. Who
// has ended is passed over.
func (q *queue) next() (waiter, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.turns) > 0 {
		if w := q.pop(); !w.peer.ended() {
			return w, true
		}
	}
	q.free++
	return waiter{}, false
}

// pop takes out the first who waits, and puts their address last. The caller
// holds q.mu.
func (q *queue) pop() waiter {
	from := q.turns[0]
	q.turns = slices.Delete(q.turns, 0, 1)
	l := q.lanes[from]
	w := l.waiting[0]
	l.waiting[0] = waiter{}
	l.waiting, l.passed = l.waiting[1:], l.passed+1
	if len(l.waiting) > 0 {
		q.turns = append(q.turns, from)
	} else {
		delete(q.lanes, from)
	}
	w.peer.number, w.peer.begun = 0, true
	q.all--
	return w
}

// place returns how many turns it is to a peer's own: 1 is the next. 0: it does
// not wait. Who comes later from another address may still go before it.
func (q *queue) place(peer *Peer) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if peer.number == 0 {
		return 0
	}
	before := int(peer.number - q.lanes[peer.from].passed - 1) // of its own address
	place, own := before+1, slices.Index(q.turns, peer.from)
	for i, from := range q.turns {
		switch n := len(q.lanes[from].waiting); {
		case i < own:
			place += min(n, before+1)
		case i > own:
			place += min(n, before)
		}
	}
	return place
}

// length is how many wait.
func (q *queue) length() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.all
}

// pass gives the turn to the next who waits.
func (p *Plane) pass() {
	for {
		w, ok := p.queue.next()
		if !ok {
			return
		}
		if s := p.begin(w.peer); s != nil {
			s.push(w.hello)
			return
		}
	}
}

// tellPlace tells a peer that waits its place, with a check of ours. The caller
// holds p.turn.
func (p *Plane) tellPlace(peer *Peer) {
	place := p.queue.place(peer)
	at := peer.at.Load()
	if place == 0 || at == nil {
		return
	}
	c := check{server: peer.name, client: peer.client}
	if b, err := c.returned(peer.password, place); err == nil {
		p.send(b, at)
	}
}
