package hub

import (
	"context"
	"errors"
	"fmt"
	"time"

	"parley/collab/eventlog"
	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// HostTicket is the payload of the ticket with which the host chairs a
// meeting. It cannot be revoked: whoever has the server's key can make it
// again.
func HostTicket(id [8]byte) ticket.Payload {
	return ticket.Payload{Meeting: id, Role: uint8(meeting.Chair)}
}

// A shut is what the doors that are not the hall's own must know. It is never
// changed, only replaced.
type shut struct {
	meeting.Shut
	waitingRoom bool
}

// closeDoors makes what the log says hold at all doors.
func (l *hall) closeDoors() {
	l.shut.Store(&shut{l.state.Shut(), l.state.WaitingRoom()})
}

// MayHear reports whether somebody with this ticket may hear the meeting with
// this DTLS certificate. As a rule sound and text come in beside each other.
// Where the waiting room is open, or somebody was removed who had this ticket,
// only those may hear who have come in at the text door.
// Of a meeting that was not taken up since the server began nobody may, until
// the text door has: its log is not read for whoever sends a datagram.
func (h *Hub) MayHear(p ticket.Payload, sound [32]byte) bool {
	s, l := h.shut(p.Meeting)
	t := p.ID()
	switch {
	case s == nil, !h.Has(p.Meeting), s.Revoked[t]:
		return false
	case s.Marked[t], s.waitingRoom && !meeting.Role(p.Role).Runs():
		return l != nil && l.hears(sound)
	}
	return true
}

// Revoked reports whether the chair has revoked the ticket, as far as is known
// without reading a log: Summary reads it.
func (h *Hub) Revoked(p ticket.Payload) bool {
	s, _ := h.shut(p.Meeting)
	return s != nil && s.Revoked[p.ID()]
}

func (l *hall) hears(sound [32]byte) bool {
	_, here := l.hearers.Load(sound)
	return here
}

// Guard opens or closes the waiting room of a meeting, by the host's own word.
func (h *Hub) Guard(ctx context.Context, id [8]byte, on bool) (err error) {
	l, err := h.visit(ctx, id)
	if err != nil {
		return fmt.Errorf("open the waiting room: %w", err)
	}
	defer h.release(l)
	if !l.ask(func() {
		for l.state.WaitingRoom() != on {
			err = l.append(ctx, meeting.Event{What: meeting.Guarded{On: on}}, nil)
			if err != nil && !errors.Is(err, eventlog.ErrStale) {
				return
			}
		}
		err = nil
	}) {
		return ErrClosed
	}
	if err != nil {
		return fmt.Errorf("open the waiting room: %w", err)
	}
	return nil
}

// means returns what a command becomes. To a Remove it adds by what the person
// is known when they come again.
func (l *hall) means(a *attendee, c meeting.Command) (meeting.What, error) {
	switch ask := c.Ask.(type) {
	case meeting.Revoke:
		switch ask.Ticket {
		case l.host:
			return nil, meeting.NotTheHost
		case a.id:
			return nil, meeting.NotYourself
		}
	case meeting.Remove:
		r, known := l.known(ask)
		switch {
		case !known:
			return nil, meeting.Nobody
		case r.Ticket == l.host:
			return nil, meeting.NotTheHost
		}
		return r, nil
	case meeting.Confided:
		return ask.Addressed(a.person)
	}
	return l.state.Means(a.person, c, l.config.Now())
}

// known finds the person that a Remove names: who is in, who was just now, and
// who is in the log, of whom the ticket is not known any more.
func (l *hall) known(ask meeting.Remove) (meeting.Removed, bool) {
	for a := range l.inside {
		if a.person.Number == ask.Person {
			return meeting.Removed{Person: ask.Person, Session: a.session, Ticket: a.id, Name: a.person.Name}, true
		}
	}
	for session, gone := range l.absent {
		if gone.person.Number == ask.Person {
			return meeting.Removed{Person: ask.Person, Session: session, Ticket: gone.ticket, Name: gone.person.Name}, true
		}
	}
	p, entered := l.state.Person(ask.Person)
	return meeting.Removed{Person: ask.Person, Session: p.Session, Name: p.Name}, entered
}

// admissionChanged puts out whom an event puts out, closes the doors behind
// them, and lets in who waited when nobody has to any more.
func (l *hall) admissionChanged(w meeting.What) {
	switch what := w.(type) {
	case meeting.Guarded:
		l.closeDoors()
		if !what.On {
			l.letAllIn()
			return
		}
	case meeting.Removed:
		l.closeDoors()
		l.putOut(wire.Removed, func(s meeting.Session, _ ticket.ID) bool { return s == what.Session })
		l.lobby.dropIf(func(c *caller) bool {
			namesake := l.state.RemovedName(c.Ticket, c.Name)
			if namesake && c.at != nil {
				c.at.bye(wire.Removed)
			}
			return namesake
		})
	case meeting.Revoked:
		l.closeDoors()
		l.putOut(wire.Revoked, func(_ meeting.Session, t ticket.ID) bool { return t == what.Ticket })
	default:
		return
	}
	l.config.Sweep(l.name, l.hears)
}

func (l *hall) letAllIn() {
	for len(l.lobby.callers) > 0 {
		c := l.lobby.callers[0]
		l.letIn(c)
		l.lobby.drop(c.session) // also if there was no room in the log: they come again, and in
	}
	l.tickLobby(l.config.Now())
}

// putOut sends away everybody who must go, inside, waiting or away for a
// moment.
func (l *hall) putOut(why wire.ByeReason, goes func(meeting.Session, ticket.ID) bool) {
	for a := range l.all() {
		if goes(a.session, a.id) {
			a.bye(why)
			l.dismiss(a.session, why)
			l.depart(a)
		}
	}
	for session, gone := range l.absent {
		if goes(session, gone.ticket) {
			delete(l.absent, session)
			l.gone(gone)
			l.dismiss(session, why)
		}
	}
	l.lobby.dropIf(func(c *caller) bool { return goes(c.session, c.Ticket) })
}

// expire puts out those whose ticket's time is over.
func (l *hall) expire(now time.Time) {
	for a := range l.all() {
		if !a.ticket.Expires.IsZero() && !now.Before(a.ticket.Expires) {
			a.bye(wire.Expired)
			l.depart(a)
		}
	}
}
