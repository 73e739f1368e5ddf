package hub

import (
	"context"
	"errors"
	"time"

	"parley/collab/draft"
	"parley/collab/eventlog"
	"parley/collab/meeting"
)

// tickObjections lets the time run in which anybody may object: it begins when
// all who are here have the text, or was waited for long enough, and where
// nobody has objected by its end the proposal is accepted. Everything of it is
// in the log, so that another server, or this one after a restart, goes on.
func (l *hall) tickObjections(now time.Time) {
	w := l.state.Window()
	if w == nil || l.astray {
		return
	}
	var err error
	switch {
	case l.closed():
		err = l.append(context.Background(), meeting.Event{By: w.By, Base: l.state.Head(), What: meeting.ObjectionsAsked{Proposal: w.Proposal, Off: true}}, nil)
	case w.Opened.IsZero():
		r := l.receipts(w.Version)
		if r.Seen < r.Of && now.Before(w.Until) {
			return
		}
		err = l.append(context.Background(), meeting.Event{What: meeting.ObjectionsOpen{Proposal: w.Proposal, Seen: r.Seen, Of: r.Of}}, nil)
	case !now.Before(w.Until):
		err = l.nobodyObjects(w)
	}
	if err != nil && !errors.Is(err, eventlog.ErrStale) {
		l.complain(err)
	}
}

// nobodyObjects accepts the proposal, in the name of who asked. Where that has
// become impossible meanwhile the window is closed.
func (l *hall) nobodyObjects(w *draft.Window) error {
	by, _ := l.state.Person(w.By)
	c := meeting.Command{Base: l.state.Head(), Ask: meeting.Decide{Proposal: w.Proposal, Outcome: draft.Accepted}}
	what, err := l.state.Means(by, c, l.config.Now())
	if err != nil {
		what = meeting.ObjectionsAsked{Proposal: w.Proposal, Off: true}
	}
	return l.append(context.Background(), meeting.Event{By: w.By, Base: l.state.Head(), What: what}, nil)
}
