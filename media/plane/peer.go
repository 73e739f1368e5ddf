package plane

import (
	"errors"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/dtls/v3"
)

// Why a peer has ended.
var (
	// ErrClosing says that Run is over.
	ErrClosing = errors.New("server is closing")
	// ErrClosed says that Peer.Close was called.
	ErrClosed = errors.New("closed by the server")
	// ErrLeft says that the peer closed the connection.
	ErrLeft = errors.New("closed by the peer")
	// ErrSilent says that the peer's STUN checks stopped coming.
	ErrSilent = errors.New("no sign of life")
	// ErrHandshake says that the handshake failed or was not finished.
	ErrHandshake = errors.New("handshake failed")
	// ErrReplaced says that another peer has authenticated from its address.
	ErrReplaced = errors.New("address taken over")
)

const (
	// consent is how long a peer may go without an authenticated check
	// (RFC 7675 section 5.1).
	consent = 30 * time.Second
	// handshakeTime is how long a peer has from its first check, or from its turn
	// if it had to wait for one, until the end of its handshake: at a round trip of
	// 2 s and with several losses.
	handshakeTime = 20 * time.Second
	// claimTime is how long nobody else may claim a peer's address: a check from
	// a forged address would otherwise cut off whoever is there.
	claimTime = 5 * time.Second
	// goneTime is how long the name of a peer that ended gets no answer. Its
	// client would believe in a connection that has no keys any more.
	goneTime = time.Minute
	// maxPlaces bounds the addresses of one peer.
	maxPlaces = 4
	// keptIDs is how many transaction ids of checks are remembered, so that one
	// that was overheard and sent again cannot move the peer.
	keptIDs = 8
)

// A Peer is one client's connection. The fields without a comment of their own
// are set once.
type Peer struct {
	// Owner is what Admit gave. Opened may put something else here; from then
	// on it must not change.
	Owner any

	plane       *Plane
	name        string
	password    string
	fingerprint [32]byte
	created     time.Time

	at    atomic.Pointer[place] // where packets for it go
	keys  atomic.Pointer[keys]  // nil until the handshake is done
	heard atomic.Int64          // when its last check came, in Unix nanoseconds
	done  atomic.Bool           // it has ended
	since atomic.Int64          // when it came, or when its handshake began, in Unix nanoseconds

	number uint64       // its place in its address's line, counted from the first who waited in it; 0: none. plane.queue's
	from   netip.Prefix // the address it waits behind; plane.queue's
	begun  bool         // its handshake was let begin; plane.queue's

	judging atomic.Bool // an alert of it is being looked at

	mu     sync.Mutex  // guards the three below
	shake  *shake      // its handshake while there is one
	state  *dtls.State // what is left of it, to read an alert with
	opened bool        // the user knows it

	places []spot // where it was heard; guarded by plane.mu

	// The rest is guarded by plane.turn.
	ids     [keptIDs][12]byte
	nextID  int
	bucket  bucket
	sources sources
	settled bool   // the peer has shown that it has the keys
	client  string // what it calls itself in its checks
}

// Name returns the ICE name by which the peer was let in.
func (p *Peer) Name() string { return p.name }

// Fingerprint returns the SHA-256 of the peer's certificate.
func (p *Peer) Fingerprint() [32]byte { return p.fingerprint }

// Began returns when the peer's first check came.
func (p *Peer) Began() time.Time { return p.created }

// Close ends the peer without telling it. Closing twice is no error.
func (p *Peer) Close() { p.end(ErrClosed) }

// ended reports whether the peer is gone.
func (p *Peer) ended() bool { return p.done.Load() }

// expired returns why the peer must end now, or nil.
func (p *Peer) expired(now time.Time) error {
	switch {
	case p.keys.Load() == nil && p.plane.queue.place(p) == 0 && now.UnixNano()-p.since.Load() > int64(handshakeTime):
		return ErrHandshake
	case p.silent(now, consent):
		return ErrSilent
	}
	return nil
}

// silent reports whether no check has come for that long.
func (p *Peer) silent(now time.Time, long time.Duration) bool {
	return now.UnixNano()-p.heard.Load() > int64(long)
}

