package main

import (
	"context"
	"net"

	"parley/collab/session"
	"parley/collab/ticket"
	"parley/media/link"
)

// What a datagram costs beside itself, in bytes: its length and the headers of
// TCP, with timestamps, and IP; inside the WebSocket also its header and that of
// a TLS record. Datagrams that travel together cost less.
const (
	tcpOverhead       = 2 + 32 + 20
	websocketOverhead = tcpOverhead + 8 + 22
)

// waysBesideUDP are the ways for sound to the server of a link where UDP does
// not pass: TCP to the same port and, last, a WebSocket beside that of the text.
func waysBesideUDP(to ticket.Link) []link.Way {
	return []link.Way{
		{Name: "tcp", Overhead: tcpOverhead, Dial: func(ctx context.Context) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", to.Host)
		}},
		{Name: "websocket", Overhead: websocketOverhead, Dial: func(ctx context.Context) (net.Conn, error) {
			return session.DialSound(ctx, to, nil)
		}},
	}
}
