package hub

import (
	"iter"
	"slices"
	"time"

	"parley/collab/meeting"
	"parley/collab/wire"
)

// A lobby is the waiting room of a meeting. It belongs to the hall.
type lobby struct {
	counts  *counts                       // the hub's
	callers []*caller                     // in the order in which they came
	last    uint32                        // the number given last
	changed bool                          // the chairs, or those who wait, are to be told
	told    time.Time                     // when the chairs were told last
	let     map[meeting.Session]time.Time // let in while they had no line, and when
}

// A caller is somebody who waits. While at is nil the line is lost, and the
// place kept.
type caller struct {
	meeting.Caller
	session meeting.Session
	at      *attendee
	hello   wire.Hello
	lost    time.Time
	place   meeting.Queued // as it was told
}

// of returns the caller of that session, nil if none waits.
func (b *lobby) of(s meeting.Session) *caller {
	i := slices.IndexFunc(b.callers, func(c *caller) bool { return c.session == s })
	if i < 0 {
		return nil
	}
	return b.callers[i]
}

// drop takes the caller of that session out.
func (b *lobby) drop(s meeting.Session) {
	b.dropIf(func(c *caller) bool { return c.session == s })
	delete(b.let, s)
}

// dropAt takes out who waits at this connection.
func (b *lobby) dropAt(a *attendee) {
	b.dropIf(func(c *caller) bool { return c.at == a })
}

func (b *lobby) dropIf(unwanted func(*caller) bool) {
	n := len(b.callers)
	b.callers = slices.DeleteFunc(b.callers, unwanted)
	b.changed = b.changed || len(b.callers) != n
	b.counts.waiting.Add(int64(len(b.callers) - n))
}

// lose keeps the place of who waits at a connection that is out.
func (b *lobby) lose(a *attendee, now time.Time) {
	for _, c := range b.callers {
		if c.at == a {
			c.at, c.lost = nil, now
		}
	}
}

// connected reports whether anybody who waits has a line.
func (b *lobby) connected() bool {
	return slices.ContainsFunc(b.callers, func(c *caller) bool { return c.at != nil })
}

// all are all connections, of those inside and of those who wait.
func (l *hall) all() iter.Seq[*attendee] {
	return func(yield func(*attendee) bool) {
		for a := range l.inside {
			if !yield(a) {
				return
			}
		}
		for _, c := range slices.Clone(l.lobby.callers) { // who is told may go
			if c.at != nil && !yield(c.at) {
				return
			}
		}
	}
}

// mustWait reports whether the chair is to let this one in.
func (l *hall) mustWait(a *attendee, hello wire.Hello) bool {
	_, let := l.lobby.let[a.session]
	return l.state.WaitingRoom() && !a.person.Role.Runs() && !let && !l.wasIn(a, hello)
}

// wasIn reports whether this session was in the meeting before: it shows the
// pass of a welcome, is in the log, or was here just now.
func (l *hall) wasIn(a *attendee, hello wire.Hello) bool {
	_, away := l.absent[a.session]
	_, entered := l.state.BySession(a.session)
	return away || entered || l.sessions[a.session] != nil || l.config.Key.CheckPass(a.ticket, a.session, hello.Pass)
}

// queue has a connection wait until the chair lets it in. The same session
// keeps its place over connections.
func (l *hall) queue(a *attendee, hello wire.Hello) {
	c := l.lobby.of(a.session)
	if c == nil {
		l.lobby.last++
		c = &caller{session: a.session, Caller: meeting.Caller{Number: l.lobby.last, Since: l.config.Now()}}
		l.lobby.callers = append(l.lobby.callers, c)
		l.counts.waiting.Add(1)
	} else if c.at != nil {
		c.at.bye(wire.AnotherConnection)
	}
	c.Name, c.Delegation, c.Role, c.Fixes, c.Ticket = a.person.Name, a.person.Delegation, a.person.Role, a.person.Fixes, a.id
	c.at, c.hello = a, hello
	c.place = meeting.Queued{Place: 1 + slices.Index(l.lobby.callers, c), Of: len(l.lobby.callers)}
	a.greeted = nil // how long the chair takes is no measure of the way here
	a.say(c.place)
	l.lobby.changed = true
	l.tickLobby(l.config.Now())
}

// lobbyEvery is how often the chairs are told who waits, and those who wait of
// their place: five hundred may come within seconds.
const lobbyEvery = time.Second

// tickLobby tells what has changed, and lets go of who has not come back.
func (l *hall) tickLobby(now time.Time) {
	b, grace := &l.lobby, l.config.Limits.Grace
	b.dropIf(func(c *caller) bool { return c.at == nil && now.Sub(c.lost) >= grace })
	for s, since := range b.let {
		if now.Sub(since) >= letFor {
			delete(b.let, s)
		}
	}
	if !b.changed || now.Sub(b.told) < lobbyEvery {
		return
	}
	b.changed, b.told = false, now
	for i, c := range b.callers {
		if now := (meeting.Queued{Place: i + 1, Of: len(b.callers)}); c.at != nil && c.place != now {
			c.place = now
			c.at.say(now)
		}
	}
	for a := range l.inside {
		if a.person.Role.Runs() {
			l.tellLobby(a)
		}
	}
}

// letFor is how long somebody who was let in while the line was lost may take
// to come back and be let in.
const letFor = time.Hour

// tellLobby tells a chair who waits.
func (l *hall) tellLobby(a *attendee) {
	now := meeting.Lobby{Waiting: len(l.lobby.callers)}
	for _, c := range l.lobby.callers[:min(len(l.lobby.callers), meeting.LobbyPage)] {
		now.People = append(now.People, c.Caller)
	}
	frame, err := wire.Append(nil, now)
	if err != nil {
		l.config.Logger.Error("encode who waits", "to", a.number.Load(), "why", err)
		return
	}
	a.tellLobby(frame)
}

// answer does what a chair says of those who wait.
func (l *hall) answer(a *attendee, f wire.AnswerFrame) {
	if _, in := l.inside[a]; !in || !a.person.Role.Runs() {
		return
	}
	for _, c := range slices.Clone(l.lobby.callers) {
		if len(f.Who) > 0 && !slices.Contains(f.Who, c.Number) {
			continue
		}
		if f.Admit {
			l.letIn(c)
		} else {
			l.turnAway(c, wire.TurnedAway)
		}
	}
	l.tickLobby(l.config.Now())
}

// letIn takes in who waits: at once, on the line on which they wait.
func (l *hall) letIn(c *caller) {
	if c.at == nil {
		l.lobby.drop(c.session)
		l.lobby.let[c.session] = l.config.Now()
		return
	}
	if err := l.lets(c.at, c.hello); err != nil {
		c.at.bye(wire.Unkept) // they come again, and wait again
		l.lobby.lose(c.at, l.config.Now())
	}
}

// turnAway sends away who waits.
func (l *hall) turnAway(c *caller, why wire.ByeReason) {
	if c.at != nil {
		c.at.bye(why)
	}
	l.lobby.drop(c.session)
}
