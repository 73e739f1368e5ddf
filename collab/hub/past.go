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
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Write(b)
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
	l, err := h.visit(r.Context(), p.Meeting)
	if err != nil {
		return nil, err
	}
	defer h.release(l)
	if err := l.mayRead(p); err != nil {
		return nil, err
	}
	return h.past(r.Context(), l, q)
}

// mayRead says whether somebody with this ticket may read the meeting without
// coming in. Nobody can tell who of those that have it asks.
func (l *hall) mayRead(p ticket.Payload) error {
	s := l.shut.Load()
	switch {
	case s.Revoked[p.ID()]:
		return errRevoked
	case (s.waitingRoom || s.Marked[p.ID()]) && !meeting.Role(p.Role).Runs():
		return errNotLetIn
	}
	return nil
}

func (h *Hub) past(ctx context.Context, l *hall, q wire.PastQuery) ([]byte, error) {
	late := time.NewTimer(pastWithin)
	defer late.Stop()
	select {
	case h.pasts <- struct{}{}:
		defer func() { <-h.pasts }()
	case <-late.C:
		return nil, errBusy
	case <-ctx.Done():
		return nil, errBusy
	}
	ctx, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	answer, err := h.config.Past(ctx, l.name, q)
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
