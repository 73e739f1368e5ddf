package app

import (
	"time"

	"parley/collab/draft"
	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/tui/action"
)

// A due is the next moment at which something changes on the screen by itself, or
// is to be done.
type due struct{ now, next time.Time }

// at notes a moment; one that is past brings nothing.
func (d *due) at(t time.Time) {
	if t.After(d.now) && t.Before(d.next) {
		d.next = t
	}
}

// do notes when something is to be done. What was to be done before now is to be done
// soon; the zero time: there is nothing.
func (d *due) do(t time.Time) {
	if !t.IsZero() && !t.After(d.now) {
		t = d.now.Add(beatEvery)
	}
	d.at(t)
}

// up notes a clock that says for how long something is so: it moves each full
// second.
func (d *due) up(since time.Time) {
	d.at(d.now.Add(time.Second - d.now.Round(0).Sub(since.Round(0))%time.Second))
}

// down notes a clock that says how long it is until then: it moves just after each
// full second.
func (d *due) down(until time.Time) {
	if left := until.Round(0).Sub(d.now.Round(0)); left >= 0 {
		d.at(d.now.Add(left%time.Second + time.Millisecond))
	}
}

// untilDue is how long the screen may be left alone unless something comes.
func (m *Model) untilDue(now time.Time) time.Duration {
	d := &due{now, now.Add(sleepFor)}
	if m.over != nil || m.ask != nil { // their words are made anew each time
		d.at(now.Add(time.Second))
	}
	if m.message.text != "" {
		d.at(m.message.at.Add(urgentFor))
		d.at(m.message.at.Add(stays[m.message.kind]))
	}
	if m.traffic.kbitIn > 0 || m.traffic.kbitOut > 0 {
		d.at(m.traffic.at.Add(trafficStale + time.Millisecond))
	}
	if all := m.seat.Proceedings().Captions; len(all) > 0 {
		d.at(now.Add(captionFor - m.seat.Clock(now).Sub(all[len(all)-1].At) + time.Millisecond))
	}
	m.floorDue(d)
	m.rosterDue(d)
	for _, doc := range m.documents {
		m.within(doc, func() { m.documentDue(d) })
	}
	return d.next.Sub(now)
}

// floorDue notes the clocks of who has the floor, and of those at it whose line is
// lost.
func (m *Model) floorDue(d *due) {
	f, clock := m.seat.Floor(), m.seat.Clock(d.now)
	here := func(t time.Time) time.Time { return d.now.Add(t.Sub(clock)) } // by our clock
	lost := func(r floor.Request) {
		if since := m.seat.Lost(r.By.Person); !since.IsZero() {
			d.up(here(since))
		}
	}
	if t := f.Turn; t != nil {
		d.up(here(t.Since.Add(-t.Used)))
		if t.Limit > 0 && m.atFloor.warned != t.Number && m.seat.Joined() {
			d.do(here(t.Ends().Add(-floor.Warning)))
		}
		lost(t.Request)
	}
	for _, r := range f.List {
		lost(r)
	}
}

// rosterDue notes when the people are to be asked for again.
func (m *Model) rosterDue(d *due) {
	w := &m.roster
	if !m.shown(action.People) || m.seat.Link().State != meeting.Up {
		return
	}
	if w.asked.IsZero() || m.seat.Present() != w.present || m.heardSilent() {
		d.do(w.asked.Add(rosterPause))
	}
	if m.somebodyTalks() {
		d.do(w.asked.Add(rosterTalk))
	}
}

// documentDue notes what is due in the document at hand: its line's clocks, what
// was typed, own proposals that not all have, the time to object and the time to
// take a decision back.
func (m *Model) documentDue(d *due) {
	s := m.document.seat
	d.do(s.Due())
	if l := s.Link(); l.State == meeting.Up {
		d.do(m.unseen.Due())
	} else if !l.Since.IsZero() {
		d.up(l.Since)
		d.down(l.Next)
	}
	if w := m.window(); w != nil {
		d.down(w.Until)
		d.at(d.now.Add(receiptsEvery)) // who has the text is asked, and may be shown
	}
	if tab := m.proposed.table; tab != nil {
		if p := m.lastDecidedIn(tab); p != nil {
			d.down(p.Decided.At.Add(draft.UndoWithin))
		}
	}
}
