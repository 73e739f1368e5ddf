package hub

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"

	"github.com/coder/websocket"

	"parley/collab/ticket"
)

// serveTunnel is the last way for sound, where only TLS passes: a WebSocket of
// its own, whose messages, one after the other, are bytes that somebody else
// understands. The ticket is asked for here as at the text door; who it is, the
// sound itself proves.
func (h *Hub) serveTunnel(w http.ResponseWriter, r *http.Request) {
	if err := h.hearer(r); err != nil {
		h.refuse(w, err)
		return
	}
	g := &gathering{ResponseWriter: w}
	ws, err := websocket.Accept(g, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled})
	if err != nil { // answered by Accept
		return
	}
	if g.conn.Release() != nil { // the 101, which waited for a welcome that does not come here
		ws.CloseNow()
		return
	}
	// However long a message is, it is read in pieces as they come.
	bytes := websocket.NetConn(context.Background(), ws, websocket.MessageBinary)
	h.config.Sound(&tunnel{Conn: bytes, ws: ws, under: g.conn})
}

// hearer says whether a request may be for sound.
func (h *Hub) hearer(r *http.Request) error {
	if h.config.Sound == nil {
		return refusal{http.StatusNotFound, "There is no sound here."}
	}
	t, err := h.config.Key.CheckOffer(bearer(r), h.config.Now())
	switch {
	case errors.Is(err, ticket.ErrExpired):
		return errExpired
	case err != nil:
		return errForged
	}
	return h.Admits(r.Context(), t.Payload)
}

// bearer is the token of a request, or nothing that would be one.
func bearer(r *http.Request) string {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return token
}

// A tunnel is a WebSocket as a connection of bytes.
type tunnel struct {
	net.Conn
	ws    *websocket.Conn
	under *gatherer
}

// NetConn is the connection under the WebSocket.
func (t *tunnel) NetConn() net.Conn { return bare(t.under.Conn) }

// RemoteAddr is the client's.
func (t *tunnel) RemoteAddr() net.Addr { return t.under.RemoteAddr() }

// Close ends the connection without a farewell, which would wait.
func (t *tunnel) Close() error { return t.ws.CloseNow() }
