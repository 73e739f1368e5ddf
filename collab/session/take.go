package session

import (
	"fmt"
	"time"

	"parley/collab/meeting"
	"parley/collab/wire"
)

// take takes in a frame. An error ends the line. Everything
// here runs in the goroutine of Run.
func (l *line) take(frame any) error {
	switch f := frame.(type) {
	case wire.ByeFrame:
		return l.takeBye(f)
	case meeting.Welcome:
		return l.takeWelcome(f)
	case meeting.Queued:
		return l.takeQueued(f)
	case wire.PongFrame:
		if l.queued.Load() {
			l.takePong(f)
			return nil
		}
	}
	if !l.welcomed() {
		return fmt.Errorf("%T before the welcome: %w", frame, ErrNonsense)
	}
	switch f := frame.(type) {
	case meeting.Happened:
		return l.takeEvent(f)
	case meeting.Accepted:
		return l.takeAccepted(f)
	case meeting.Refused:
		if l.s.outbox.refuse(f.Command) {
			l.s.notices.push(f)
		}
	case meeting.Pointed, meeting.Lobby, meeting.Missing, meeting.Receipts:
		l.s.notices.push(f.(meeting.Notice))
	case meeting.Roster:
		l.takeRoster(f)
	case wire.PongFrame:
		l.takePong(f)
	default:
		return fmt.Errorf("%T from a server: %w", frame, ErrNonsense)
	}
	return nil
}

// takeWelcome begins, or goes on after the event that the hello named.
func (l *line) takeWelcome(w meeting.Welcome) error {
	s := l.s
	switch {
	case l.welcomed():
		return fmt.Errorf("a second welcome: %w", ErrNonsense)
	case max(w.Document, 1) != s.document:
		return fmt.Errorf("a welcome to document %d and not to %d: %w", w.Document, s.document, ErrNonsense)
	case w.You.Number == 0:
		return fmt.Errorf("a welcome to nobody: %w", ErrNonsense)
	case w.Snapshot == nil && l.resume == 0:
		return fmt.Errorf("a welcome without a meeting: %w", ErrNonsense)
	case w.Snapshot == nil && w.Head < s.last:
		s.fresh = true // an older log than the one we know: begin again
		return fmt.Errorf("the log ends at %d, before %d which we have: %w", w.Head, s.last, ErrNonsense)
	case w.Snapshot != nil:
		s.fresh, s.last = false, w.Snapshot.Head
		s.outbox.confirm(w.Last)
	}
	s.person, l.present = w.You.Number, w.Present
	s.pass.Store(&w.Pass)
	s.keeper.person.Store(uint32(s.person))
	l.after.Store(w.Last)
	s.notices.push(w)

	l.began = time.Now()
	s.changed, s.tries, s.why = l.began, 0, nil
	s.welcomed()
	l.tellUp()
	close(l.up)
	s.standing.set(true)
	l.hurried.Store(true) // the first ping tells the server that the welcome is here
	signal(s.wake)
	signal(l.look)
	return nil
}

// takeQueued notes that the chair is to let us in. We are where we wanted to
// be: nothing hurries, and the line is as good as one that was welcomed.
func (l *line) takeQueued(q meeting.Queued) error {
	if l.welcomed() {
		return fmt.Errorf("sent back to the waiting room: %w", ErrNonsense)
	}
	s := l.s
	if !l.queued.Swap(true) {
		l.began = time.Now()
		s.changed, s.tries, s.why = l.began, 0, nil
		s.welcomed()
		l.tellUp()
		signal(s.wake)
		signal(l.look)
	}
	s.notices.push(q)
	return nil
}

// tellUp says that the line is up and how it is.
func (l *line) tellUp() {
	up := l.s.link(meeting.Up, nil)
	up.RoundTrip = l.door.socket.roundTrip()
	l.s.notices.push(up)
}

