package plane

import (
	"bytes"
	"runtime"
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

// A queue lets handshakes begin in the order in which they were asked for, only
// so many at a time, so that a crowd that comes at once costs those who are in
// no sound. Who waits is told its place.
type queue struct {
	mu      sync.Mutex // guards the fields below, and Peer.number and Peer.begun
	free    int        // handshakes that may still begin
	waiting []waiter
	passed  uint64 // how many have been taken out so far
}

// A waiter is a peer with the datagram that asks for its handshake.
type waiter struct {
	peer  *Peer
	hello []byte
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
		q.waiting[peer.number-q.passed-1].hello = bytes.Clone(hello)
		return false
	case q.free > 0:
		q.free--
		peer.begun = true
		return true
	}
	q.waiting = append(q.waiting, waiter{peer, bytes.Clone(hello)})
	peer.number = q.passed + uint64(len(q.waiting))
	return false
}

// next ends a turn, and returns who has the next one; nobody, if none waits. Who
// has ended is passed over.
func (q *queue) next() (waiter, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) > 0 {
		w := q.waiting[0]
		q.waiting[0] = waiter{}
		q.waiting = q.waiting[1:]
		q.passed++
		w.peer.number, w.peer.begun = 0, true
		if !w.peer.ended() {
			return w, true
		}
	}
	q.waiting = nil
	q.free++
	return waiter{}, false
}

// place returns how many turns it is to a peer's own: 1 is the next. 0: it does
// not wait.
func (q *queue) place(peer *Peer) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if peer.number == 0 {
		return 0
	}
	return int(peer.number - q.passed)
}

// length is how many wait.
func (q *queue) length() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
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
