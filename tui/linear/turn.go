package linear

import (
	"time"

	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/podium"
	"parley/tui/sound"
	"parley/tui/word"
)

// A turnWatch is what was told of the floor.
type turnWatch struct {
	begun  bool
	turn   floor.Turn // zero: nobody had the floor
	place  int        // one's own
	warned uint32     // the request of whom was told that the time ends
	lost   map[text.Author]bool
	quiet  sound.Silence
}

// floored is what an act at the floor is told as.
type floored struct {
	Event      string  `json:"event"` // "floor"
	Act        string  `json:"act"`
	Name       string  `json:"name"` // of the delegation or person it is about
	Person     uint32  `json:"person"`
	Delegation string  `json:"delegation"`
	Kind       string  `json:"kind,omitempty"`
	On         string  `json:"on,omitempty"`
	Note       string  `json:"note,omitempty"`
	For        string  `json:"for,omitempty"`
	You        bool    `json:"you"`
	Place      int     `json:"place"`   // one's own on the list, 0: none
	Waiting    int     `json:"waiting"` // requests on the list
	Limit      float64 `json:"limit_s"` // per speaker, 0: none
	Mode       string  `json:"mode"`
	Open       bool    `json:"open"` // the list

	spoken string
}

func (s floored) words() string { return s.spoken }

// floorMoved tells what an event did to the floor.
func (f *front) floorMoved(e meeting.Event, missed bool) {
	a := e.What.(meeting.Floored).Act
	s, r := f.aboutFloor(e, a)
	own := e.By == f.seat.Me().Number
	switch a.(type) {
	case floor.Ask:
		s.Act = "asked"
		f.came["request"]++
		s.spoken = s.Name + word.Say(" asks for the floor") + f.newSpeaker(0, r, e.At).what() + "."
		if own {
			s.spoken = word.Say("Received. ") + podium.Place(s.Place)
		}
	case floor.Withdraw:
		s.Act, s.spoken = "withdrawn", word.Say("A request for the floor was withdrawn.")
		if own {
			s.spoken = word.Say("Withdrawn.")
			f.turn.place = min(f.turn.place, f.seat.Floor().Place(f.seat.Me().Member())) // that says it
		}
	case floor.Give:
		s.Act = "given"
	case floor.Pass:
		s.Act = "passed"
	case floor.End:
		s.Act = "ended"
	case floor.Expire:
		s.Act = "time-up"
	case floor.Move:
		s.Act, s.spoken = "moved", word.Say("The speakers' list was changed by the chair.")
	case floor.List:
		s.Act, s.spoken = "list", word.Say("The speakers' list is closed: no more requests to speak.")
		if s.Open {
			s.spoken = word.Say("The speakers' list is open.")
		}
	case floor.Limit:
		s.Act, s.spoken = "time", word.Say("Speakers have as long as they need.")
		if s.Limit > 0 {
			s.spoken = word.Say("Each speaker has ") + clockOf(s.Limit) + "."
		}
	case floor.Set:
		s.Act, s.spoken = "mode", word.Say("Open: everybody who may speak is heard.")
		if s.Mode == floor.Chaired.String() {
			s.spoken = word.Say("Chaired: only who has the floor, and the chair, is heard.")
		}
	case floor.Leave:
		s.Act, s.spoken = "left", s.Name+word.Say(" has left and is off the speakers' list.")
	}
	switch {
	case own && !f.JSON && s.spoken != "":
		f.out.say(s)
	case f.JSON, s.spoken != "" && !missed:
		f.announce(f.presses(a, s.You), s)
	}
	f.turned(s.Act, missed)
}

// presses is how much an act of somebody else's matters to this person.
func (f *front) presses(a floor.Act, mine bool) urgency {
	switch a.(type) {
	case floor.Ask, floor.Withdraw, floor.Move:
		if mine || f.seat.Me().Role.Runs() {
			return pressing
		}
		return usual
	}
	return pressing
}

