package link

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/transport/v5"
	"github.com/pion/transport/v5/stdnet"
)

// A path is one address of the server and the socket that leads there.
type path struct {
	server netip.AddrPort
	wire   *wire
	name   string // of the way: "udp", or as Config.Ways has it
}

// openPaths resolves the server's name and opens a socket for the first
// address of each family to which the machine has a route. No packet is sent.
func openPaths(ctx context.Context, n transport.Net, server string) ([]path, error) {
	addresses, err := resolve(ctx, n, server)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrName, err)
	}
	if n == nil {
		if n, err = stdnet.NewNet(); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNetwork, err)
		}
	}
	var paths []path
	var last error
	var had [2]bool // IPv4, IPv6
	for _, a := range addresses {
		family := 0
		if a.Addr().Is6() {
			family = 1
		}
		if had[family] {
			continue
		}
		w, err := openWire(n, a)
		if err != nil {
			last = err
			continue
		}
		had[family] = true
		paths = append(paths, path{a, w, overUDP})
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("%w: %w", ErrNetwork, last)
	}
	return paths, nil
}

// resolve returns the addresses of HOST:PORT.
func resolve(ctx context.Context, n transport.Net, server string) ([]netip.AddrPort, error) {
	host, portName, err := net.SplitHostPort(server)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(portName, 10, 16)
	if err != nil {
		return nil, err
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.AddrPort{netip.AddrPortFrom(ip.Unmap(), uint16(port))}, nil
	}
	if n != nil {
		a, err := n.ResolveUDPAddr("udp", server)
		if err != nil {
			return nil, err
		}
		return []netip.AddrPort{netip.AddrPortFrom(a.AddrPort().Addr().Unmap(), uint16(port))}, nil
	}
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	var out []netip.AddrPort
	for _, ip := range ips {
		out = append(out, netip.AddrPortFrom(ip.Unmap(), uint16(port)))
	}
	return out, nil
}

// A wire is the socket of a link: the only one, whatever interfaces the machine
// has. It is bound to no address, so that the system picks the interface for
// each packet and a change of network needs no new connection: the server
// follows the checks. It counts what passes.
type wire struct {
	net.PacketConn
	local    *net.UDPAddr // what the ICE agent is told: the address used at first
	overhead int64        // bytes of IP and UDP headers
	close    sync.Once
	flight   flight
	stream   *stream                      // what it is, if it is none of UDP
	basin    basin                        // what it is, if datagrams can gather in it
	passes   func(at time.Time, b []byte) // is told of each datagram that comes
	probes   probes
	trips    trips
	heard    atomic.Int64 // when something last came, in Unix nanoseconds

	packetsIn, packetsOut, bytesIn, bytesOut atomic.Int64
}

// openWire opens the socket for packets to the server.
func openWire(n transport.Net, server netip.AddrPort) (*wire, error) {
	network, anyone, overhead := "udp4", net.IPv4zero, int64(20+8)
	if server.Addr().Is6() {
		network, anyone, overhead = "udp6", net.IPv6unspecified, 40+8
	}
	probe, err := n.Dial(network, server.String()) // asks for the route, sends nothing
	if err != nil {
		return nil, fmt.Errorf("find a route to %v: %w", server, err)
	}
	local, ok := probe.LocalAddr().(*net.UDPAddr)
	probe.Close()
	if !ok {
		return nil, fmt.Errorf("find a route to %v: no local address", server)
	}
	socket, err := n.ListenUDP(network, &net.UDPAddr{IP: anyone})
	if err != nil {
		return nil, fmt.Errorf("open a socket to %v: %w", server, err)
	}
	bound, ok := socket.LocalAddr().(*net.UDPAddr)
	if !ok {
		socket.Close()
		return nil, fmt.Errorf("open a socket to %v: no local address", server)
	}
	w := &wire{
		PacketConn: socket, overhead: overhead,
		local: &net.UDPAddr{IP: local.IP, Zone: local.Zone, Port: bound.Port},
	}
	if server.Addr().Zone() == "" { // what a zone is called may change
		w.PacketConn = newSocket(socket)
		w.basin, _ = w.PacketConn.(basin)
	}
	return w, nil
}

// ReadFrom reads a datagram. What the system reports about an earlier one, such
// as that nobody listened, is not an error of this one: the ICE agent would
// stop reading for ever.
func (w *wire) ReadFrom(b []byte) (int, net.Addr, error) {
	for tries := 0; ; tries++ {
		n, from, err := w.PacketConn.ReadFrom(b)
		var timeout net.Error
		switch {
		case err == nil:
			w.packetsIn.Add(1)
			w.bytesIn.Add(int64(n) + w.overhead)
			at := w.came()
			w.heard.Store(at.UnixNano())
			w.trips.came(at, b[:n])
			w.passes(at, b[:n])
			if w.probes.takes(b[:n]) {
				tries = 0
				continue
			}
			return n, from, nil
		case errors.Is(err, net.ErrClosed), errors.As(err, &timeout) && timeout.Timeout(), tries > 100:
			return n, from, err
		}
	}
}

// came is when the datagram came that was read last.
func (w *wire) came() time.Time {
	if w.basin != nil {
		return w.basin.came()
	}
	return time.Now()
}

// WriteTo sends a datagram.
func (w *wire) WriteTo(b []byte, to net.Addr) (int, error) {
	if w.stream == nil && handshake(b) { // a stream loses nothing
		w.flight.note(time.Now(), b, to)
	}
	w.trips.sent(time.Now(), b)
	return w.send(b, to)
}

// send sends a datagram and counts it.
func (w *wire) send(b []byte, to net.Addr) (int, error) {
	n, err := w.PacketConn.WriteTo(b, to)
	if err == nil {
		w.packetsOut.Add(1)
		w.bytesOut.Add(int64(n) + w.overhead)
	}
	return n, err
}

// Close closes the socket. Closing twice is no error.
func (w *wire) Close() (err error) {
	w.close.Do(func() { err = w.PacketConn.Close() })
	return err
}

// A wires gives the ICE agent the sockets that there are, and keeps it from
// opening others: one host candidate per family of addresses, nothing else.
type wires []path

// GetListenAddresses returns where the sockets are reached from.
func (ws wires) GetListenAddresses() (all []net.Addr) {
	for _, p := range ws {
		all = append(all, p.wire.local)
	}
	return all
}

// GetConn returns the socket with a local address.
func (ws wires) GetConn(_ string, at net.Addr) (net.PacketConn, error) {
	for _, p := range ws {
		if p.wire.local.String() == at.String() {
			return p.wire, nil
		}
	}
	return nil, fmt.Errorf("no socket at %v", at)
}

// RemoveConnByUfrag does nothing: the agent closes what it was given.
func (ws wires) RemoveConnByUfrag(string) {}

// Close closes all sockets.
func (ws wires) Close() error {
	for _, p := range ws {
		p.wire.Close()
	}
	return nil
}
