package meeting

import (
	"strings"

	"parley/collab/text"
	"parley/collab/ticket"
)

// Guard asks that those who come from now on wait until the chair lets them in,
// or that nobody has to any more.
type Guard struct{ On bool }

// Remove asks to put a person out, who may not come back with that ticket.
type Remove struct{ Person text.Author }

// Revoke asks to end a ticket: whoever came with it is put out, and nobody
// comes in with it any more.
type Revoke struct{ Ticket ticket.ID }

func (Guard) ask()  {}
func (Remove) ask() {}
func (Revoke) ask() {}

// Guarded is a Guard that was taken.
type Guarded struct{ On bool }

// Removed is a Remove that was taken. The command says only who; the server
// adds by what that person is known when they come again.
type Removed struct {
	Person  text.Author
	Session Session
	Ticket  ticket.ID
	Name    string
}

// Revoked is a Revoke that was taken.
type Revoked struct{ Ticket ticket.ID }

func (Guarded) what() {}
func (Removed) what() {}
func (Revoked) what() {}

// admission is what the log says about who may come in.
type admission struct {
	waitingRoom bool
	removed     []Removed // in order; who is put out twice is here once
	revoked     []ticket.ID

	shut map[any]struct{} // revoked: ticket.ID; removed: Session, alias and marked
}

// An alias is a name on a ticket, by which a removed person who comes as
// another session is known. On a ticket that many use, others keep their way
// in; under another name so does the one removed, until the ticket is revoked.
type alias struct {
	ticket ticket.ID
	name   string
}

// marked is a ticket with which somebody came who was removed.
type marked ticket.ID

func newAlias(t ticket.ID, name string) alias {
	return alias{t, strings.ToLower(strings.Join(strings.Fields(name), " "))}
}

// take takes in what an event says, and reports whether it was about admission.
func (a *admission) take(w What) bool {
	switch w := w.(type) {
	case Guarded:
		a.waitingRoom = w.On
	case Removed:
		if a.shuts(w.Session) && a.shuts(newAlias(w.Ticket, w.Name)) {
			return true
		}
		a.removed = append(a.removed, w)
		a.shut[w.Session] = struct{}{}
		a.shut[newAlias(w.Ticket, w.Name)] = struct{}{}
		a.shut[marked(w.Ticket)] = struct{}{}
	case Revoked:
		if a.shuts(w.Ticket) {
			return true
		}
		a.revoked = append(a.revoked, w.Ticket)
		a.shut[w.Ticket] = struct{}{}
	default:
		return false
	}
	return true
}

func (a *admission) shuts(key any) bool {
	_, shut := a.shut[key]
	return shut
}

// WaitingRoom reports whether those who come wait until the chair lets them in.
func (s *State) WaitingRoom() bool { return s.admission.waitingRoom }

// Removed reports whether that session was put out.
func (s *State) Removed(session Session) bool { return s.admission.shuts(session) }

// RemovedName reports whether somebody who came with that ticket under that
// name was put out.
func (s *State) RemovedName(t ticket.ID, name string) bool {
	return s.admission.shuts(newAlias(t, name))
}

// Revoked reports whether the ticket was revoked.
func (s *State) Revoked(t ticket.ID) bool { return s.admission.shuts(t) }

// Shut is who may not come in any more: the tickets that were revoked, and
// those with which somebody came who was removed.
type Shut struct {
	Revoked, Marked map[ticket.ID]bool
	Removed         map[Session]bool
}

// Shut returns who may not come in any more, as a value of its own.
func (s *State) Shut() Shut {
	shut := Shut{map[ticket.ID]bool{}, map[ticket.ID]bool{}, map[Session]bool{}}
	for _, t := range s.admission.revoked {
		shut.Revoked[t] = true
	}
	for _, r := range s.admission.removed {
		shut.Marked[r.Ticket], shut.Removed[r.Session] = true, true
	}
	return shut
}