// aboutFloor fills in what is the same for all acts, and finds the request that
// it is about.
func (f *front) aboutFloor(e meeting.Event, a floor.Act) (s floored, r floor.Request) {
	at, me := f.seat.Floor(), f.seat.Me().Member()
	s = floored{Event: "floor", Place: at.Place(me), Waiting: len(at.List), Limit: at.Limit.Seconds(), Mode: at.Mode.String(), Open: !at.Closed}
	switch a := a.(type) {
	case floor.Ask:
		for _, q := range at.List {
			if q.Number == at.Last {
				r = q
			}
		}
	case floor.Give, floor.Pass:
		if at.Turn != nil {
			r = at.Turn.Request
		}
	case floor.End, floor.Expire:
		r = f.turn.turn.Request
	case floor.Leave:
		p, _ := f.seat.Person(a.Person)
		r.By = p.Member()
		r.By.Person = a.Person
	default:
		p, _ := f.seat.Person(e.By)
		r.By = p.Member()
	}
	if r.By.Person != 0 {
		s.Name, s.Person, s.Delegation, s.You = f.byName(r.By), uint32(r.By.Person), r.By.Delegation, me.Stands(r.By)
	}
	if r.Number != 0 {
		s.Kind, s.On, s.Note, s.For = floor.Kinds[r.Kind], r.On, r.Note, r.For
	}
	return s, r
}

// turned tells who has the floor now and whether this person is next, where
// either has changed.
func (f *front) turned(act string, quiet bool) {
	at, me, was := f.seat.Floor(), f.seat.Me().Member(), f.turn.turn
	f.turn.turn = floor.Turn{}
	if at.Turn != nil {
		f.turn.turn = *at.Turn
	}
	now, place := f.turn.turn, at.Place(me)
	first := !f.turn.begun
	f.turn.begun = true
	if now.Number != was.Number || now.Since != was.Since {
		f.turn.warned = 0
		f.came["turn"]++
		if now.Number != 0 && at.Holds(me) {
			f.came["holds"]++
		}
		f.tellTurn(act, was, now, quiet || first)
	}
	was1 := f.turn.place
	f.turn.place = place
	if place == 1 && was1 != 1 && !at.Holds(me) && (act != "asked" || now.Number != 0) && !f.JSON && !first {
		f.announce(pressing, floored{spoken: f.nextWords()})
	}
	if place == 0 && was1 > 0 && !at.Holds(me) && !quiet && !f.JSON {
		f.announce(pressing, floored{spoken: word.Say("You are off the speakers' list.")})
	}
	f.closeMicrophone()
}

// nextWords say that one is next.
func (f *front) nextWords() string {
	if t := f.seat.Floor().Turn; t != nil {
		return word.Say("* You are next after ") + f.byName(t.By) + "."
	}
	return word.Say("* You are next.")
}

// tellTurn tells a person whose the floor is now; a program is told the act.
func (f *front) tellTurn(act string, was, now floor.Turn, quiet bool) {
	me := f.seat.Me().Member()
	mine, mineBefore := now.Number != 0 && me.Stands(now.By), was.Number != 0 && me.Stands(was.By)
	if f.JSON || quiet && !mine {
		return
	}
	var s string
	switch {
	case mine:
		s = word.Say("You have the floor") + withTime(now, f.seat.Clock(f.Now())) + word.Say(". talk on opens the microphone, statement TEXT speaks in writing.")
		if f.Sound == nil {
			s = word.Say("You have the floor") + withTime(now, f.seat.Clock(f.Now())) + word.Say(". statement TEXT speaks in writing.")
		}
		if _, ready := f.seat.Proceedings().ReadyFor(now.Number); ready {
			s += word.Say(" deliver puts your prepared statement into the record.")
		}
	case now.Number != 0:
		s = f.byName(now.By) + word.Say(" has the floor") + f.newSpeaker(0, now.Request, f.seat.Clock(f.Now())).what() + "."
		if mineBefore && f.seat.Floor().ComesBack(was.Number) {
			s += " " + word.Say("You were interrupted, and come back.")
		}
	case mineBefore && f.seat.Floor().ComesBack(was.Number):
		s = word.Say("You were interrupted, and come back.")
	case act == "time-up" && mineBefore:
		s = word.Say("Time is up: your turn has ended.")
	case act == "time-up":
		s = word.Say("Time is up: ") + f.byName(was.By) + word.Say("'s turn has ended.")
	case mineBefore:
		s = word.Say("Your turn has ended.")
	case was.Number != 0:
		s = word.Say("The floor is free: ") + f.byName(was.By) + word.Say("'s turn has ended.")
	default:
		return
	}
	if mine || mineBefore {
		f.out.say(floored{spoken: s}) // at once, whatever is announced
		return
	}
	f.announce(pressing, floored{spoken: s})
}

