package hub

import (
	"context"
	"errors"
	"net/http"

	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// serveLog gives whoever may read the meeting a page of its log.
func (h *Hub) serveLog(w http.ResponseWriter, r *http.Request) {
	b, err := h.logFor(r)
	if err != nil {
		h.refuse(w, err)
		return
	}
	answerBytes(w, b)
}

func (h *Hub) logFor(r *http.Request) ([]byte, error) {
	header := r.Header.Get("Parley-Log")
	q, unread := wire.ParseLogQuery(header)
	p, err := h.proven(r, ticket.ForLog(header), q.Asker)
	switch {
	case err != nil:
		return nil, err
	case unread != nil:
		return nil, errUnclear
	}
	l, err := h.reads(r.Context(), p, wire.PastQuery{})
	if err != nil {
		return nil, err
	}
	defer h.release(l)
	if !l.has(q.Document) {
		return nil, errNoDocument
	}
	b, err := h.LogPage(r.Context(), p.Meeting, q.Document, q.After)
	if err != nil && !errors.As(err, &refusal{}) {
		h.config.Logger.Error("the log of a meeting cannot be read", "meeting", l.name, "why", err)
		return nil, errUnread
	}
	return b, err
}

// errFullPage ends a page.
var errFullPage = errors.New("the page is full")

// LogPage returns a page of the log of a meeting's document, as wire.DecodeLogPage reads it:
// what follows the entry with that number. Lines of chat that not everybody may
// read are withheld. One is read at a time.
func (h *Hub) LogPage(ctx context.Context, id [8]byte, document int, after meeting.Version) ([]byte, error) {
	ctx, done, err := h.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	var page wire.LogPage
	size := 0
	err = h.config.Log.Read(ctx, DocumentName(id, document), after, func(number uint64, entry []byte) error {
		if size > 0 && size+len(entry) > wire.PageSize {
			return errFullPage
		}
		open, err := public(number, entry)
		page.Entries, size = append(page.Entries, open), size+len(open)
		return err
	})
	if err != nil && !errors.Is(err, errFullPage) {
		return nil, err
	}
	return page.Encode()
}

// public is an entry of the log as everybody may have it.
func public(number meeting.Version, entry []byte) ([]byte, error) {
	e, err := wire.DecodeEvent(number, entry)
	if err != nil {
		return nil, err
	}
	open, _, private := e.Open()
	if !private {
		return entry, nil
	}
	return wire.EncodeEvent(open)
}
