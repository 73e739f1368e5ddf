package serve

import (
	"net/netip"
	"sync"
	"time"
)

// maxAddresses bounds the table of rates: 100 bytes each.
const maxAddresses = 16 << 10

// rates bound how often each address may do something. Whoever has one address
// of IPv6 has its whole /64 (RFC 4291 section 2.5.4), so that counts as one.
// When the table is full of addresses that are busy, those that are new share
// one bucket: a flood from everywhere is limited too.
type rates struct {
	rate, burst float64

	mu     sync.Mutex // guards the fields below
	seen   map[netip.Prefix]allowance
	others allowance
	swept  time.Time
}

// An allowance is a bucket of tokens.
type allowance struct {
	tokens float64
	at     time.Time // when it had so many; zero: it is full
}

func newRates(rate float64, burst int) *rates {
	return &rates{rate: rate, burst: float64(burst), seen: map[netip.Prefix]allowance{}}
}

// network is what counts as one address.
func network(a netip.Addr) netip.Prefix {
	a = a.Unmap().WithZone("")
	bits := 64
	if a.Is4() {
		bits = 32
	}
	p, _ := a.Prefix(bits) // of an address that is none: the zero prefix, which is one too
	return p
}

// take reports whether the address may do it once more.
func (r *rates) take(from netip.Addr, now time.Time) bool {
	p := network(from)
	r.mu.Lock()
	defer r.mu.Unlock()
	a, known := r.seen[p]
	if !known && len(r.seen) >= maxAddresses {
		r.sweep(now)
		if len(r.seen) >= maxAddresses {
			return r.others.take(r.rate, r.burst, now)
		}
	}
	ok := a.take(r.rate, r.burst, now)
	r.seen[p] = a
	return ok
}

// sweep forgets the addresses whose bucket is full again, once a second at most.
func (r *rates) sweep(now time.Time) {
	if now.Sub(r.swept) < time.Second {
		return
	}
	r.swept = now
	for p, a := range r.seen {
		if a.tokens+r.rate*now.Sub(a.at).Seconds() >= r.burst {
			delete(r.seen, p)
		}
	}
}

func (a *allowance) take(rate, burst float64, now time.Time) bool {
	if a.at.IsZero() {
		a.tokens = burst
	} else {
		a.tokens = min(burst, a.tokens+rate*max(now.Sub(a.at), 0).Seconds())
	}
	a.at = now
	if a.tokens < 1 {
		return false
	}
	a.tokens--
	return true
}
