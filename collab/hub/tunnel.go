package hub

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"

	"github.com/coder/websocket"

	"parley/collab/ticket"
)

// serveTunnel is the last way for sound, where only TLS passes: a WebSocket of
// its own, whose messages, one after the other, are bytes that somebody else
// understands. The ticket is asked for here as at the text door; who it is, the
// sound itself proves.
func (h *Hub) serveTunnel(w http.ResponseWriter, r *http.Request) {
	done, err := h.hearer(r)
	if err != nil {
		h.refuse(w, err)
		return
	}
	defer done()
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

// hearer says whether a request may be for sound. done gives its place back.
func (h *Hub) hearer(r *http.Request) (done func(), err error) {
	if h.config.Sound == nil {
		return nil, refusal{http.StatusNotFound, "There is no sound here."}
	}
	t, err := h.config.Key.CheckOffer(bearer(r), h.config.Now())
	switch {
	case errors.Is(err, ticket.ErrExpired):
		return nil, errExpired
	case err != nil:
		return nil, errForged
	}
	if err := h.Admits(r.Context(), t.Payload); err != nil {
		return nil, err
	}
	return h.tunnels.take(t.Payload.Meeting, h.mayTunnel(t.Payload.Meeting))
}

// strayTunnels is how many tunnels a meeting may have beside two for each person
// in it: of those who come in by their sound first, and of lines that were lost
// and do not know it yet.
const strayTunnels = 32

// mayTunnel returns how many tunnels a meeting may have open: a link alone must
// not be worth thousands of connections.
func (h *Hub) mayTunnel(id [8]byte) int {
	l, _ := h.hall(id)
	if l == nil {
		return strayTunnels
	}
	return strayTunnels + 2*int(l.present.Load())
}

// tunnels counts those that are open, by meeting. The zero tunnels is ready.
type tunnels struct {
	mu   sync.Mutex
	open map[[8]byte]int // guarded by mu
}

// take takes one more place of so many. done gives it back.
func (t *tunnels) take(id [8]byte, most int) (done func(), err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open[id] >= most {
		return nil, errCrowded
	}
	if t.open == nil {
		t.open = map[[8]byte]int{}
	}
	t.open[id]++
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.open[id]--; t.open[id] == 0 {
			delete(t.open, id)
		}
	}, nil
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