// end takes the peer out of the plane, once.
func (p *Peer) end(why error) {
	if p.done.Swap(true) {
		return
	}
	p.plane.remove(p)
	if at := p.at.Load(); at != nil {
		at.stream.end() // what is still to be said is said
	}
	p.mu.Lock()
	if p.shake != nil {
		p.shake.Close()
	}
	p.state = nil
	opened := p.opened
	p.mu.Unlock()
	if opened {
		p.plane.counts.open.Add(-1)
		p.plane.config.Closed(p, why)
	} else {
		p.plane.config.Log.Debug("media peer did not get in", "name", p.name, "why", why)
	}
}

// fresh remembers a check's transaction id and reports whether it is new.
func (p *Peer) fresh(id [12]byte) bool {
	if slices.Contains(p.ids[:], id) {
		return false
	}
	p.ids[p.nextID] = id
	p.nextID = (p.nextID + 1) % keptIDs
	return true
}

// create makes the peer that a first authenticated check asks for, unless
// there are too many or the address is taken.
func (p *Plane) create(now time.Time, name string, a Admission, from spot) (*Peer, bool) {
	peer := &Peer{
		Owner: a.Owner, plane: p, name: name, password: a.Password, fingerprint: a.Fingerprint,
		created: now,
	}
	peer.heard.Store(now.UnixNano())
	peer.since.Store(now.UnixNano())
	p.mu.Lock()
	full := len(p.byName) >= p.config.MaxPeers || len(p.gone) >= p.config.MaxPeers
	_, gone := p.gone[name]
	other, free := p.claim(now, peer, from)
	if full || gone || !free {
		p.mu.Unlock()
		return nil, false
	}
	peer.at.Store(newPlace(from, now))
	p.byName[name] = peer
	p.settle(peer, from)
	first := len(p.byName)+len(p.gone) == 1 // before it there was nobody to look after
	p.mu.Unlock()
	if first {
		select {
		case p.came <- struct{}{}:
		default:
		}
	}
	if other != nil {
		other.end(ErrReplaced)
	}
	return peer, true
}

// arrive notes that an authentic check of the peer came from an address, and
// reports whether it may be there. A peer that is through its handshake is
// moved there; before, it is where its handshake comes from. One on a stream
// that works stays there until it nominates the other place: its client only
// tries whether UDP works again.
func (p *Plane) arrive(now time.Time, peer *Peer, from spot, fresh, nominated bool) bool {
	at := peer.at.Load()
	switch {
	case at.spot == from:
		return true
	case !fresh:
		return false
	case peer.keys.Load() != nil && !nominated && at.stream.works():
		return true
	}
	p.mu.Lock()
	other, free := p.claim(now, peer, from)
	if !free || peer.ended() {
		p.mu.Unlock()
		return false
	}
	p.settle(peer, from)
	if peer.keys.Load() != nil {
		peer.at.Store(newPlace(from, now))
	}
	p.mu.Unlock()
	if other != nil {
		other.end(ErrReplaced)
	}
	return true
}

// claim reports whether the peer may be at an address, and who else was there
// and has to end. The caller holds p.mu.
func (p *Plane) claim(now time.Time, peer *Peer, at spot) (other *Peer, free bool) {
	other = p.byAddr[at]
	switch {
	case other == nil || other == peer:
		return nil, true
	case other.silent(now, claimTime):
		return other, true
	}
	return nil, false
}

// settle enters an address of a peer, and drops its oldest one when there are
// too many. The caller holds p.mu.
func (p *Plane) settle(peer *Peer, at spot) {
	p.byAddr[at] = peer
	if slices.Contains(peer.places, at) {
		return
	}
	peer.places = append(peer.places, at)
	if len(peer.places) > maxPlaces {
		p.leave(peer, peer.places[0])
		peer.places = slices.Delete(peer.places, 0, 1)
	}
}

// leave takes an address from a peer. The caller holds p.mu.
func (p *Plane) leave(peer *Peer, at spot) {
	if p.byAddr[at] == peer {
		delete(p.byAddr, at)
	}
}

// remove takes a peer out of the maps and remembers its name.
func (p *Plane) remove(peer *Peer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, at := range peer.places {
		p.leave(peer, at)
	}
	if p.byName[peer.name] == peer {
		delete(p.byName, peer.name)
		p.gone[peer.name] = time.Now()
	}
}

// named returns the peer with an ICE name, or nil.
func (p *Plane) named(name string) *Peer {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.byName[name]
}

// atAddr returns the peer at an address, or nil.
func (p *Plane) atAddr(a spot) *Peer {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.byAddr[a]
}
