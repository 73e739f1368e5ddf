package hub

import (
	"context"
	"errors"

	"parley/collab/eventlog"
	"parley/collab/meeting"
	"parley/collab/text"
)

// numbers hands out people's numbers. It belongs to the hall.
type numbers struct {
	next, end text.Author                     // what is reserved and not handed out: [next, end)
	given     map[text.Author]meeting.Session // by this server
}

func newNumbers() numbers { return numbers{given: map[text.Author]meeting.Session{}} }

// number returns the session's number: the one it entered with, the one it has
// or had just now, the one it says it had if nobody else can have it, or a new
// one.
func (l *hall) number(s meeting.Session, had text.Author) (text.Author, error) {
	if p, ok := l.state.BySession(s); ok {
		return p.Number, nil
	}
	if a := l.sessions[s]; a != nil {
		return a.person.Number, nil
	}
	if gone, ok := l.absent[s]; ok {
		return gone.person.Number, nil
	}
	if had != 0 && had < l.state.NextPerson() && l.free(had, s) {
		l.numbers.given[had] = s
		return had, nil
	}
	for {
		for l.numbers.next < l.numbers.end {
			n := l.numbers.next
			l.numbers.next++
			if l.free(n, meeting.Session{}) {
				l.numbers.given[n] = s
				return n, nil
			}
		}
		if err := l.reserve(context.Background()); err != nil {
			return 0, err
		}
	}
}

// free reports whether nobody but that session can have the number.
func (l *hall) free(n text.Author, s meeting.Session) bool {
	if _, entered := l.state.Person(n); entered {
		return false
	}
	holder, given := l.numbers.given[n]
	return !given || holder == s
}

// reserve has the log say that a block of numbers is ours.
func (l *hall) reserve(ctx context.Context) error {
	for {
		first := l.state.NextPerson()
		err := l.append(ctx, meeting.Event{What: meeting.Served{First: first}}, nil)
		switch {
		case err == nil:
			l.numbers.next, l.numbers.end = first, first+meeting.ServedBlock
			return nil
		case errors.Is(err, eventlog.ErrStale), l.state.NextPerson() != first:
			continue // that block may be another's
		}
		return err
	}
}
