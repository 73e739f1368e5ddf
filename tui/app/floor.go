package app

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/tui/action"
	"parley/tui/palette"
	"parley/tui/podium"
	"parley/tui/sound"
	"parley/tui/word"
)

// floorDeed returns what the app does for an action at the floor, or of what
// goes on beside the draft; nil for others.
func (m *Model) floorDeed(name string) func() tea.Cmd {
	quiet := func(f func()) func() tea.Cmd { return func() tea.Cmd { f(); return nil } }
	act := func(a floor.Act) func() tea.Cmd { return quiet(func() { m.act(a) }) }
	switch name {
	case "floor":
		return quiet(m.turnRequest)
	case "floor-note", "time", "caption", "statement", "prepare":
		return quiet(func() { m.askAtFloor(name) })
	case "hands", "agenda":
		if m.seat.Me().Role.Runs() {
			return quiet(func() { m.askAtFloor(name) })
		}
		return quiet(func() { m.openProceedings(name) })
	case "statements":
		return quiet(m.openStatements)
	case "deliver":
		return quiet(func() { m.proceed(meeting.Delivered{}) })
	case "floor-order":
		return act(floor.Ask{Kind: floor.Order})
	case "floor-question":
		return act(floor.Ask{Kind: floor.Question})
	case "floor-reply":
		return act(floor.Ask{Kind: floor.Reply})
	case "withdraw":
		return act(floor.Withdraw{})
	case "queue":
		return quiet(func() { m.focusOn(action.Queue) })
	case "give":
		return quiet(m.give)
	case "pass":
		return act(floor.Pass{})
	case "end":
		return act(floor.End{})
	case "move":
		return quiet(func() { m.moveMarked(-1) })
	case "move-down":
		return quiet(func() { m.moveMarked(1) })
	case "floor-place":
		return quiet(m.toRequest)
	case "drop":
		return quiet(func() {
			if number, ok := m.queue.Marked(); ok {
				m.act(floor.Withdraw{Number: number})
			}
		})
	case "list":
		return quiet(func() { m.act(floor.List{Open: m.seat.Floor().Closed}) })
	case "mode":
		return quiet(func() { m.act(floor.Set{Mode: floor.Chaired - m.seat.Floor().Mode}) })
	case "next-item":
		return quiet(func() { m.proceed(meeting.ItemTaken{Item: m.seat.Proceedings().Item + 1}) })
	case "hand":
		return quiet(m.askHand)
	case "end-hands":
		return quiet(func() { m.proceed(meeting.HandsEnded{}) })
	case "meeting":
		return quiet(func() { m.proceed(meeting.Adjourned{On: !m.seat.Proceedings().Adjourned}) })
	}
	return nil
}

// act asks for an act at the floor.
func (m *Model) act(a floor.Act) { m.proceed(meeting.Floored{Act: a}) }

// proceed asks for something of the proceedings.
func (m *Model) proceed(a meeting.Ask) {
	if err := m.seat.Act(a, m.now()); err != nil {
		m.say(refusal, word.Say("Not done: %s.", refusedBecause(err)))
		return
	}
	m.showQueue()
	if m.seat.Link().State != meeting.Up {
		m.say(kept, m.waitsForLink())
	}
}

// turnRequest asks for the floor, or takes the request back; who has the floor
// gives it back.
func (m *Model) turnRequest() {
	switch p := m.podium(); {
	case p.Holds:
		m.act(floor.End{})
	case p.Listed:
		m.act(floor.Withdraw{})
	default:
		m.act(floor.Ask{})
		if m.seat.Link().State == meeting.Up {
			m.say(note, word.Say("Asked for the floor. %s takes it back; to say what for, choose it in %s instead.", m.keyFor("floor"), m.keyFor("palette")))
		}
	}
}

// give gives the floor to the one that is marked in the list, if it has the
// keys, else to the first.
func (m *Model) give() {
	number := uint32(0)
	if m.focus == action.Queue {
		number, _ = m.queue.Marked()
	}
	m.act(floor.Give{Number: number})
}

// moveMarked moves the request that is marked.
func (m *Model) moveMarked(by int) {
	number, ok := m.queue.Marked()
	to := m.queue.Place() + by
	if !ok || to < 1 || to > len(m.seat.Floor().List) {
		m.say(refusal, word.Say("There is no place further that way."))
		return
	}
	m.act(floor.Move{Number: number, To: to})
}

