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
	errCrowded    = refusal{http.StatusTooManyRequests, "The meeting is full."}
	errFull       = refusal{http.StatusTooManyRequests, "The server is full."}
	errExpired    = refusal{http.StatusGone, "This link is not good any more; ask for a new one."}
	errForged     = refusal{http.StatusUnauthorized, "This link was not made by this server, or was damaged on its way."}
	errNotKept    = refusal{http.StatusInsufficientStorage, "The server cannot write to its disk."}
	errRemoved    = refusal{http.StatusForbidden, "The chair has taken you out of this meeting."}
	errRevoked    = refusal{http.StatusLocked, "The chair has revoked this link; ask for a new one."}
	errNoMeeting  = refusal{http.StatusNotFound, "There is no such meeting here."}
	errBroken     = refusal{http.StatusServiceUnavailable, "The server cannot read the meeting's log; tell who runs it."}
)

// ServeHTTP is the text door, /v1/text, and the last way in for sound,
// /v1/tunnel; at /v1/invite a chair gets links, at /v1/history the meeting's past is read;
// /healthz says whether it is open.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/v1/text":
		h.serveText(w, r)
	case "/v1/invite":
		h.serveInvite(w, r)
	case "/v1/history":
		h.servePast(w, r)
	case "/v1/log":
		h.serveLog(w, r)
	case "/v1/tunnel":
		h.serveTunnel(w, r)
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

// retryAfter is how soon one who is refused for want of a place, or of a
// server, is told to come back: seconds for those, moments for these.
var retryAfter = map[int]string{http.StatusTooManyRequests: "10", http.StatusServiceUnavailable: "1"}

// refuse answers at the text door, and counts it.
func (h *Hub) refuse(w http.ResponseWriter, err error) {
	answer := refuse(w, err)
	if n := h.counts.refused[answer.status]; n != nil {
		n.Add(1)
	}
	h.config.Logger.Debug("somebody was not let in", "status", answer.status, "why", answer.sentence)
}

func refuse(w http.ResponseWriter, err error) refusal {
	answer := refusal{http.StatusServiceUnavailable, "The server cannot let you in now."}
	errors.As(err, &answer)
	if after := retryAfter[answer.status]; after != "" {
		w.Header().Set("Retry-After", after)
	}
	http.Error(w, answer.sentence, answer.status)
	return answer
}

// serveText lets a person in. Whoever may not come in is told before the
// upgrade; whoever may is in the meeting, or in its waiting room, before it, so
// that the welcome goes out right behind the 101. The connection then goes on
// without the web server, whose goroutine and buffers, some 30 kB after a
// handshake, are free for the next who comes.
func (h *Hub) serveText(w http.ResponseWriter, r *http.Request) {
	if !h.enter() {
		h.refuse(w, errRestarting)
		return
	}
	v, stays := visit{hub: h}, false
	defer func() {
		if !stays {
			v.end()
		}
	}()
	l, hello, ticket, err := h.admit(r)
	if err != nil {
		h.refuse(w, err)
		return
	}
	v.hall = l
	g := &gathering{ResponseWriter: w}
	a := newAttendee(&h.config, h.counts, hello, ticket)
	if hello.Document > 1 {
		if v.document, err = l.document(r.Context(), hello.Document, a); err != nil {
			h.refuse(w, err)
			return
		}
	}
	a.hands = h.hands
	a.greeted = func() { h.config.Welcomed(r.Context()) }
	a.first.nudge = func() { a.say(wire.PongFrame{}) } // the answer to no ping: it means nothing
	a.first.hush = func(on bool) {
		if a.sound != ([32]byte{}) {
			h.config.Hush(l.name, a.sound, on)
		}
	}
	if err := v.join(a, hello); err != nil {
		h.refuse(w, err)
		return
	}
	v.attendee = a
	ws, err := websocket.Accept(g, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled})
	if err != nil { // answered by Accept
		return
	}
	ws.SetReadLimit(wire.MaxCommand)
	stays = true
	go func() {
		defer v.end()
		a.serve(v.at(), ws, g.conn)
	}()
}

// A visit is what has to be given back when a text connection has ended.
type visit struct {
	hub      *Hub
	hall     *hall     // nil: it came to none
	document *hall     // of the hall's meeting; nil: it came to the meeting
	attendee *attendee // nil: it did not join
}

// at returns the hall that the connection came to.
func (v visit) at() *hall {
	if v.document != nil {
		return v.document
	}
	return v.hall
}

// join lets the connection in.
func (v visit) join(a *attendee, hello wire.Hello) error {
	if v.document != nil {
		return v.hall.joinDocument(v.document, a, hello)
	}
	return v.hall.join(a, hello)
}

func (v visit) end() {
	if v.attendee != nil {
		v.at().leave(v.attendee)
	}
	if v.document != nil {
		v.hall.left(v.document)
	}
	if v.hall != nil {
		v.hub.release(v.hall)
	}
	v.hub.lines.Done()
}

// admit checks who comes and where to. The caller releases the meeting.
func (h *Hub) admit(r *http.Request) (*hall, wire.Hello, ticket.Payload, error) {
	header := r.Header.Get("Parley-Hello")
	hello, unread := wire.ParseHello(header) // a ticket may fix what it claims
	p, err := h.proven(r, header, ticket.Holder{Name: hello.Name, Delegation: hello.Delegation})
	switch {
	case err != nil:
	case unread != nil:
		err = refusal{http.StatusBadRequest, "The client's first words make no sense."}
	case hello.Protocol != wire.Protocol:
		err = refusal{http.StatusUpgradeRequired, fmt.Sprintf("This server speaks version %d of the protocol, the client version %d.", wire.Protocol, hello.Protocol)}
	case hello.Name == "":
		err = refusal{http.StatusBadRequest, "A name is needed to come in."}
	case !meeting.Role(p.Role).Valid():
		err = refusal{http.StatusBadRequest, "The link is for a role that this server does not know."}
	}
	if err != nil {
		return nil, wire.Hello{}, ticket.Payload{}, err
	}
	l, err := h.visit(r.Context(), p.Meeting)
	return l, hello, p, err
}

// proven checks the proof of a ticket in a request. The error is a refusal.
func (h *Hub) proven(r *http.Request, bound string, claim ticket.Holder) (ticket.Payload, error) {
	p, err := h.config.Key.CheckText(r.Header.Get("Authorization"), bound, claim, h.config.Now())
	switch {
	case errors.Is(err, ticket.ErrExpired):
		return ticket.Payload{}, errExpired
	case err != nil:
		return ticket.Payload{}, errForged
	}
	return p, nil
}
