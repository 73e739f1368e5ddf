package link

import (
	"bytes"
	"net"
	"sync"
	"time"
)

// burst is how close together the datagrams of one handshake message are sent.
const burst = 50 * time.Millisecond

// A flight is the handshake message that was sent last, as datagrams. The DTLS
// library sends a lost one again at growing intervals; on a weak link that loses
// a quarter of everything, that alone can take half a minute.
type flight struct {
	mu        sync.Mutex // guards the fields below
	datagrams [][]byte
	to        net.Addr
	at        time.Time
}

// handshake reports whether a datagram belongs to a DTLS handshake: change
// cipher spec or handshake, the first record decides (RFC 5246 section 6.2.1).
func handshake(b []byte) bool { return len(b) > 0 && (b[0] == 20 || b[0] == 22) }

// note remembers a datagram that was sent.
func (f *flight) note(now time.Time, b []byte, to net.Addr) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now.Sub(f.at) > burst {
		f.datagrams = nil
	}
	f.datagrams, f.to, f.at = append(f.datagrams, bytes.Clone(b)), to, now
}

// again returns the flight if it was sent so long ago that it may be lost.
func (f *flight) again(now time.Time) ([][]byte, net.Addr) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.datagrams) == 0 || now.Sub(f.at) < flightInterval {
		return nil, nil
	}
	f.at = now
	return f.datagrams, f.to
}

// urge sends each unanswered handshake message again, unchanged, until the link
// is up. A server that has it takes the second for a copy made by the network.
func (l *Link) urge() {
	tick := time.NewTicker(flightInterval / 4)
	defer tick.Stop()
	for {
		select {
		case <-l.up:
			return
		case <-l.done:
			return
		case now := <-tick.C:
			for _, p := range l.paths {
				datagrams, to := p.wire.flight.again(now)
				for _, b := range datagrams {
					p.wire.send(b, to)
				}
			}
		}
	}
}