// askHand asks which hand the delegation shows.
func (m *Model) askHand() {
	m.endAsk(false)
	m.over = palette.Ask(m.theme, word.Say("SHOW OF HANDS"), []string{clean(m.seat.Proceedings().Hands.Question)}, []palette.Item{
		{Name: "hand yes", Title: word.Say("Yes")}, {Name: "hand no", Title: word.Say("No")}, {Name: "hand abstain", Title: word.Say("Abstain")},
	})
	m.overName = "hand"
}

// handChosen shows the hand that was chosen, if one was.
func (m *Model) handChosen(name string) bool {
	c, ok := meeting.ParseChoice(strings.TrimPrefix(name, "hand "))
	if !ok || !strings.HasPrefix(name, "hand ") {
		return false
	}
	m.proceed(meeting.HandShown{Choice: c})
	return true
}

// atFloor is what the person was told of the floor.
type atFloor struct {
	begun  bool
	holds  uint32 // the request by which this person has the floor, 0: none
	at     uint32 // the request that has the floor, 0: none
	place  int    // one's own on the list
	warned uint32 // the request whose time was told to end soon
	quiet  sound.Silence
}

// floorMoved tells what has changed at the floor and concerns this person.
func (m *Model) floorMoved() {
	f, me := m.seat.Floor(), m.seat.Me().Member()
	first, was := !m.atFloor.begun, m.atFloor
	m.atFloor.begun, m.atFloor.place, m.atFloor.holds, m.atFloor.at = true, f.Place(me), 0, 0
	if f.Turn != nil {
		m.atFloor.at = f.Turn.Number
		if f.Holds(me) {
			m.atFloor.holds = f.Turn.Number
		}
	}
	m.showQueue()
	m.closeMicrophone()
	switch {
	case m.atFloor.holds != was.holds && m.atFloor.holds != 0:
		m.calledUp()
	case first:
	case was.holds != 0 && m.atFloor.holds == 0 && f.ComesBack(was.holds):
		m.say(note, word.Say("You were interrupted, and come back.")+" "+podium.Place(m.atFloor.place))
	case was.holds != 0 && m.atFloor.holds == 0:
		m.say(note, word.Say("Your turn at the floor has ended."))
	case m.atFloor.place == 1 && was.place != 1 && (was.place > 1 || m.atFloor.at != 0):
		m.offer(action.Queue)
		words := word.Say("You are next.")
		if f.Turn != nil {
			words = word.Say("You are next after %s.", m.calls(f.Turn.By))
		}
		m.alert(words)
	case m.atFloor.place > 0 && was.place == 0:
		m.say(note, word.Say("Your request is on the list.")+" "+podium.Place(m.atFloor.place))
	case m.atFloor.place == 0 && was.place > 0:
		m.say(note, word.Say("You are off the speakers' list."))
	}
}

// calledUp tells that this person has the floor.
func (m *Model) calledUp() {
	talks, _ := m.allowed("talk")
	delivers, _ := m.allowed("deliver")
	words := word.Say("You have the floor. Choose Speak in writing in %s to make a statement.", m.keyFor("palette"))
	switch {
	case talks && delivers:
		words = word.Say("You have the floor. %s to open the microphone; %s delivers your statement.", m.keyFor("talk"), m.keyFor("deliver"))
	case talks:
		words = word.Say("You have the floor. %s to open the microphone.", m.keyFor("talk"))
	case delivers:
		words = word.Say("You have the floor. %s delivers your statement.", m.keyFor("deliver"))
	}
	m.offer(action.Queue)
	m.alert(words)
}

// allowed reports whether an action can be done now, and why not.
func (m *Model) allowed(name string) (bool, string) {
	a, _ := action.Named(m.table, name)
	return a.Can(m.context())
}

// closeMicrophone closes an open microphone that is not to be heard any more.
func (m *Model) closeMicrophone() {
	if m.config.Sound == nil || !m.seat.Joined() || m.seat.Heard() || !m.config.Sound.Talking() {
		return
	}
	m.hush(word.Say("Your microphone is closed: you do not have the floor."))
}

