package hub

import (
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// An absence is a person whose line was lost and who may come back.
type absence struct {
	since   time.Time
	person  meeting.Person
	sound   [32]byte
	talking bool
	ticket  ticket.ID
}

// join lets a connection in: from now on it is told everything. The error is
// a refusal.
func (l *hall) join(a *attendee, hello wire.Hello) (err error) {
	if hello.Need > 0 {
		l.reach(a, hello.Need)
	}
	if !l.ask(func() { err = l.joins(a, hello) }) {
		return errRestarting
	}
	return err
}

func (l *hall) joins(a *attendee, hello wire.Hello) error {
	select {
	case <-l.stops:
		if l.why == wire.Over {
			return errNoMeeting
		}
		return errRestarting
	default:
	}
	switch {
	case l.state.Revoked(a.id):
		return errRevoked
	case l.state.Removed(a.session), l.state.RemovedName(a.id, a.person.Name) && !l.wasIn(a, hello):
		return errRemoved
	}
	if err := l.room(a.session); err != nil {
		return err
	}
	if err := l.goBack(); err != nil {
		l.complain(err)
		return errNotKept
	}
	if l.mustWait(a, hello) {
		l.queue(a, hello)
		return nil
	}
	return l.lets(a, hello)
}

// lets takes a connection into the meeting.
func (l *hall) lets(a *attendee, hello wire.Hello) error {
	n, err := l.number(a.session, hello.Person)
	if err != nil {
		l.complain(err)
		return errNotKept
	}
	if l.soundTaken(a) {
		a.sound = [32]byte{} // somebody else's: text only
	}
	l.seats(a, hello, n)
	return nil
}

// seats has a connection be the person of that number from now on.
func (l *hall) seats(a *attendee, hello wire.Hello, n text.Author) {
	a.person.Number = n
	a.number.Store(uint32(n))
	l.countIn(hello)
	l.replace(a)
	l.lobby.drop(a.session)
	if a.sound != ([32]byte{}) {
		l.hearers.Store(a.sound, a.session)
	}
	a.entered.Store(true)
	l.inside[a], l.sessions[a.session], l.byName = struct{}{}, a, nil
	l.counts.people.Add(1)
	l.present.Store(int64(len(l.inside)))
	w, at := l.welcome(a, hello)
	a.welcome(w, at, l.recent.newest())
	l.showCursors(a)
	l.rankOne(a.person, a.sound)
	l.showMissing(a)
	l.found(a.person.Number)
	if a.person.Role.Runs() && len(l.lobby.callers) > 0 {
		l.tellLobby(a)
	}
}

// countIn counts who was let in.
func (l *hall) countIn(hello wire.Hello) {
	if hello.Resume > 0 || hello.Person != 0 {
		l.counts.returned.Add(1)
	} else {
		l.counts.joined.Add(1)
	}
}

// room says whether there is a place for the session. One that is here, waits,
// or was here until its line broke, takes its own again.
func (l *hall) room(s meeting.Session) error {
	_, absent := l.absent[s]
	switch {
	case absent || l.sessions[s] != nil || l.lobby.of(s) != nil:
		return nil
	case len(l.inside)+len(l.lobby.callers) >= l.config.Limits.Connections:
		return errCrowded
	case l.counts.people.Load()+l.counts.waiting.Load() >= int64(l.config.Limits.People):
		return errFull
	}
	return nil
}

// soundTaken reports whether another session came with the same certificate
// first: fingerprints are seen on the wire, so naming one proves nothing.
func (l *hall) soundTaken(a *attendee) bool {
	owner, taken := l.hearers.Load(a.sound)
	return taken && owner != a.session
}

// replace ends what this session had before, so that it goes on here.
func (l *hall) replace(a *attendee) {
	var old absence
	if before := l.sessions[a.session]; before != nil {
		old = absence{person: before.person, sound: before.sound, talking: before.talking}
		l.drop(before)
		before.bye(wire.AnotherConnection)
	} else if gone, ok := l.absent[a.session]; ok {
		old = gone
		delete(l.absent, a.session)
	}
	if old.person.Number != 0 && old.person != a.person {
		l.dismiss(a.session, wire.Apart) // they come again, as who they are now
	}
	if old.sound != a.sound {
		l.silence(old)
		return
	}
	if old.talking && a.person.Role.Speaks() {
		a.talking, a.repeats = true, l.config.Now().Add(repeatWithin)
	}
}

// repeatWithin is how long a client that comes back may take to say again that
// its talk switch is on. Until then it is heard as before.
const repeatWithin = 5 * time.Second

// welcome makes what a joiner gets first: everything, or what was missed, which
// hangs behind the place in the chain that it returns.
func (l *hall) welcome(a *attendee, hello wire.Hello) (meeting.Welcome, *told) {
	w := meeting.Welcome{
		You: a.person, Document: l.which, Title: l.state.Title(), Head: l.state.Head(), At: l.recent.at(),
		Last: l.state.Last(a.person.Number), Present: len(l.inside),
		Pass: l.config.Key.Pass(a.ticket, a.session), Clock: l.config.Now(),
	}
	need := hello.Need
	if need == 0 {
		need = w.Head
	}
	need = min(need, w.Head)
	if !a.person.Role.Writes() { // and keeps nothing for later
		need = max(need, l.state.Oldest())
		defer a.seen.Store(w.Head)
	}
	a.seen.Store(need)
	l.needed = min(l.needed, need)
	if hello.Resume > 0 {
		if missed, all := l.recent.after(hello.Resume); all && !(hello.Need == 0 && l.shorter(l.recent.since(missed))) {
			a.seen.Store(min(need, hello.Resume))
			l.needed = min(l.needed, hello.Resume)
			w.At = l.recent.atOf(hello.Resume)
			return w, missed
		}
	}
	w.Snapshot = l.snapshot().For(a.person)
	return w, l.recent.newest()
}

// worthSnapshot is how many bytes of missed events are sent in any case: who
// hears what happened is better served than who only sees what came of it.
const worthSnapshot = 32 << 10

// shorter reports whether a snapshot is much less than so many bytes of missed
// events, for a joiner who needs nothing older. Both are counted before they are
// compressed.
func (l *hall) shorter(tail int) bool {
	return tail >= worthSnapshot && length(l.snapshot()) < tail/2
}

// length returns about how many bytes a snapshot has on the wire before it is
// compressed.
func length(s *meeting.Snapshot) (n int) {
	const each, piece = 16, 2 // bytes of numbers beside the words
	for _, p := range s.Text {
		n += piece + len(p.Text)
	}
	for _, line := range s.Chat {
		n += each + len(line.Text)
	}
	for _, e := range s.Entries {
		n += each + 8*len(e.Undo)
		for op := range e.Delta.Ops() {
			n += len(op.Insert)
		}
	}
	return n + 5*each*len(s.People)
}

// A snapshot is the last that was made: of many who join at once, all get it.
type snapshot struct {
	oldest meeting.Version
	*meeting.Snapshot
}

func (l *hall) snapshot() *meeting.Snapshot {
	oldest := l.oldestNow()
	if s := l.shot; s.Snapshot == nil || s.Head != l.state.Head() || s.oldest != oldest {
		l.shot = snapshot{oldest, l.state.Snapshot(oldest)}
	}
	return l.shot.Snapshot
}

// oldest returns the version that a snapshot must reach back to, so that what
// anybody connected (the joiner too) still sends can be placed by its owner.
// What one person says may cost all others, so it is bounded.
func (l *hall) oldest() meeting.Version {
	l.needed = l.need()
	return l.oldestNow()
}

// oldestNow is oldest, or somewhat older, for less: it does not ask everybody.
func (l *hall) oldestNow() meeting.Version {
	bytes := l.config.Limits.NeedBytes
	if l.fence > 0 {
		bytes /= 4
	}
	return max(l.fence, l.recent.reach(l.needed, l.config.Limits.Need, bytes))
}

// need returns the oldest version on which anybody connected may still send
// something.
func (l *hall) need() meeting.Version {
	oldest := l.state.Head()
	for a := range l.inside {
		oldest = min(oldest, a.seen.Load())
	}
	return oldest
}

// forget lets go of what nobody connected can need any more. Who comes back
// after longer has the whole log read, by reach.
func (l *hall) forget() {
	l.needed = l.need()
	oldest := l.needed
	if l.config.Now().Before(l.depth.until) {
		oldest = l.state.Oldest()
	}
	l.state.Forget(oldest, l.config.Limits.Remember)
	l.depth.oldest.Store(l.state.Oldest())
	l.recent.forget(l.state.Oldest())
}

// leave takes a connection out. The person stays for a while, in case they
// come back.
func (l *hall) leave(a *attendee) {
	l.ask(func() { l.away(a) })
}

// away keeps the place of a person whose connection is out.
func (l *hall) away(a *attendee) {
	if l.drop(a) {
		l.absent[a.session] = absence{l.config.Now(), a.person, a.sound, a.talking, a.id}
		if l.atFloor(a.person.Number) {
			l.tellMissing()
		}
	}
	l.lobby.lose(a, l.config.Now())
}

// depart takes out a person who leaves for good: nobody waits for them.
func (l *hall) depart(a *attendee) {
	if l.drop(a) {
		l.gone(absence{l.config.Now(), a.person, a.sound, a.talking, a.id})
		l.leaveFloor(a.person.Number)
		l.dismiss(a.session, wire.Apart)
	}
	l.lobby.dropAt(a)
}

// drop takes a connection out, and reports whether it was in.
func (l *hall) drop(a *attendee) bool {
	if _, in := l.inside[a]; !in {
		return false
	}
	delete(l.inside, a)
	delete(l.sessions, a.session)
	l.counts.people.Add(-1)
	l.byName = nil
	l.present.Store(int64(len(l.inside)))
	return true
}

// tick does what time brings: it saves a snapshot, lets go of who has not come back, and tells
// the number of people to those who look.
func (l *hall) tick() {
	now := l.config.Now()
	l.saveSometimes()
	l.forget()
	l.expire(now)
	l.tickLobby(now)
	l.tickObjections(now)
	l.tellMissing()
	for session, who := range l.absent {
		if now.Sub(who.since) >= l.config.Limits.Grace {
			delete(l.absent, session)
			l.gone(who)
			l.dismiss(session, wire.Apart)
		}
	}
	for a := range l.inside {
		if !a.repeats.IsZero() && !now.Before(a.repeats) {
			l.talk(a, false)
		}
	}
	if n := len(l.inside); n != l.told {
		l.told = n
		for a := range l.inside {
			if now.Sub(a.asked) < rosterFresh {
				a.show(meeting.Roster{Present: n})
			}
		}
	}
}

// gone takes the cursor and the sound of a person away.
func (l *hall) gone(who absence) {
	l.silence(who)
	if by := who.person.Number; l.cursors[by] != nil {
		l.pointed(meeting.Pointed{By: by, Base: l.state.Head(), Left: true}, nil)
	}
}

// silence tells the sound that a person's line has ended.
func (l *hall) silence(who absence) {
	if who.sound == ([32]byte{}) {
		return
	}
	l.hearers.Delete(who.sound)
	delete(l.ranks, who.sound)
	if who.talking {
		l.config.Talk(l.name, who.sound, uint32(who.person.Number), false)
	}
	l.config.Gone(l.name, who.sound)
}
