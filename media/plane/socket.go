package plane

import (
	"errors"
	"net"
	"net/netip"
	"runtime"
	"time"

	"golang.org/x/net/ipv4"
)

// batchSize is how many packets one system call sends. More would save nothing
// that can be measured, and the first would wait for the last.
const batchSize = 256

// A spot is where something came from: an address of the UDP socket or, if
// stream is not nil, a stream.
type spot struct {
	port   netip.AddrPort // unmapped: IPv4 is never written as IPv6
	stream *stream
}

// A place is where a peer is: a spot and the other form of its address, made
// once.
type place struct {
	spot
	udp   *net.UDPAddr
	since int64 // when the peer came there, in Unix nanoseconds
}

// newPlace returns both forms of the address of a spot that a peer has come to.
func newPlace(a spot, now time.Time) *place {
	return &place{a, net.UDPAddrFromAddrPort(a.port), now.UnixNano()}
}

// A socket reads and writes datagrams in the cheapest way that the connection
// allows.
type socket struct {
	any   net.PacketConn
	udp   *net.UDPConn     // nil if any is not one
	batch *ipv4.PacketConn // nil where sendmmsg does not exist
}

func newSocket(c net.PacketConn) *socket {
	s := &socket{any: c}
	if udp, ok := c.(*net.UDPConn); ok {
		s.udp = udp
		// The buffers hold what comes while the reader is busy sending one
		// packet to everybody. The system may give less; that is no error.
		udp.SetReadBuffer(4 << 20)
		udp.SetWriteBuffer(4 << 20)
		if runtime.GOOS == "linux" {
			// Linux takes IPv4 addresses on a dual-stack socket too, so that
			// this one type serves both families.
			s.batch = ipv4.NewPacketConn(udp)
		}
	}
	return s
}

// read reads one datagram.
func (s *socket) read(b []byte) (int, netip.AddrPort, error) {
	if s.udp != nil {
		n, from, err := s.udp.ReadFromUDPAddrPort(b)
		return n, unmapped(from), err
	}
	n, from, err := s.any.ReadFrom(b)
	if err != nil {
		return n, netip.AddrPort{}, err
	}
	udp, ok := from.(*net.UDPAddr)
	if !ok {
		return n, netip.AddrPort{}, errors.New("the sender's address is not a UDP address")
	}
	return n, unmapped(udp.AddrPort()), nil
}

// unmapped writes an IPv4 address as one, however the socket gave it.
func unmapped(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
}

// write sends one datagram. A stream takes it, or loses it like any network.
func (s *socket) write(b []byte, to *place) error {
	var err error
	if to.stream != nil {
		return to.stream.write(b)
	}
	if s.udp != nil {
		_, err = s.udp.WriteToUDPAddrPort(b, to.port)
	} else {
		_, err = s.any.WriteTo(b, to.udp)
	}
	return err
}

// writeAll sends the messages and returns how many the socket did not take.
// One address that cannot be reached does not stop the others.
func (s *socket) writeAll(messages []ipv4.Message, to []*place) (unsent int) {
	if s.batch == nil {
		for i := range messages {
			if s.write(messages[i].Buffers[0], to[i]) != nil {
				unsent++
			}
		}
		return unsent
	}
	for len(messages) > 0 {
		n, err := s.batch.WriteBatch(messages, 0)
		if err != nil || n == 0 {
			unsent++
			n = 1
			if errors.Is(err, net.ErrClosed) {
				return unsent + len(messages) - 1
			}
		}
		messages = messages[n:]
	}
	return unsent
}
