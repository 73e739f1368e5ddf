package hub

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"parley/collab/eventlog"
	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

// SetMode says who may be heard in a meeting, by the host's own word.
func (h *Hub) SetMode(ctx context.Context, id [8]byte, mode floor.Mode) (err error) {
	l, err := h.visit(ctx, id)
	if err != nil {
		return fmt.Errorf("set the mode: %w", err)
	}
	defer h.release(l)
	if !l.ask(func() {
		for err = nil; err == nil && l.state.Floor().Mode != mode; {
			if err = l.append(ctx, meeting.Event{What: meeting.Floored{Act: floor.Set{Mode: mode}}}, nil); errors.Is(err, eventlog.ErrStale) {
				err = nil
			}
		}
	}) {
		return ErrClosed
	}
	if err != nil {
		return fmt.Errorf("set the mode: %w", err)
	}
	return nil
}

// floorChanged does what an event of the proceedings asks of the server: who
// may not be heard any more is not, and the clock is set for who has the floor.
func (l *hall) floorChanged(w meeting.What) {
	switch w.(type) {
	case meeting.Floored, meeting.Adjourned, meeting.Removed:
	default:
		return
	}
	l.hush()
	l.rankAll()
	l.setAlarm()
	l.tellMissing()
}

// hush silences those who may not be heard any more.
func (l *hall) hush() {
	for a := range l.inside {
		if a.talking && !l.state.Heard(a.person) {
			a.talking, a.repeats = false, time.Time{}
			l.config.Talk(l.name, a.sound, uint32(a.person.Number), false)
		}
	}
	for session, gone := range l.absent {
		if gone.talking && !l.state.Heard(gone.person) {
			gone.talking = false
			l.absent[session] = gone
			l.config.Talk(l.name, gone.sound, uint32(gone.person.Number), false)
		}
	}
}

// setAlarm has the meeting's goroutine look at the clock when the time of who
// has the floor is over.
func (l *hall) setAlarm() {
	if l.alarm == nil {
		return // taken up, and does not run yet
	}
	l.alarm.Stop()
	if t := l.state.Floor().Turn; t != nil && t.Limit > 0 {
		l.alarm.Reset(max(time.Millisecond, t.Ends().Sub(l.config.Now())))
	}
}

// alarmAgain is how long a log that fails is left alone.
const alarmAgain = time.Second

// timeIsUp takes the floor from whose time is over.
func (l *hall) timeIsUp() {
	t := l.state.Floor().Turn
	if t == nil || t.Limit == 0 || l.config.Now().Before(t.Ends()) {
		l.setAlarm()
		return
	}
	err := l.append(context.Background(), meeting.Event{What: meeting.Floored{Act: floor.Expire{}}}, nil)
	if err != nil && !errors.Is(err, eventlog.ErrStale) {
		l.complain(err)
		l.alarm.Reset(alarmAgain)
		return
	}
	l.setAlarm()
}

// leaveFloor takes somebody who has left for good off the speakers' list.
func (l *hall) leaveFloor(n text.Author) {
	leaves := meeting.Event{What: meeting.Floored{Act: floor.Leave{Person: n}}}
	for l.atFloor(n) {
		if err := l.append(context.Background(), leaves, nil); err != nil && !errors.Is(err, eventlog.ErrStale) {
			l.complain(err)
			return
		}
	}
}

// atFloor reports whether a person waits for the floor or has it.
func (l *hall) atFloor(n text.Author) bool {
	f := l.state.Floor()
	return f.Turn != nil && f.Turn.By.Person == n ||
		slices.ContainsFunc(f.List, func(r floor.Request) bool { return r.By.Person == n })
}

// tellMissing tells everybody who of those at the floor have no line, when that
// has changed.
func (l *hall) tellMissing() {
	now := l.missing()
	if slices.Equal(now.People, l.lost) {
		return
	}
	l.lost = now.People
	frame, err := wire.Append(nil, now)
	if err != nil {
		l.config.Logger.Error("encode whose line is lost", "why", err)
		return
	}
	for a := range l.inside {
		a.push(frame)
	}
}

// found tells everybody that the line of somebody at the floor is back.
func (l *hall) found(n text.Author) {
	if slices.ContainsFunc(l.lost, func(m meeting.Lost) bool { return m.Person == n }) {
		l.tellMissing()
	}
}

// missing finds who of those at the floor have no line, or one on which nothing
// comes. Since when is as it was told before; else from when something last came,
// or the line broke, else from now on.
func (l *hall) missing() (m meeting.Missing) {
	f := l.state.Floor()
	if f.Turn == nil && len(f.List) == 0 {
		return m
	}
	here, quiet := map[text.Author]bool{}, map[text.Author]time.Time{}
	for a := range l.inside {
		if since, is := a.quiet(); is {
			quiet[a.person.Number] = since.UTC().Truncate(time.Millisecond)
			continue
		}
		here[a.person.Number] = true
	}
	look := func(n text.Author) {
		if !here[n] {
			here[n] = true // once
			since, silent := quiet[n]
			if !silent {
				since = l.lostSince(n)
			}
			m.People = append(m.People, meeting.Lost{Person: n, Since: since})
		}
	}
	if f.Turn != nil {
		look(f.Turn.By.Person)
	}
	for _, r := range f.List {
		look(r.By.Person)
	}
	return m
}

func (l *hall) lostSince(n text.Author) time.Time {
	for _, known := range l.lost {
		if known.Person == n {
			return known.Since
		}
	}
	for _, gone := range l.absent {
		if gone.person.Number == n {
			return gone.since.UTC().Truncate(time.Millisecond)
		}
	}
	return l.config.Now().UTC().Truncate(time.Millisecond)
}

// showMissing tells a joiner whose lines are lost.
func (l *hall) showMissing(a *attendee) {
	if len(l.lost) > 0 {
		a.say(meeting.Missing{People: l.lost})
	}
}
