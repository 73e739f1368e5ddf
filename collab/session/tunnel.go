package session

import (
	"context"
	"fmt"
	"net"
	"net/http"

	"github.com/coder/websocket"

	"parley/collab/ticket"
)

// tunnelPath is that of the sound door for those whom only TLS reaches.
const tunnelPath = "/v1/tunnel"

// DialSound opens a WebSocket at the server's sound door and returns it as a
// connection of bytes. It goes where the text goes: to the same port, through
// the same proxy, and only to the server that the link names. dial makes the
// connection under TLS; nil: as a session does by itself.
func DialSound(ctx context.Context, link ticket.Link, dial func(ctx context.Context, address string) (net.Conn, error)) (net.Conn, error) {
	if dial == nil {
		dial = Dial
	}
	s := &Session{config: Config{Link: link, Dial: dial}}
	k, err := s.connect(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", link.Host, err)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, enterWithin, ErrDead)
	defer cancel()
	in, err := s.soonest(ctx, k)
	if err != nil {
		return nil, fmt.Errorf("make sure of the server at %s: %w", link.Host, because(ctx, err))
	}
	ws, err := s.enter(ctx, in, tunnelPath, http.Header{"Authorization": {"Bearer " + link.Ticket.OfferProof()}})
	if err != nil {
		in.socket.Close()
		return nil, fmt.Errorf("enter the sound door at %s: %w", link.Host, err)
	}
	bytes := websocket.NetConn(context.Background(), ws, websocket.MessageBinary)
	return &tunnel{Conn: bytes, ws: ws, under: in.socket.Conn}, nil
}

// A tunnel is a WebSocket as a connection of bytes.
type tunnel struct {
	net.Conn
	ws    *websocket.Conn
	under net.Conn
}

// NetConn is the connection under TLS.
func (t *tunnel) NetConn() net.Conn { return t.under }

// Close ends the connection without a farewell, which would wait.
func (t *tunnel) Close() error { return t.ws.CloseNow() }
