package sfu_test

import (
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/pion/transport/v5/vnet"
)

// A relay stands between one client and the server, like a router that does
// NAT: the server sees the relay's address, which can change, and packets can
// be lost in it.
type relay struct {
	t       testing.TB
	net     *vnet.Net
	inside  net.PacketConn // where the client sends to
	address string
	server  net.Addr

	mu        sync.Mutex // guards the fields below
	client    net.Addr
	outside   net.PacketConn
	lose      func(up bool, packet []byte) bool
	lostUp    int
	lostDown  int
	forwarded int
	stalled   time.Time // nothing is carried until then: it waits in a queue
}

// relay starts a relay that ends with the test.
func (w *world) relay() *relay {
	w.t.Helper()
	n := w.place()
	inside, err := n.ListenPacket("udp4", "0.0.0.0:5000")
	if err != nil {
		w.t.Fatal(err)
	}
	server, err := net.ResolveUDPAddr("udp4", w.address)
	if err != nil {
		w.t.Fatal(err)
	}
	addresses, err := n.InterfaceByName("eth0")
	if err != nil {
		w.t.Fatal(err)
	}
	all, _ := addresses.Addrs()
	ip, _, _ := net.ParseCIDR(all[0].String())
	r := &relay{t: w.t, net: n, inside: inside, server: server, address: net.JoinHostPort(ip.String(), "5000")}
	r.rebind()
	w.t.Cleanup(func() {
		inside.Close()
		r.mu.Lock()
		defer r.mu.Unlock()
		r.outside.Close()
	})
	go r.up()
	return r
}

// rebind gives the client a new address towards the server.
func (r *relay) rebind() {
	r.t.Helper()
	out, err := r.net.ListenPacket("udp4", "0.0.0.0:0")
	if err != nil {
		r.t.Fatal(err)
	}
	r.mu.Lock()
	before := r.outside
	r.outside = out
	r.mu.Unlock()
	if before != nil {
		before.Close()
	}
	go r.down(out)
}

// losing sets which packets are lost.
func (r *relay) losing(lose func(up bool, packet []byte) bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lose = lose
}

// loses reports whether a packet is lost.
func (r *relay) loses(up bool, packet []byte) bool {
	if r.lose == nil || !r.lose(up, packet) {
		r.forwarded++
		return false
	}
	if up {
		r.lostUp++
	} else {
		r.lostDown++
	}
	return true
}

// up carries packets to the server.
func (r *relay) up() {
	buf := make([]byte, 1500)
	for {
		n, from, err := r.inside.ReadFrom(buf)
		if err != nil {
			return
		}
		r.queue()
		r.mu.Lock()
		r.client = from
		if !r.loses(true, buf[:n]) {
			r.outside.WriteTo(buf[:n], r.server)
		}
		r.mu.Unlock()
	}
}

// down carries packets to the client.
func (r *relay) down(from net.PacketConn) {
	buf := make([]byte, 1500)
	for {
		n, _, err := from.ReadFrom(buf)
		if err != nil {
			return
		}
		r.queue()
		r.mu.Lock()
		if !r.loses(false, buf[:n]) {
			r.inside.WriteTo(buf[:n], r.client)
		}
		r.mu.Unlock()
	}
}

// stall fills the queue, so that it takes that long until anything passes.
func (r *relay) stall(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stalled = time.Now().Add(d)
}

// queue waits for what was in the queue before.
func (r *relay) queue() {
	r.mu.Lock()
	wait := time.Until(r.stalled)
	r.mu.Unlock()
	time.Sleep(wait)
}

// everything is lost.
func everything(bool, []byte) bool { return true }

// randomly loses a share of all packets.
func randomly(seed uint64, share float64) func(bool, []byte) bool {
	dice := rand.New(rand.NewPCG(seed, 1))
	return func(bool, []byte) bool { return dice.Float64() < share }
}

// sound reports whether a packet is RTP, and not RTCP, STUN or DTLS.
func sound(packet []byte) bool {
	return packet[0]&0xc0 == 0x80 && (packet[1] < 192 || packet[1] > 223)
}