// withTime says how long a speaker has: all of it as long as the turn has only
// begun, whatever time the word of it took to get here.
func withTime(t floor.Turn, clock time.Time) string {
	if clock.Sub(t.Since) < breath {
		clock = t.Since
	}
	if left, limited := t.Left(clock); limited {
		return word.Say(", for ") + clockOf(left.Seconds()+0.5)
	}
	return ""
}

// closeMicrophone closes an open microphone that is not to be heard any more.
func (f *front) closeMicrophone() {
	if f.Sound == nil || !f.seat.Joined() || f.seat.Heard() || !f.Sound.Talking() {
		return
	}
	f.Sound.Talk(false)
	f.Line.Talk(false)
	f.out.say(done{Event: "done", Command: "talk", Text: "off", spoken: word.Say("Microphone OFF: you do not have the floor.")})
}

// watchFloor tells what the clock brings: that a time ends soon, and that
// nothing was said for long.
func (f *front) watchFloor(now time.Time) {
	if !f.seat.Joined() {
		return
	}
	if t := f.seat.Floor().Turn; t != nil && f.turn.warned != t.Number && t.Warns(f.seat.Clock(now)) {
		f.turn.warned = t.Number
		mine := f.seat.Me().Member().Stands(t.By)
		left, _ := t.Left(f.seat.Clock(now))
		s := floored{Event: "floor", Act: "warning", Name: f.byName(t.By), Person: uint32(t.By.Person), Delegation: t.By.Delegation, You: mine,
			Place: f.turn.place, Waiting: len(f.seat.Floor().List), Limit: t.Limit.Seconds(), Mode: f.seat.Floor().Mode.String(), Open: !f.seat.Floor().Closed}
		s.spoken = word.Say("%s: %.0f seconds left.", s.Name, left.Seconds())
		if mine {
			s.spoken = word.Say("%.0f seconds left of your time.", left.Seconds())
		}
		switch {
		case mine:
			f.out.say(s)
		case f.seat.Me().Role.Runs():
			f.announce(pressing, s)
		default:
			f.announce(usual, s)
		}
	}
	f.closeMicrophone()
	f.watchSilence(now)
}

func (f *front) watchSilence(now time.Time) {
	if f.Sound == nil {
		return
	}
	watched := f.Sound.Talking() && f.seat.Floor().Mode == floor.Chaired && !f.seat.Me().Role.Runs()
	if !f.turn.quiet.Over(f.Sound.Status(), watched, now) {
		return
	}
	f.Sound.Talk(false)
	f.Line.Talk(false)
	f.out.say(done{Event: "done", Command: "talk", Text: "off", spoken: word.Say("Microphone OFF after %.0f seconds of silence. talk on opens it again.", sound.SilenceCloses.Seconds())})
}

// lostLines tells a chair, or one who is told everything, whose line at the
// floor is lost, or back.
func (f *front) lostLines(m meeting.Missing) {
	lost := map[text.Author]bool{}
	matters := usual
	if f.seat.Me().Role.Runs() {
		matters = pressing
	}
	for _, l := range m.People {
		if lost[l.Person] = true; !f.turn.lost[l.Person] && l.Person != f.seat.Me().Number {
			f.announce(matters, lineOf{"line", f.name(l.Person), uint32(l.Person), true, word.Say("Link lost: ") + f.name(l.Person) + word.Say(", place kept.")})
		}
	}
	for p := range f.turn.lost {
		if !lost[p] && p != f.seat.Me().Number {
			f.announce(matters, lineOf{"line", f.name(p), uint32(p), false, word.Say("Link is back, or given up: ") + f.name(p) + "."})
		}
	}
	f.turn.lost = lost
}

// lineOf says that the line of somebody at the floor is lost, or not any more.
type lineOf struct {
	Event  string `json:"event"` // "line"
	Name   string `json:"name"`
	Person uint32 `json:"person"`
	Lost   bool   `json:"lost"`

	spoken string
}

func (s lineOf) words() string { return s.spoken }
