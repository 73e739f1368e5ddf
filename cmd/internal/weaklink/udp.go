package weaklink

import (
	"net"
	"time"
)

// largest is more than any datagram of ours.
const largest = 2048

// carryUp takes datagrams towards the server, until the link is closed.
func (l *Link) carryUp() {
	buf := make([]byte, largest)
	for {
		n, from, err := l.udp.ReadFromUDP(buf)
		if err != nil {
			return
		}
		to := l.peer(from)
		if to == nil {
			return
		}
		l.deliver(l.up, buf[:n], func(b []byte) { _, _ = to.Write(b) })
	}
}

// peer is the socket that stands for a client towards the server.
func (l *Link) peer(client *net.UDPAddr) *net.UDPConn {
	l.mu.Lock()
	defer l.mu.Unlock()
	if c := l.peers[client.String()]; c != nil || l.over {
		return c
	}
	c, err := net.DialUDP("udp", nil, l.server)
	if err != nil {
		return nil
	}
	l.peers[client.String()] = c
	l.parts.Go(func() { l.carryDown(c, client) })
	return c
}

// carryDown takes datagrams from the server to a client, until the link is closed.
func (l *Link) carryDown(from *net.UDPConn, client *net.UDPAddr) {
	buf := make([]byte, largest)
	for {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		l.deliver(l.down, buf[:n], func(b []byte) { _, _ = l.udp.WriteToUDP(b, client) })
	}
}

// deliver hands a datagram on when it arrives, if it does.
func (l *Link) deliver(d *direction, b []byte, on func([]byte)) {
	now := time.Now()
	due, arrives := d.send(now, len(b)+udpHeaders)
	switch wait := due.Sub(now); {
	case !arrives:
	case wait <= 0:
		on(b)
	default:
		kept := append([]byte(nil), b...)
		time.AfterFunc(wait, func() { on(kept) })
	}
}
