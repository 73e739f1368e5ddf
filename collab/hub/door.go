package hub

import (
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/coder/websocket"

	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// A refusal is an answer before the upgrade: a status and one plain sentence.
type refusal struct {
	status   int
	sentence string
}

// Error makes a refusal an error.
func (r refusal) Error() string { return r.sentence }

var (
	errRestarting = refusal{http.StatusServiceUnavailable, "The server is restarting; come back in a moment."}
	errCrowded    = refusal{http.StatusServiceUnavailable, "The meeting is full."}
	errNotKept    = refusal{http.StatusServiceUnavailable, "The server cannot write to its disk."}
)

// ServeHTTP is the text door, /v1/text; /healthz says whether it is open.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/v1/text":
		if !h.enter() {
			refuse(w, errRestarting)
			return
		}
		defer h.lines.Done()
		h.serveText(w, r)
	case "/healthz":
		if _, open := h.hall([8]byte{}); !open {
			refuse(w, errRestarting)
			return
		}
		io.WriteString(w, "ok\n")
	default:
		refuse(w, refusal{http.StatusNotFound, "There is nothing here."})
	}
}

func refuse(w http.ResponseWriter, err error) {
	answer := refusal{http.StatusServiceUnavailable, "The server cannot let you in now."}
	errors.As(err, &answer)
	http.Error(w, answer.sentence, answer.status)
}

// serveText lets a person in and stays until the connection has ended. Whoever
// may not come in is told before the upgrade; whoever may is in the meeting
// before it, so that the welcome goes out right behind the 101.
func (h *Hub) serveText(w http.ResponseWriter, r *http.Request) {
	l, hello, role, err := h.admit(r)
	if err != nil {
		refuse(w, err)
		return
	}
	g := &gathering{ResponseWriter: w}
	a := newAttendee(h.config, hello, role)
	if err := l.join(a, hello); err != nil {
		refuse(w, err)
		return
	}
	defer l.leave(a)
	ws, err := websocket.Accept(g, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled})
	if err != nil { // answered by Accept
		return
	}
	ws.SetReadLimit(wire.MaxCommand)
	a.serve(l, ws, g.conn)
}

// admit checks who comes and where to.
func (h *Hub) admit(r *http.Request) (*hall, wire.Hello, meeting.Role, error) {
	none := wire.Hello{}
	header := r.Header.Get("Parley-Hello")
	p, err := h.config.Key.CheckText(r.Header.Get("Authorization"), header, h.config.Now())
	switch {
	case errors.Is(err, ticket.ErrExpired):
		return nil, none, 0, refusal{http.StatusGone, "This link is not good any more; ask for a new one."}
	case err != nil:
		return nil, none, 0, refusal{http.StatusUnauthorized, "This link was not made by this server, or was damaged on its way."}
	}
	hello, err := wire.ParseHello(header)
	role := meeting.Role(p.Role)
	switch {
	case err != nil:
		return nil, none, 0, refusal{http.StatusBadRequest, "The client's first words make no sense."}
	case hello.Protocol != wire.Protocol:
		return nil, none, 0, refusal{http.StatusUpgradeRequired, fmt.Sprintf("This server speaks version %d of the protocol, the client version %d.", wire.Protocol, hello.Protocol)}
	case hello.Name == "":
		return nil, none, 0, refusal{http.StatusBadRequest, "A name is needed to come in."}
	case !role.Valid():
		return nil, none, 0, refusal{http.StatusBadRequest, "The link is for a role that this server does not know."}
	}
	l, open := h.hall(p.Meeting)
	switch {
	case !open:
		return nil, none, 0, errRestarting
	case l == nil:
		return nil, none, 0, refusal{http.StatusNotFound, "There is no such meeting here."}
	}
	return l, hello, role, nil
}
