package serve

import (
	"context"
	"errors"
	"fmt"

	"parley/collab/eventlog"
	"parley/collab/history"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// past answers a question about the past of a meeting that is being served, out
// of the log.
func (s *Server) past(ctx context.Context, name string, q wire.PastQuery) (wire.Past, error) {
	p, err := answer(ctx, s.log, name, q)
	if errors.Is(err, history.ErrAhead) {
		err = fmt.Errorf("%w: %w", hub.ErrAhead, err)
	}
	return p, err
}

func answer(ctx context.Context, log *eventlog.Jet, name string, q wire.PastQuery) (wire.Past, error) {
	h, err := history.Open(ctx, log, name)
	if err != nil {
		return wire.Past{}, err
	}
	if h.Head() == 0 && q.Document > 1 {
		return wire.Past{}, fmt.Errorf("document %d: %w", q.Document, meeting.NoDocument)
	}
	return h.Answer(q)
}

// ErrServed reports a directory whose meetings are being served just now, so
// that they are asked about through their server.
var ErrServed = errors.New("this meeting is being served just now")

// Past answers a question about the past of a meeting that is kept in a
// directory and is not being served. name is the meeting's ID; empty: the only
// one that is open.
func Past(ctx context.Context, dir, name string, q wire.PastQuery) (wire.Past, error) {
	log, kept, err := OpenLog(dir, name)
	if err != nil {
		return wire.Past{}, err
	}
	defer log.Close()
	return answer(ctx, log, meeting.LogName(kept, q.Document), q)
}