func (m *Model) hush(words string) {
	m.config.Sound.Talk(false)
	m.config.Line.Talk(false)
	m.sound = m.config.Sound.Status()
	m.say(note, words)
}

// watchFloor does what the clock brings: it warns before the time ends, and
// closes a microphone into which nothing is said for long.
func (m *Model) watchFloor(now time.Time) {
	if !m.seat.Joined() {
		return
	}
	f := m.seat.Floor()
	if f.Turn != nil || len(f.List) > 0 {
		m.showQueue() // its clocks move
	}
	if t, clock := f.Turn, m.seat.Clock(now); t != nil && m.atFloor.warned != t.Number && t.Warns(clock) {
		m.atFloor.warned = t.Number
		left, _ := t.Left(clock)
		switch {
		case m.stands(t.By):
			words := word.Say("%.0f seconds left of your time.", left.Seconds())
			m.alert(words)
		case m.seat.Me().Role.Runs():
			m.say(note, word.Say("%s: %.0f seconds left.", m.calls(t.By), left.Seconds()))
		}
	}
	m.closeMicrophone()
	if m.config.Sound == nil {
		return
	}
	keeps := f.Mode == floor.Open || m.seat.Me().Role.Runs()
	if m.atFloor.quiet.Over(m.sound, m.config.Sound.Talking() && !keeps, now) {
		m.hush(word.Say("Your microphone is closed after %.0f seconds of silence. %s opens it again.", sound.SilenceCloses.Seconds(), m.keyFor("talk")))
	}
}

// proceeded tells what happened beside the draft and the floor.
func (m *Model) proceeded(e meeting.Event) {
	p := m.seat.Proceedings()
	switch what := e.What.(type) {
	case meeting.Floored:
		m.requested(e, what.Act)
	case meeting.Adjourned:
		if what.On {
			m.say(note, word.Say("The chair has closed the meeting: nobody but the chair is heard. The draft stays open."))
		} else {
			m.say(note, word.Say("The meeting is open again."))
		}
	case meeting.ItemTaken:
		if p.Item > 0 {
			m.say(note, word.Say("Item %d: %s", p.Item, clean(p.Agenda[p.Item-1])))
		}
	case meeting.HandsAsked:
		words := word.Say("The chair asks: %s Choose Show my delegation's hand in %s.", clean(what.Question), m.keyFor("palette"))
		m.alert(words)
	case meeting.HandsEnded:
		m.say(note, m.handsWords())
	case meeting.DocumentOpened, meeting.DocumentBefore, meeting.DocumentClosed:
		m.documentsMoved(e)
	case meeting.Stated:
		m.statementGrew(e)
	case meeting.Prepared:
		m.prepared(e, what)
	case meeting.Delivered:
		m.delivered(what)
	}
}

// requested tells of a request by somebody else: to a chair in words, to others
// by the list.
func (m *Model) requested(e meeting.Event, a floor.Act) {
	switch a := a.(type) {
	case floor.Ask:
		m.offer(action.Queue)
		f := m.seat.Floor()
		if e.By == m.seat.Me().Number || !m.seat.Me().Role.Runs() && a.Kind != floor.Order {
			return
		}
		for _, r := range f.List {
			if r.Number == f.Last {
				m.say(note, strings.TrimSuffix(word.Say("%s asks for the floor", m.calls(r.By))+", "+podium.What(r), ", ")+". "+word.Say("%s gives it to the first.", m.keyFor("give")))
			}
		}
	case floor.Set:
		if a.Mode == floor.Chaired {
			m.say(note, word.Say("Chaired: only who has the floor, and the chair, is heard."))
		} else {
			m.say(note, word.Say("Open: everybody who may speak is heard."))
		}
	case floor.List:
		if a.Open {
			m.say(note, word.Say("The speakers' list is open."))
		} else {
			m.say(note, word.Say("The speakers' list is closed: no more requests to speak."))
		}
	}
}

// handsWords say how the room stands.
func (m *Model) handsWords() string {
	h := m.seat.Proceedings().Hands
	return word.Say("Show of hands, %s Yes %d, no %d, abstain %d.", clean(h.Question), h.Count(meeting.Yes), h.Count(meeting.No), h.Count(meeting.Abstain))
}