// takeEvent takes in an event: another's, or our own if we missed its
// acceptance.
func (l *line) takeEvent(h meeting.Happened) error {
	s, e := l.s, h.Event
	if e.Number <= s.last {
		return nil // we have it
	}
	if e.Number != s.last+1 {
		return fmt.Errorf("event %d after %d: %w", e.Number, s.last, ErrNonsense)
	}
	if e.By == s.person && e.Command != 0 {
		l.confirm(e.Command)
	}
	l.happened(h)
	if _, asked := e.What.(meeting.ObjectionsAsked); asked {
		l.pingSoon()
	}
	return nil
}

// takeAccepted takes in the event that an own command became.
func (l *line) takeAccepted(a meeting.Accepted) error {
	s := l.s
	known := s.outbox.has(a.Command)
	switch {
	case a.Number <= s.last && !known:
		return nil // said again, because we sent again
	case a.Number <= s.last:
		s.fresh = true // we have the event, and did not know it as ours
		return fmt.Errorf("command %d accepted as event %d, past already: %w", a.Command, a.Number, ErrNonsense)
	case a.Number != s.last+1:
		return fmt.Errorf("event %d after %d: %w", a.Number, s.last, ErrNonsense)
	case !known:
		return fmt.Errorf("command %d accepted, never asked: %w", a.Command, ErrNonsense)
	}
	l.confirm(a.Command)
	l.happened(a)
	return nil
}

// happened hands on the notice of the next event.
func (l *line) happened(n meeting.Notice) {
	l.s.last++
	l.s.notices.push(n)
}

// confirm takes an own command that happened out of the outbox. One before it
// that did not happen never will: its refusal was lost with an earlier line.
func (l *line) confirm(command uint64) {
	passedOver, _ := l.s.outbox.confirm(command)
	for _, n := range passedOver {
		l.s.notices.push(meeting.Refused{Command: n, Why: meeting.Malformed})
	}
}

func (l *line) takeRoster(r meeting.Roster) {
	l.present = r.Present
	if r.People != nil {
		l.s.wish(func(w *wishes) {
			if w.roster != nil && w.asked {
				w.roster = nil
			}
		})
	}
	l.s.notices.push(r)
}

func (l *line) takePong(p wire.PongFrame) {
	trip, ok := l.ponged(p.Stamp)
	if !ok {
		return
	}
	signal(l.s.wake) // the next ping is due sooner now
	l.door.socket.travelled(trip)
	l.tellUp()
	if p.Present != l.present && l.welcomed() {
		l.present = p.Present
		l.s.notices.push(meeting.Roster{Present: p.Present})
	}
}

func (l *line) takeBye(f wire.ByeFrame) error {
	switch f.Reason {
	case wire.Restarting:
		return backAfter(f.Wait, ErrRestarting)
	case wire.HostLeft:
		return backAfter(f.Wait, ErrHostLeft)
	case wire.Over:
		return ErrNoMeeting
	case wire.Removed:
		return ErrRemoved
	case wire.TurnedAway:
		return ErrTurnedAway
	case wire.Revoked:
		return ErrRevoked
	case wire.Expired:
		return ErrExpired
	case wire.TooSlow:
		return ErrTooSlow
	case wire.Unkept:
		return ErrUnkept
	case wire.Garbled:
		return fmt.Errorf("the server could not read what we sent: %w", ErrNonsense)
	case wire.Apart:
		return fmt.Errorf("the meeting's own line was gone: %w", ErrLost)
	case wire.AnotherConnection:
		return l.another()
	}
	return fmt.Errorf("a farewell for reason %d: %w", f.Reason, ErrNonsense)
}

// backAfter is the error of a server that comes back, with when we are to, if it
// said so.
func backAfter(wait time.Duration, err error) error {
	if wait > 0 {
		return comeBack{wait, true, err}
	}
	return err
}

// another decides whether the other connection is one of our own earlier
// tries, which came through late, or somebody who has our nonce.
func (l *line) another() error {
	if !l.s.unheard.IsZero() && time.Since(l.s.unheard) < strayFor {
		return fmt.Errorf("an earlier try came through late: %w", ErrLost)
	}
	return ErrAnotherConnection
}
