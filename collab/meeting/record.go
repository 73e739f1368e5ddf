package meeting

import (
	"time"
	"unicode/utf8"

	"parley/collab/floor"
	"parley/collab/text"
)

// A Caption is a line of what is said, as a captioner put it down.
type Caption struct {
	Number  Version
	At      time.Time
	By      text.Author // the captioner
	Speaker string      // the delegation, or the name where there is none; empty: not known
	Text    string
}

// A Captioned is a caption. Where it names no speaker, whoever has the floor
// speaks.
type Captioned struct{ Speaker, Text string }

// A Statement is what somebody says in writing at the floor. It is part of the
// record, and grows while it is typed.
type Statement struct {
	Number Version // of the event that began it
	At     time.Time
	By     floor.Member
	On     string // as the request said
	Text   string
	Done   bool
}

// A Stated is more of a statement: the last Erase code points go, Text comes
// behind the rest. It begins one where its author has none that is not done.
type Stated struct {
	Erase int
	Text  string
	Done  bool
}

func (Captioned) ask()  {}
func (Stated) ask()     {}
func (Captioned) what() {}
func (Stated) what()    {}

func (m *Proceedings) caption(e Event, c Captioned, people map[text.Author]Person) {
	if t := m.Floor.Turn; c.Speaker == "" && t != nil {
		if c.Speaker = t.By.Delegation; c.Speaker == "" {
			c.Speaker = people[t.By.Person].Name
		}
	}
	m.Captions = append(m.Captions, Caption{e.Number, e.At, e.By, c.Speaker, c.Text})
	m.Captions = m.Captions[max(0, len(m.Captions)-CaptionsKept):]
}

// growing returns the statement of that person's that is not done, nil if there
// is none.
func (m *Proceedings) growing(by text.Author) *Statement {
	for i := range m.Statements {
		if s := &m.Statements[i]; !s.Done && s.By.Person == by {
			return s
		}
	}
	return nil
}

func (m *Proceedings) checkStated(by Person, a Stated) error {
	length := utf8.RuneCountInString(a.Text)
	before := 0
	if s := m.growing(by.Number); s != nil {
		before = utf8.RuneCountInString(s.Text)
	}
	switch {
	case m.Adjourned && !by.Role.Runs():
		return IsAdjourned
	case !m.heard(by):
		return NoFloor
	case a.Erase < 0 || a.Erase > before || !text.IsClean(a.Text):
		return Malformed
	case length > MaxTyped || before-a.Erase+length > MaxStatement:
		return TooBig
	}
	return nil
}

func (m *Proceedings) state(e Event, by Person, a Stated) {
	s := m.growing(by.Number)
	if s == nil {
		s = m.addStatement(Statement{Number: e.Number, At: e.At, By: by.Member()})
		if m.Floor.Holds(s.By) {
			s.On = m.Floor.Turn.On
		}
	}
	kept := s.Text
	for range min(a.Erase, utf8.RuneCountInString(kept)) {
		_, n := utf8.DecodeLastRuneInString(kept)
		kept = kept[:len(kept)-n]
	}
	s.Text, s.Done = kept+a.Text, a.Done
}

func (m *Proceedings) addStatement(s Statement) *Statement {
	m.Statements = append(m.Statements, s)
	m.Statements = m.Statements[max(0, len(m.Statements)-StatementsKept):]
	return &m.Statements[len(m.Statements)-1]
}

// silence ends the statements of those who may not be heard any more.
func (m *Proceedings) silence(people map[text.Author]Person) {
	for i := range m.Statements {
		if s := &m.Statements[i]; !s.Done && !m.heard(people[s.By.Person]) {
			s.Done = true
		}
	}
}
