package linear

import (
	"errors"
	"strings"
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/word"
)

// prepare keeps a statement ready for this person's turn, takes it back, or says
// what is ready.
func (f *front) prepare(words string, now time.Time) error {
	switch words {
	case "":
		r, waits, ready := f.seat.OwnReady()
		if !ready {
			return errors.New(word.Say("no statement of yours is ready: prepare TEXT keeps one"))
		}
		said := f.readiness(r.Request, true, r.Text, true)
		said.Waits = waits
		f.out.say(said)
		return nil
	case "off":
		words = ""
	}
	return f.seat.Act(meeting.Prepared{Text: strings.TrimSpace(words)}, now)
}

// readySaid is that a statement is prepared for a turn.
type readySaid struct {
	Event string `json:"event"` // "prepared"
	Name  string `json:"name"`
	Ready bool   `json:"ready"` // false: it was taken back
	Own   bool   `json:"own"`   // this person's, or the delegation's
	Waits bool   `json:"waits"` // the server has not received it yet
	Text  string `json:"text"`  // empty to those who may not read it yet
}

func (s readySaid) words() string {
	switch {
	case s.Waits:
		return word.Say("Statement for your turn, not received yet: ") + s.Text
	case s.Own && s.Ready && s.Text != "":
		return word.Say("Statement ready for your turn: ") + s.Text
	case s.Own && s.Ready:
		return word.Say("Statement ready for your turn.")
	case s.Own:
		return word.Say("Statement taken back.")
	case s.Ready:
		return word.Say("Statement ready: ") + s.Name + "."
	}
	return word.Say("Statement taken back by ") + s.Name + "."
}

func (f *front) readiness(request uint32, ready bool, words string, own bool) readySaid {
	s := readySaid{Event: "prepared", Ready: ready, Own: own, Text: text.CleanLine(words, meeting.MaxStatement)}
	p := f.seat.Proceedings()
	if t := p.Floor.Turn; t != nil && t.Number == request {
		s.Name = f.byName(t.By)
	}
	for _, r := range p.Floor.List {
		if r.Number == request {
			s.Name = f.byName(r.By)
		}
	}
	return s
}

// prepared tells that a statement is ready: to its own people and to the chair.
func (f *front) prepared(e meeting.Event, p meeting.Prepared, missed bool) {
	own := p.Request != 0 && p.Request == f.seat.Proceedings().OwnRequest(f.seat.Me().Member())
	said := f.readiness(p.Request, p.Ready, p.Text, own)
	switch {
	case f.JSON:
		f.announce(usual, said)
	case own:
		f.tell(e.By == f.seat.Me().Number, usual, said)
	case f.seat.Me().Role.Runs() && !missed:
		f.announce(usual, said)
	}
}

// delivered tells a statement that was prepared and is now in the record.
func (f *front) delivered(e meeting.Event, d meeting.Delivered, missed bool) {
	own := f.seat.Me().Member().Stands(d.By)
	said := f.whole(meeting.Statement{Number: e.Number, By: d.By, On: d.On, Text: d.Text, Done: true})
	switch f.came["statement"]++; {
	case f.JSON:
		f.announce(pressing, said)
	case own:
		f.tell(e.By == f.seat.Me().Number, pressing, done{spoken: word.Say("Your statement is in the record.")})
	case !missed:
		f.announce(pressing, said)
	}
}

// whole is all of a statement.
func (f *front) whole(s meeting.Statement) stated {
	own := f.seat.Me().Member().Stands(s.By)
	return stated{"statement", uint64(s.Number), f.byName(s.By), uint32(s.By.Person), s.By.Delegation, s.On, text.Clean(s.Text), s.Done, own, text.CleanLine(s.Text, meeting.MaxStatement)}
}

// statements reads what was said in writing.
func (f *front) statements() {
	all := f.seat.Proceedings().Statements
	if len(all) == 0 {
		f.out.say(done{Event: "done", Command: "statements", spoken: word.Say("Nothing has been said in writing yet.")})
	}
	for _, s := range all {
		f.out.say(f.whole(s))
	}
}
