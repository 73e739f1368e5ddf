package hub

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"parley/collab/meeting"
	"parley/collab/wire"
)

// documents are the halls of a meeting's documents beside its first, each taken
// up when somebody first looks at it. The meeting's goroutine may wait for a
// document's, and never the other way round.
type documents struct {
	taking sync.Mutex // one document at a time is taken up

	mu     sync.Mutex // guards the fields below
	halls  map[int]*hall
	broken map[int]time.Time // could not be taken up, until when not to try again
	closed bool

	resting sync.WaitGroup // one for each that is being put down
}

// linesPerPerson is how many lines to documents a server has for each person that
// it has room for.
const linesPerPerson = 4

var (
	errNoDocument = refusal{http.StatusNotFound, "The meeting has no such document."}
	errNotInside  = refusal{http.StatusServiceUnavailable, "The meeting itself comes first; come back in a moment."}
)

// document returns the hall of a document for somebody who comes and is in the
// meeting, taken up if need be. It stays up until left. The error is a refusal.
func (l *hall) document(ctx context.Context, n int, a *attendee) (*hall, error) {
	inside := false
	if !l.ask(func() { _, inside = l.whoIs(a) }) {
		return nil, errRestarting
	}
	if !inside { // and no log is read for them
		return nil, errNotInside
	}
	if !l.has(n) {
		return nil, errNoDocument
	}
	l.documents.taking.Lock()
	defer l.documents.taking.Unlock()
	if d, err := l.documentUp(n); d != nil || err != nil {
		return d, err
	}
	d := l.newDocument(n)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), takeUpWithin)
	defer cancel()
	err := d.restore(ctx)
	if err == nil && d.state.Head() == 0 {
		err = fmt.Errorf("document %d is listed and has no log", n)
	}
	l.documents.mu.Lock()
	defer l.documents.mu.Unlock()
	switch {
	case err != nil:
		l.config.Logger.Error("a document cannot be taken up", "meeting", l.name, "document", n, "why", err)
		l.documents.broken[n] = l.config.Now().Add(brokenFor)
		return nil, errBroken
	case l.documents.closed:
		return nil, errRestarting
	}
	l.documents.halls[n] = d
	d.visitors++
	go l.tendDocument(d)
	return d, nil
}

// has reports whether the meeting has a document; 0 is 1.
func (l *hall) has(n int) (has bool) {
	if n <= 1 {
		return true
	}
	return l.ask(func() { has = l.state.HasDocument(n) }) && has
}

// documentUp is document for one that is up; of one at rest it returns nil.
func (l *hall) documentUp(n int) (*hall, error) {
	l.documents.mu.Lock()
	defer l.documents.mu.Unlock()
	d := l.documents.halls[n]
	switch {
	case l.documents.closed:
		return nil, errRestarting
	case d != nil:
		d.visitors++
	case l.config.Now().Before(l.documents.broken[n]):
		return nil, errBroken
	}
	return d, nil
}

// newDocument returns the hall of a document that is not taken up yet.
func (l *hall) newDocument(n int) *hall {
	c := l.config
	c.Limits.People *= linesPerPerson
	d := newHall(c, DocumentName(l.id, n), l.lookers)
	d.id, d.host, d.meeting, d.which = l.id, l.host, l, n
	d.rest = l.restDocument
	return d
}

// left ends a visit to a document.
func (l *hall) left(d *hall) {
	l.documents.mu.Lock()
	defer l.documents.mu.Unlock()
	d.visitors--
}

// restDocument takes a document that nobody looks at out, and reports whether it
// did.
func (l *hall) restDocument(d *hall) bool {
	l.documents.mu.Lock()
	defer l.documents.mu.Unlock()
	if l.documents.closed || d.visitors > 0 {
		return false
	}
	delete(l.documents.halls, d.which)
	l.documents.resting.Add(1) // who closes the meeting waits for its snapshot
	return true
}

// tendDocument runs a document, and saves it when it went to rest.
func (l *hall) tendDocument(d *hall) {
	if rested := d.run(); rested {
		defer l.documents.resting.Done()
		d.saveLast()
	}
}

