package hub

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"parley/collab/eventlog"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

// DocumentName is the name of a document's log: of document 1 the meeting's own.
func DocumentName(id [8]byte, n int) string { return meeting.LogName(Name(id), n) }

// begins makes the log of a document that is about to be listed. What a server
// left there that ended before it had listed it is put aside: nobody has seen it.
func (l *hall) begins(ctx context.Context, n int, title, words string) error {
	name, after := DocumentName(l.id, n), uint64(0)
	ctx, cancel := context.WithTimeout(ctx, appendWithin)
	defer cancel()
	for {
		opened := meeting.Event{Number: after + 1, At: l.config.Now().UTC().Truncate(time.Millisecond),
			What: meeting.Opened{Title: text.CleanLine(title, meeting.MaxTitle), Text: words}}
		entry, err := wire.EncodeEvent(opened)
		if err != nil {
			return err
		}
		if _, err = l.config.Log.Append(ctx, name, after, entry); err == nil {
			return nil
		}
		if !errors.Is(err, eventlog.ErrStale) {
			return fmt.Errorf("begin document %d: %w", n, err)
		}
		if err := l.config.Log.Read(ctx, name, after, func(number uint64, _ []byte) error { after = number; return nil }); err != nil {
			return fmt.Errorf("begin document %d: %w", n, err)
		}
	}
}

// OpenDocument opens one more document of a meeting, by the host's own word, and
// returns its number. The text may be as long as a draft.
func (h *Hub) OpenDocument(ctx context.Context, id [8]byte, title, words string) (n int, err error) {
	l, err := h.visit(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("open a document: %w", err)
	}
	defer h.release(l)
	opened := meeting.DocumentOpened{Title: text.CleanLine(title, meeting.MaxTitle)}
	if words = text.Clean(words); len(words) > meeting.MaxText {
		return 0, fmt.Errorf("open a document of %d bytes: %w", len(words), meeting.TooBig)
	}
	if !l.ask(func() {
		for {
			if opened.Number = len(l.state.Documents()) + 1; opened.Number > meeting.MaxDocuments {
				err = meeting.TooManyDocuments
				return
			}
			opened.Title = cmp.Or(opened.Title, fmt.Sprintf("Document %d", opened.Number))
			if err = l.begins(ctx, opened.Number, opened.Title, words); err == nil {
				err = l.append(ctx, meeting.Event{What: opened}, nil)
			}
			if !errors.Is(err, eventlog.ErrStale) {
				return
			}
		}
	}) {
		err = ErrClosed
	}
	if err != nil {
		return 0, fmt.Errorf("open a document: %w", err)
	}
	return opened.Number, nil
}

// prepares does what must be on disk before an event may be in the log.
func (l *hall) prepares(c meeting.Command, what meeting.What) error {
	if opened, ok := what.(meeting.DocumentOpened); ok {
		return l.begins(context.Background(), opened.Number, opened.Title, c.Ask.(meeting.DocumentOpened).Text)
	}
	return nil
}

// documentChanged has a document that was closed, or opened again, know of it. One
// that is at rest is told when somebody comes to it.
func (l *hall) documentChanged(what meeting.What) {
	closed, is := what.(meeting.DocumentClosed)
	if !is {
		return
	}
	for _, d := range l.opened() {
		if d.which == closed.Number {
			d.ask(func() { d.sealed = closed.On })
		}
	}
}

// closed reports whether the chair has closed this document.
func (l *hall) closed() bool {
	return l.sealed || l.meeting == nil && l.state.Proceedings().Closed(1)
}
