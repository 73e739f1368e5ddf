package linear

import (
	"errors"
	"strings"
	"time"

	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/word"
)

// state says something in writing. At the floor a statement goes on until it is
// ended or the floor moves; where all may speak, each is one by itself.
func (f *front) state(words string, now time.Time) error {
	words = text.CleanLine(words, len(words))
	holds := f.seat.Floor().Holds(f.seat.Me().Member())
	if words == "" {
		if !f.stating(f.seat.Me().Member()) {
			return errors.New(word.Say("no statement of yours has begun: statement TEXT begins one"))
		}
		return f.seat.Act(meeting.Stated{Done: true}, now)
	}
	if f.stating(f.seat.Me().Member()) {
		words = "\n" + words
	}
	all := parts(words, meeting.MaxTyped)
	for i, part := range all {
		if i > 0 {
			part = " " + part
		}
		if err := f.seat.Act(meeting.Stated{Text: part, Done: !holds && i == len(all)-1}, now); err != nil {
			return err
		}
	}
	if !f.JSON {
		f.out.say(done{spoken: word.Say("You said in writing: ") + strings.TrimSpace(words)})
	}
	return nil
}

// stating reports whether a statement of that member's goes on, here and now at
// least.
func (f *front) stating(m floor.Member) bool {
	for _, a := range f.seat.Asked() {
		if s, ok := a.(meeting.Stated); ok && !s.Done {
			return true
		}
	}
	for _, s := range f.seat.Proceedings().Statements {
		if s.By.Person == m.Person && !s.Done && s.Text != "" {
			return true
		}
	}
	return false
}

// stated is a statement in writing, as far as it has come.
type stated struct {
	Event      string `json:"event"`  // "statement"
	Number     uint64 `json:"number"` // of the statement
	Name       string `json:"name"`
	Person     uint32 `json:"person"`
	Delegation string `json:"delegation"`
	On         string `json:"on"`
	Text       string `json:"text"` // all of it
	Done       bool   `json:"done"`
	Own        bool   `json:"own"`

	fresh string
}

func (s stated) words() string { return word.Say("Statement, ") + s.Name + word.Say(": ") + s.fresh }

// statedBy tells what has come of a statement: a person each line once, when it is
// whole.
func (f *front) statedBy(e meeting.Event, missed bool) {
	what := e.What.(meeting.Stated)
	own := e.By == f.seat.Me().Number
	all := f.seat.Proceedings().Statements
	for i := len(all) - 1; i >= 0; i-- {
		s := all[i]
		if s.By.Person != e.By {
			continue
		}
		said := stated{"statement", uint64(s.Number), f.byName(s.By), uint32(s.By.Person), s.By.Delegation, s.On, text.Clean(s.Text), s.Done, own, ""}
		if f.came["statement"]++; f.JSON {
			f.announce(pressing, said)
			return
		}
		if said.fresh = strings.TrimSpace(text.CleanLine(what.Text, meeting.MaxTyped)); said.fresh != "" && !own && !missed {
			f.announce(pressing, said)
		}
		return
	}
}