// opened returns the documents that are taken up.
func (l *hall) opened() []*hall {
	l.documents.mu.Lock()
	defer l.documents.mu.Unlock()
	return slices.Collect(maps.Values(l.documents.halls))
}

// closeDocuments says goodbye to those who look at documents, and takes up no
// more.
func (l *hall) closeDocuments() {
	l.documents.mu.Lock()
	l.documents.closed = true
	l.documents.mu.Unlock()
	for _, d := range l.opened() {
		d.close(l.why, l.wait)
	}
}

// saveDocuments saves a snapshot of each document when its goroutine has ended.
func (l *hall) saveDocuments() {
	l.closeDocuments()
	for _, d := range l.opened() {
		d.saveLast()
	}
	l.documents.resting.Wait()
}

// joinDocument lets a connection into a document: whoever is in the meeting, or
// was just now, as who they are there. The error is a refusal.
func (l *hall) joinDocument(d *hall, a *attendee, hello wire.Hello) (err error) {
	if hello.Need > 0 {
		d.reach(a, hello.Need)
	}
	if !l.ask(func() { err = l.joinsDocument(d, a, hello) }) {
		return errRestarting
	}
	return err
}

// whoIs returns who somebody at a document is in the meeting, if they are in it
// or were until their line broke.
func (l *hall) whoIs(a *attendee) (meeting.Person, bool) {
	if at := l.sessions[a.session]; at != nil {
		return at.person, at.id == a.id
	}
	gone, away := l.absent[a.session]
	return gone.person, away && gone.ticket == a.id
}

func (l *hall) joinsDocument(d *hall, a *attendee, hello wire.Hello) error {
	person, inside := l.whoIs(a)
	if !inside {
		return errNotInside
	}
	a.person = person
	var err error = errRestarting
	d.ask(func() { // nobody is put out of the meeting meanwhile, and no document is closed
		d.sealed = l.state.Proceedings().Closed(d.which)
		err = d.looks(a, hello)
	})
	return err
}

// looks takes the connection of somebody who is in the meeting into a document.
func (l *hall) looks(a *attendee, hello wire.Hello) error {
	select {
	case <-l.stops:
		return errRestarting
	default:
	}
	if err := l.room(a.session); err != nil {
		return err
	}
	if err := l.goBack(); err != nil {
		l.complain(err)
		return errNotKept
	}
	a.meeting, a.sound = l.meeting, [32]byte{}
	l.seats(a, hello, a.person.Number)
	return nil
}

// dismiss has the documents put out a session that is not in the meeting any
// more.
func (l *hall) dismiss(s meeting.Session, why wire.ByeReason) {
	for _, d := range l.opened() {
		d.ask(func() {
			if a := d.sessions[s]; a != nil {
				a.bye(why)
				d.depart(a)
			}
			if gone, away := d.absent[s]; away {
				delete(d.absent, s)
				d.gone(gone)
			}
		})
	}
}

// entersMeeting has the person in the meeting's log before the first word in a
// document of it: who writes in one has the same number in all, for good. It
// returns false where that failed, and the line ends.
func (a *attendee) entersMeeting(d *hall) bool {
	if a.meeting == nil || a.known || !a.person.Role.Writes() { // who may not write is refused
		return true
	}
	var err error = errRestarting
	a.meeting.ask(func() { err = a.meeting.entersFrom(a.session) })
	if a.known = err == nil; a.known {
		return true
	}
	d.ask(func() {
		a.bye(wire.Unkept)
		d.away(a) // nothing behind this may be taken before it
	})
	return false
}

func (l *hall) entersFrom(s meeting.Session) error {
	if err := l.goBack(); err != nil {
		l.complain(err)
		return err
	}
	person := l.absent[s].person
	if at := l.sessions[s]; at != nil {
		person = at.person
	}
	if person.Number == 0 {
		return errNotInside
	}
	err := l.enter(person)
	if err != nil {
		l.complain(err)
	}
	return err
}
