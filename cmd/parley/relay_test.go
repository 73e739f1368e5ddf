package main

import (
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"
)

// A relay is a long way to a server: one port number, whose TCP connections and
// datagrams it carries to the server's, each taking half a round trip. Towards the
// server a client has an address of the relay's, which can change.
type relay struct {
	t         testing.TB
	server    *net.UDPAddr
	roundTrip time.Duration
	tcp       net.Listener
	udp       *net.UDPConn

	mu      sync.Mutex // guards the fields below
	client  *net.UDPAddr
	outside *net.UDPConn
	conns   map[net.Conn]bool
	sound   time.Time // when the first packet of sound reached the client
	packets int       // of sound, which have reached the client since rebind
	loss    float64   // share of the datagrams that are lost, both ways
	ups     [128]int  // packets of sound from the client, by payload type
	downs   [128]int  // and to it
}

// newRelay starts a relay to a server, which ends with the test.
func newRelay(t testing.TB, server string, roundTrip time.Duration) *relay {
	t.Helper()
	to, err := net.ResolveUDPAddr("udp", server)
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{t: t, server: to, roundTrip: roundTrip, conns: make(map[net.Conn]bool)}
	for tries := 0; r.udp == nil; tries++ { // until TCP and UDP have one number
		if r.tcp, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
		at := r.tcp.Addr().(*net.TCPAddr)
		if r.udp, err = net.ListenUDP("udp", &net.UDPAddr{IP: at.IP, Port: at.Port}); err != nil {
			r.tcp.Close()
			if tries > 20 {
				t.Fatal(err)
			}
		}
	}
	r.rebind()
	var parts sync.WaitGroup
	parts.Go(r.accept)
	parts.Go(func() { carry(r.udp, r.roundTrip/2, r.up) })
	t.Cleanup(func() {
		r.tcp.Close()
		r.udp.Close()
		r.mu.Lock()
		r.outside.Close()
		for c := range r.conns {
			c.Close()
		}
		r.mu.Unlock()
		parts.Wait()
	})
	return r
}

// address is where clients reach the relay.
func (r *relay) address() string { return r.tcp.Addr().String() }

// rebind gives the client a new address towards the server: another network,
// or a router that has forgotten it.
func (r *relay) rebind() {
	r.t.Helper()
	out, err := net.ListenUDP("udp", &net.UDPAddr{IP: r.server.IP})
	if err != nil {
		r.t.Fatal(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.outside != nil {
		r.outside.Close()
	}
	r.outside, r.packets = out, 0
	go carry(out, r.roundTrip/2, func(b []byte, _ *net.UDPAddr) { r.down(out, b) })
}

// carry reads datagrams and hands each on after a delay, until the socket is closed.
func carry(from *net.UDPConn, delay time.Duration, on func([]byte, *net.UDPAddr)) {
	for buf := make([]byte, 1500); ; {
		n, at, err := from.ReadFromUDP(buf)
		if err != nil {
			return
		}
		b := append([]byte(nil), buf[:n]...)
		time.AfterFunc(delay, func() { on(b, at) })
	}
}

// up carries a datagram to the server.
func (r *relay) up(b []byte, from *net.UDPAddr) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.client = from
	if isSound(b) {
		r.ups[b[1]&0x7f]++
	}
	if rand.Float64() >= r.loss {
		r.outside.WriteToUDP(b, r.server)
	}
}

// down carries a datagram to the client, unless its address is not that any more.
func (r *relay) down(by *net.UDPConn, b []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if by != r.outside || r.client == nil || rand.Float64() < r.loss {
		return
	}
	if isSound(b) {
		r.downs[b[1]&0x7f]++
		if r.packets++; r.sound.IsZero() {
			r.sound = time.Now()
		}
	}
	r.udp.WriteToUDP(b, r.client)
}

// isSound reports whether a datagram is RTP, and not RTCP (RFC 5761 section 4).
func isSound(b []byte) bool { return b[0]&0xc0 == 0x80 && (b[1] < 192 || b[1] > 223) }

// kinds are how many packets of sound of a payload type came from the client, and
// went to it.
func (r *relay) kinds(payloadType uint8) (up, down int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ups[payloadType], r.downs[payloadType]
}

// losing sets the share of datagrams that are lost.
func (r *relay) losing(share float64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.loss = share
}

// heard is how many packets of sound have reached the client since rebind, and
// when the first one of all did.
func (r *relay) heard() (packets int, first time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.packets, r.sound
}

// accept carries TCP connections. The system has accepted one at once, so that
// the round trip of the SYN is added to what comes first.
func (r *relay) accept() {
	for {
		near, err := r.tcp.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", r.server.String())
		if err != nil {
			near.Close()
			continue
		}
		r.mu.Lock()
		r.conns[near], r.conns[far] = true, true
		r.mu.Unlock()
		go stream(far, near, time.Now().Add(r.roundTrip*3/2), r.roundTrip/2)
		go stream(near, far, time.Time{}, r.roundTrip/2)
	}
}

// stream carries bytes, each some delay after it came and not before a time.
func stream(to, from net.Conn, first time.Time, delay time.Duration) {
	type part struct {
		due time.Time
		b   []byte
	}
	parts := make(chan part, 1024)
	go func() {
		defer to.Close()
		for p := range parts {
			time.Sleep(time.Until(p.due))
			if _, err := to.Write(p.b); err != nil {
				from.Close()
			}
		}
	}()
	defer close(parts)
	for buf := make([]byte, 16<<10); ; {
		n, err := from.Read(buf)
		if n > 0 {
			due := time.Now().Add(delay)
			if due.Before(first) {
				due = first
			}
			parts <- part{due, append([]byte(nil), buf[:n]...)}
		}
		if err != nil {
			if err != io.EOF {
				to.Close()
			}
			return
		}
	}
}
