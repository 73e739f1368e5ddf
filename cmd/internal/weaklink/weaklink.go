// Package weaklink is a bad link for whole programs, in this process: a relay to
// a server that delays, loses and slows down what goes through it, datagrams and
// TCP connections alike, and counts it as a network would, with the headers of
// IP. It needs no rights and no kernel's help, as real sockets lead to it.
package weaklink

import (
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// A Weather is how bad the link is, in each direction.
type Weather struct {
	Loss   float64       // share of the packets lost, 0 to 1
	Burst  time.Duration // how long nothing gets through at once; 0: each packet is lost by itself
	Delay  time.Duration // one way
	Jitter time.Duration // that a packet may take longer, at most; it never overtakes another
	Kbit   float64       // kbit/s that fit; 0: as much as there is
	Seed   uint64        // of what is left to chance
}

// queue is how long a packet may wait for its turn on a slow link before it is
// dropped.
const queue = 500 * time.Millisecond

// What a packet has before its bytes, in IPv4. TCP's options are the time stamps
// that every system sends.
const (
	udpHeaders = 20 + 8
	tcpHeaders = 20 + 20 + 12
	segment    = 1448 // bytes of a TCP segment at most
)

// A Direction is one way over the link. Its fields are guarded by mu.
type direction struct {
	weather Weather
	bytes   atomic.Int64 // with headers, as sent into the link
	lost    atomic.Int64 // packets

	mu      sync.Mutex
	rand    *rand.Rand
	free    time.Time // when the slow link has sent all that waits
	last    time.Time // when the last packet arrives
	badTill time.Time // until then nothing gets through
	turn    time.Time // then it begins to be bad again
}

func newDirection(w Weather, seed uint64) *direction {
	return &direction{weather: w, rand: rand.New(rand.NewPCG(w.Seed, seed))}
}

// send takes a packet of so many bytes into the link and returns when it arrives,
// or that it is lost.
func (d *direction) send(now time.Time, size int) (due time.Time, arrives bool) {
	d.bytes.Add(int64(size))
	d.mu.Lock()
	defer d.mu.Unlock()
	leaves := now
	if d.weather.Kbit > 0 {
		leaves = later(now, d.free)
		if leaves.Sub(now) > queue {
			d.lost.Add(1)
			return due, false
		}
		leaves = leaves.Add(time.Duration(float64(size*8) / d.weather.Kbit * float64(time.Millisecond)))
		d.free = leaves
	}
	if d.loses(now) {
		d.lost.Add(1)
		return due, false
	}
	due = leaves.Add(d.weather.Delay)
	if d.weather.Jitter > 0 {
		due = due.Add(time.Duration(d.rand.Int64N(int64(d.weather.Jitter))))
	}
	d.last = later(due, d.last)
	return d.last, true
}

// loses draws whether a packet is lost that is sent now. In bursts, times in which
// nothing gets through alternate with times in which all does, whose length is
// left to chance.
func (d *direction) loses(now time.Time) bool {
	w := d.weather
	switch {
	case w.Loss <= 0:
		return false
	case w.Burst <= 0:
		return d.rand.Float64() < w.Loss
	}
	for d.turn.IsZero() || !now.Before(d.turn) {
		from := d.turn
		if from.IsZero() {
			from = now
		}
		good := time.Duration(d.rand.ExpFloat64() * float64(w.Burst) * (1 - w.Loss) / w.Loss)
		d.badTill, d.turn = from.Add(w.Burst), from.Add(w.Burst+good)
	}
	return now.Before(d.badTill)
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// A Link is a relay to a server.
type Link struct {
	server   *net.UDPAddr
	tcp      net.Listener
	udp      *net.UDPConn
	up, down *direction

	mu    sync.Mutex // guards the fields below
	peers map[string]*net.UDPConn
	conns map[net.Conn]bool
	over  bool
	parts sync.WaitGroup
}

// Open makes a link to a server at HOST:PORT. Who dials Address reaches it by the
// link.
func Open(server string, w Weather) (*Link, error) {
	to, err := net.ResolveUDPAddr("udp", server)
	if err != nil {
		return nil, fmt.Errorf("open a link to %s: %w", server, err)
	}
	l := &Link{server: to, up: newDirection(w, 1), down: newDirection(w, 2), peers: map[string]*net.UDPConn{}, conns: map[net.Conn]bool{}}
	for tries := 0; l.udp == nil; tries++ { // until TCP and UDP have one number
		if l.tcp, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			return nil, fmt.Errorf("open a link to %s: %w", server, err)
		}
		at := l.tcp.Addr().(*net.TCPAddr)
		if l.udp, err = net.ListenUDP("udp", &net.UDPAddr{IP: at.IP, Port: at.Port}); err != nil {
			l.tcp.Close()
			if tries > 20 {
				return nil, fmt.Errorf("open a link to %s: %w", server, err)
			}
		}
	}
	l.parts.Go(l.accept)
	l.parts.Go(l.carryUp)
	return l, nil
}

// Address is HOST:PORT of the near end.
func (l *Link) Address() string { return l.tcp.Addr().String() }

// Bytes is what went into the link so far, to the server and from it, with the
// headers of IP and UDP. Of TCP, whose packets a relay does not see, each piece of
// bytes counts as so many segments, and half as many acknowledgements in the other
// direction.
func (l *Link) Bytes() (up, down int64) { return l.up.bytes.Load(), l.down.bytes.Load() }

// Close ends everything that goes over the link.
func (l *Link) Close() {
	l.mu.Lock()
	l.over = true
	l.tcp.Close()
	l.udp.Close()
	for _, c := range l.peers {
		c.Close()
	}
	for c := range l.conns {
		c.Close()
	}
	l.mu.Unlock()
	l.parts.Wait()
}
