package session

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// pastPath is where the past of a meeting is asked about.
const pastPath = "/v1/history"

// ErrAhead reports a version that the meeting's draft does not have yet.
var ErrAhead = errors.New("the draft has no such version yet")

// ErrClosedPast reports a meeting whose past only its chair reads just now.
var ErrClosedPast = errors.New("only the chair reads the past of this meeting while people are let in one by one")

// Past asks the server about the past of the draft. It has a connection of its
// own and enters no meeting. A draft of a megabyte may take a while to come, so
// the caller bounds the time.
func Past(ctx context.Context, c Config, q wire.PastQuery) (wire.Past, error) {
	return New(Config{Link: c.Link, Dial: c.Dial}).ask(ctx, q)
}

// Past is Past for who is in the meeting, or was: nobody has to let them in
// again for that. It is about the document that this is the session of.
func (s *Session) Past(ctx context.Context, q wire.PastQuery) (wire.Past, error) {
	if pass := s.pass.Load(); pass != nil {
		q.Nonce, q.Pass = s.nonce, *pass
	}
	q.Document = s.document
	return New(Config{Link: s.config.Link, Dial: s.config.Dial}).ask(ctx, q)
}

// without adds to what answers mean that there is none about a document that the
// meeting does not have.
func without(document int, refused map[int]error) map[int]error {
	if document > 1 {
		refused[http.StatusNotFound] = meeting.NoDocument
	}
	return refused
}

func (s *Session) ask(ctx context.Context, q wire.PastQuery) (wire.Past, error) {
	q.Asker = s.config.Link.Ticket.Holder
	header := q.Header()
	b, err := s.post(ctx, request{
		path: pastPath, name: "Parley-Past", value: header, bound: ticket.ForPast(header), most: wire.MaxFrame,
		refused: without(q.Document, map[int]error{http.StatusRequestedRangeNotSatisfiable: ErrAhead, http.StatusLocked: ErrClosedPast}),
	})
	if err != nil {
		return wire.Past{}, fmt.Errorf("ask %s about the past: %w", s.config.Link.Host, err)
	}
	p, err := wire.DecodePast(b)
	if err != nil {
		return p, fmt.Errorf("ask %s about the past: %w: %w", s.config.Link.Host, ErrNonsense, err)
	}
	return p, nil
}
