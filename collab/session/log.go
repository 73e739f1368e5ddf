package session

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// logPath is where the log of a meeting is asked for.
const logPath = "/v1/log"

// A Log is the log of the meeting that a link leads to, as the server gives it
// to whoever may read the meeting. It enters no meeting.
type Log struct{ Config Config }

// A page that was lost on its way is asked for again, a few times; the first one
// is not, so that a wrong link or a server that is gone is known at once.
const (
	pageTries  = 5
	pageWithin = 10 * time.Minute // for a page that holds a whole draft, on the slowest line
	pagePause  = 2 * time.Second
)

// Read calls f with every entry after the given number, in order, until the end
// of the log. Whose log it is, the link says; of which document, its name
// (meeting.OfLog).
func (l Log) Read(ctx context.Context, name string, after uint64, f func(number uint64, entry []byte) error) error {
	for begun := false; ; begun = true {
		page, err := l.page(ctx, meeting.OfLog(name), after, begun)
		if err != nil {
			return fmt.Errorf("ask %s for the log: %w", l.Config.Link.Host, err)
		}
		if len(page.Entries) == 0 {
			return nil
		}
		for _, entry := range page.Entries {
			after++
			if err := f(after, entry); err != nil {
				return err
			}
		}
	}
}

func (l Log) page(ctx context.Context, document int, after uint64, again bool) (page wire.LogPage, err error) {
	for try := 1; ; try++ {
		page, err = l.ask(ctx, document, after)
		if err == nil || !again || try == pageTries || !passes(err) {
			return page, err
		}
		select {
		case <-time.After(pagePause):
		case <-ctx.Done():
			return page, ctx.Err()
		}
	}
}

// passes reports whether asking again may help.
func passes(err error) bool {
	for _, final := range []error{ErrForged, ErrExpired, ErrNoMeeting, meeting.NoDocument, ErrRevoked, ErrRemoved, ErrClosedPast, ErrWrongFingerprint, ErrNonsense, ErrNotUnderstood} {
		if errors.Is(err, final) {
			return false
		}
	}
	return true
}

func (l Log) ask(ctx context.Context, document int, after uint64) (wire.LogPage, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, pageWithin, ErrDead)
	defer cancel()
	header := wire.LogQuery{Asker: l.Config.Link.Ticket.Holder, After: after, Document: document}.Header()
	b, err := New(Config{Link: l.Config.Link, Dial: l.Config.Dial}).post(ctx, request{
		path: logPath, name: "Parley-Log", value: header, bound: ticket.ForLog(header), most: wire.MaxFrame,
		refused: without(document, map[int]error{http.StatusLocked: ErrClosedPast}),
	})
	if err != nil {
		return wire.LogPage{}, err
	}
	page, err := wire.DecodeLogPage(b)
	if err != nil {
		return page, fmt.Errorf("%w: %w", ErrNonsense, err)
	}
	return page, nil
}
