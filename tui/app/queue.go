package app

import (
	"fmt"
	"strings"

	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/tui/action"
	"parley/tui/podium"
	"parley/tui/queuepane"
	"parley/tui/statusbar"
	"parley/tui/word"
)

// queueSide is the speakers' list as one of the panes.
func (m *Model) queueSide() side {
	return side{
		place: action.Queue, pane: m.queue,
		help: word.Say("Who has the floor and who waits for it, in their order. Up and Down mark a request; Enter lists what can be done with it. Ctrl+R asks for the floor and takes the request back, from everywhere."),
		notes: func() []string {
			f := m.seat.Floor()
			mode := word.Say("open")
			if f.Mode == floor.Chaired {
				mode = word.Say("chaired")
			}
			notes := []string{mode}
			if f.Closed {
				notes = append(notes, word.Say("list closed"))
			}
			if f.Limit > 0 {
				notes = append(notes, word.Say("%s each", statusbar.Clock(f.Limit)))
			}
			return notes
		},
		news: func() string {
			if n := len(m.seat.Floor().List); n > 0 {
				return fmt.Sprintf("(%d)", n)
			}
			return ""
		},
	}
}

// showQueue gives the pane the list as it is now.
func (m *Model) showQueue() {
	f, clock := m.seat.Floor(), m.seat.Clock(m.now())
	l := queuepane.List{Empty: word.Say("nobody waits; %s asks for the floor", m.keyFor("floor"))}
	if f.Turn != nil {
		t := f.Turn
		l.Now = &queuepane.Turn{Name: m.calls(t.By), What: podium.What(t.Request), You: m.stands(t.By)}
		if l.Now.Time = statusbar.Clock(t.Spoken(clock)); t.Limit > 0 {
			l.Now.Time = word.Say("%s of %s", l.Now.Time, statusbar.Clock(t.Limit))
		}
		l.Now.State = strings.Trim(m.lostWords(t.Request)+", "+m.readyWords(t.Request), ", ")
	}
	for _, r := range f.List {
		row := queuepane.Row{Number: r.Number, Name: m.calls(r.By), What: podium.What(r), You: m.stands(r.By)}
		if r.Kind == floor.Order {
			row.Urgent = strings.ToUpper(word.Say(podium.Kinds[floor.Order]))
			row.What = strings.TrimPrefix(strings.TrimPrefix(row.What, word.Say(podium.Kinds[floor.Order])), ", ")
		}
		switch lost, ready := m.lostWords(r), m.readyWords(r); {
		case lost != "" && ready != "":
			row.State = lost + ", " + ready
		case lost != "":
			row.State = word.Say("%s, place kept", lost)
		case ready != "":
			row.State = ready
		case r.Back:
			row.State = word.Say("comes back")
		default:
			row.State = clean(r.Note)
		}
		l.Rows = append(l.Rows, row)
	}
	m.queue.SetList(l)
}

// readyWords say that a statement is prepared for the request; empty where none
// is.
func (m *Model) readyWords(r floor.Request) string {
	if m.stands(r.By) {
		if _, waits, ready := m.seat.OwnReady(); waits && ready {
			return word.Say("statement not sent yet")
		} else if waits {
			return ""
		}
	}
	if _, ready := m.seat.Proceedings().ReadyFor(r.Number); ready {
		return word.Say("statement ready")
	}
	return ""
}

// lostWords say for how long the line of who asked is lost; empty where it is
// not.
func (m *Model) lostWords(r floor.Request) string {
	since := m.seat.Lost(r.By.Person)
	if since.IsZero() {
		return ""
	}
	return word.Say("link lost %s", statusbar.Clock(m.seat.Clock(m.now()).Sub(since)))
}

// calls is how a member is called at the floor: the delegation, or the name.
func (m *Model) calls(who floor.Member) string {
	if who.Delegation != "" {
		return clean(who.Delegation)
	}
	return m.lookOf(who.Person).name
}

// stands reports whether this person may stand for a member at the floor.
func (m *Model) stands(who floor.Member) bool { return m.seat.Me().Member().Stands(who) }

// floorFacts are who has the floor and one's own place, for the status line.
func (m *Model) floorFacts() (holder, place string) {
	f := m.seat.Floor()
	at := f.Place(m.seat.Me().Member())
	switch {
	case at == 1:
		place = word.Say("you: next")
	case at > 1:
		place = word.Say("you: %s", podium.Ordinal(at))
	}
	switch {
	case m.seat.Proceedings().Adjourned:
		return word.Say("closed"), place
	case f.Turn != nil:
		name := m.calls(f.Turn.By)
		if f.Holds(m.seat.Me().Member()) {
			name = word.Say("YOU")
		}
		return name + " " + statusbar.Clock(f.Turn.Spoken(m.seat.Clock(m.now()))), place
	case f.Mode == floor.Chaired:
		return word.Say("free"), place
	}
	return m.floorName(), place
}

// podium is what of the floor decides which actions are allowed.
func (m *Model) podium() action.Podium {
	f, p, me := m.seat.Floor(), m.seat.Proceedings(), m.seat.Me().Member()
	now := action.Podium{
		Chaired: f.Mode == floor.Chaired, Heard: m.seat.Heard(), Holds: f.Holds(me), Taken: f.Turn != nil, Listed: f.Place(me) > 0,
		About: m.markedOn() != "", Speakers: len(f.List), Closed: f.Closed, Adjourned: p.Adjourned, Hands: p.Hands.Open, Items: len(p.Agenda),
	}
	switch {
	case now.Holds:
		_, _, now.Ready = m.seat.OwnReady()
	case now.Taken:
		_, now.Ready = p.ReadyFor(f.Turn.Number)
	}
	for _, a := range m.seat.Asked() {
		if asked, ok := a.(meeting.Floored); ok {
			if _, asks := asked.Act.(floor.Ask); asks {
				now.Listed = true
			}
		}
	}
	return now
}

// markedOn is the place that the marked request names or, where nobody waits, that
// who has the floor speaks on.
func (m *Model) markedOn() string {
	f := m.seat.Floor()
	number, marked := m.queue.Marked()
	for _, r := range f.List {
		if marked && r.Number == number {
			return r.On
		}
	}
	if f.Turn != nil && len(f.List) == 0 {
		return f.Turn.On
	}
	return ""
}

// toRequest goes to that place. One that names no document is in the one before the
// meeting.
func (m *Model) toRequest() {
	to := floor.Ask{On: m.markedOn()}
	if before := m.seat.Before(); before != m.number {
		to = to.In(before)
	}
	m.focusOn(action.Reading)
	if wrong := m.goTo(to.On); wrong != "" {
		m.say(refusal, sentence(wrong))
	}
}

// ownDelegation is for whom a line to a delegation is.
func ownDelegation(l meeting.Line) string {
	if l.For.Delegation == "" {
		return word.Say("your delegation")
	}
	return clean(l.For.Delegation)
}
