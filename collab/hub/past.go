package hub

import (
	"context"
	"errors"
	"net/http"
	"time"

	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// pastWithin is how long somebody who asks about the past may wait for those
// who asked before, and then for the answer: the whole log may have to be read.
const (
	pastWithin = 10 * time.Second
	readWithin = time.Minute
)

var (
	errNoPast   = refusal{http.StatusNotFound, "The past of meetings cannot be read here."}
	errAhead    = refusal{http.StatusRequestedRangeNotSatisfiable, "The draft has no such version yet."}
	errUnclear  = refusal{http.StatusBadRequest, "What is asked about the past makes no sense."}
	errBusy     = refusal{http.StatusServiceUnavailable, "Others are asking about the past; ask again in a moment."}
	errUnread   = refusal{http.StatusInternalServerError, "The past of this meeting cannot be read; tell who runs the server."}
	errNotLetIn = refusal{http.StatusLocked, "Only the chair reads the past here while people are let in one by one."}
)

// ErrAhead is what Config.Past returns, wrapped, about a version that is not
// there yet.
var ErrAhead = errors.New("no such version yet")

// servePast answers whoever may read the meeting about its past. The log is read
// for that, beside the meeting and for one who asks at a time.
func (h *Hub) servePast(w http.ResponseWriter, r *http.Request) {
	b, err := h.pastFor(r)
	if err != nil {
		h.refuse(w, err)
		return
	}
	answerBytes(w, b)
}

func answerBytes(w http.ResponseWriter, b []byte) {
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Write(b)
}

// turn waits for those who asked about the past before, since one at a time may
// read the log for that. done ends the turn, which the context does after a minute.
func (h *Hub) turn(ctx context.Context) (_ context.Context, done func(), err error) {
	late := time.NewTimer(pastWithin)
	defer late.Stop()
	select {
	case h.pasts <- struct{}{}:
	case <-late.C:
		return nil, nil, errBusy
	case <-ctx.Done():
		return nil, nil, errBusy
	}
	ctx, cancel := context.WithTimeout(ctx, readWithin)
	return ctx, func() { cancel(); <-h.pasts }, nil
}

func (h *Hub) pastFor(r *http.Request) ([]byte, error) {
	header := r.Header.Get("Parley-Past")
	q, unread := wire.ParsePastQuery(header)
	p, err := h.proven(r, ticket.ForPast(header), q.Asker)
	switch {
	case err != nil:
		return nil, err
	case unread != nil:
		return nil, errUnclear
	case h.config.Past == nil:
		return nil, errNoPast
	}
	l, err := h.reads(r.Context(), p, q)
	if err != nil {
		return nil, err
	}
	defer h.release(l)
	if !l.has(q.Document) {
		return nil, errNoDocument
	}
	return h.past(r.Context(), l, q)
}

// reads visits the meeting, to be released again, of who may read it with this
// ticket without coming in, or is in it as the question shows.
func (h *Hub) reads(ctx context.Context, p ticket.Payload, q wire.PastQuery) (*hall, error) {
	l, err := h.visit(ctx, p.Meeting)
	if err != nil {
		return nil, err
	}
	if err := l.mayRead(p, q); err != nil {
		h.release(l)
		return nil, err
	}
	return l, nil
}

// mayRead says whether somebody with this ticket may read the meeting without
// coming in. Nobody can tell who of those that have it asks, unless they show
// that they were let in.
func (l *hall) mayRead(p ticket.Payload, q wire.PastQuery) error {
	s, session := l.shut.Load(), q.Nonce.Session()
	switch {
	case s.Revoked[p.ID()]:
		return errRevoked
	case !s.Removed[session] && l.config.Key.CheckPass(p, session, q.Pass):
		return nil
	case (s.waitingRoom || s.Marked[p.ID()]) && !meeting.Role(p.Role).Runs():
		return errNotLetIn
	}
	return nil
}

func (h *Hub) past(ctx context.Context, l *hall, q wire.PastQuery) ([]byte, error) {
	ctx, done, err := h.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	answer, err := h.config.Past(ctx, DocumentName(l.id, q.Document), q)
	var b []byte
	if err == nil {
		b, err = wire.EncodePast(answer)
	}
	switch {
	case errors.Is(err, ErrAhead):
		return nil, errAhead
	case err != nil:
		h.config.Logger.Error("the past of a meeting cannot be read", "meeting", l.name, "why", err)
		return nil, errUnread
	}
	return b, nil
}
