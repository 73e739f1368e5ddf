package hub

import (
	"context"
	"errors"
	"time"

	"parley/collab/eventlog"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// command turns a command into an event, or says why not. One whose number is
// not past the person's last is dropped without an answer: its author has been
// told on this very connection, by Accepted, by Happened or by the welcome's
// Last.
//
// A log that cannot be written refuses nobody's words: the client keeps them,
// goes, and brings them all again in their order, until there is room.
func (l *hall) command(a *attendee, c meeting.Command) {
	if _, in := l.inside[a]; !in {
		return // the session goes on elsewhere and sends it again there
	}
	err := l.goBack()
	if err == nil {
		err = l.takes(a, c)
	}
	var why meeting.Refusal
	switch {
	case err == nil:
	case errors.As(err, &why):
		a.say(meeting.Refused{Command: c.Number, Why: why})
	default:
		l.complain(err)
		a.bye(wire.Unkept)
		l.away(a) // nothing behind this command may be taken before it
	}
}

// takes returns nil when the command is in the log, a meeting.Refusal when it
// may not be, or what is wrong with the log.
func (l *hall) takes(a *attendee, c meeting.Command) error {
	for c.Number > l.state.Last(a.person.Number) {
		if err := l.allows(a.person, c); err != nil {
			return err
		}
		what, err := l.means(a, c)
		if err != nil {
			return err
		}
		answer := a
		if meeting.Completed(what) {
			answer = nil
		}
		if err = l.enter(a.person); err == nil && meeting.Negotiates(what) { // others may have come between
			what, err = l.means(a, c)
		}
		if err == nil {
			err = l.prepares(c, what)
		}
		if err == nil {
			e := meeting.Event{By: a.person.Number, Command: c.Number, Base: c.Base, What: what}
			err = l.append(context.Background(), e, answer)
		}
		if err != nil && !errors.Is(err, eventlog.ErrStale) && c.Number > l.state.Last(a.person.Number) {
			return err
		}
	}
	return nil
}

// allows says whether the command may happen. A document takes what is about its
// text; the rest is the meeting's.
func (l *hall) allows(by meeting.Person, c meeting.Command) error {
	if l.meeting != nil && !meeting.AboutText(c.Ask) {
		return meeting.NotAllowed
	}
	if l.sealed {
		return meeting.DocumentIsClosed
	}
	err := l.state.Check(by, c)
	if err == nil {
		err = l.fits(by, c)
	}
	return err
}

// enter puts the person into the log if they are not there as they are now.
func (l *hall) enter(now meeting.Person) error {
	for {
		if p, ok := l.state.Person(now.Number); ok && p == now {
			return nil
		}
		err := l.append(context.Background(), meeting.Event{By: now.Number, What: meeting.Entered{Person: now}}, nil)
		if err != nil && !errors.Is(err, eventlog.ErrStale) {
			return err
		}
	}
}

// talk turns a person's talk switch.
func (l *hall) talk(a *attendee, on bool) {
	if _, in := l.inside[a]; !in || a.sound == ([32]byte{}) || !a.person.Role.Speaks() {
		return
	}
	if on = on && l.state.Heard(a.person); !on && !a.talking && a.repeats.IsZero() {
		return // nothing to take back
	}
	if on {
		if err := l.enter(a.person); err != nil {
			l.complain(err) // they are heard all the same, without a name in the log
		}
	}
	a.talking, a.repeats = on, time.Time{}
	l.config.Talk(l.name, a.sound, uint32(a.person.Number), on)
}
