package meeting

import (
	"fmt"
	"slices"
	"time"

	"parley/collab/floor"
	"parley/collab/text"
)

// The limits of what a meeting holds beside its draft.
const (
	MaxAgenda    = 100    // items
	MaxItem      = 120    // code points of an item, or of a question to the room
	MaxCaption   = 300    // code points of a caption
	MaxStatement = 20_000 // code points of a statement
	MaxTyped     = 2000   // code points that one event adds to a statement

	CaptionsKept   = 500 // that the state remembers
	StatementsKept = 50
)

// Proceedings is what goes on in a meeting beside its draft and its chat.
type Proceedings struct {
	Floor      floor.Floor
	Adjourned  bool // the chair has closed the meeting: no more requests, statements and hands
	Agenda     []string
	Item       int // that is dealt with, from 1; 0: none
	Hands      Hands
	Captions   []Caption
	Statements []Statement
	Ready      []Ready    // statements that wait for their turn
	Documents  []Document // from number 2, by their numbers
	Before     int        // number of the document before the meeting; 0: 1

	ClosedDocuments []int // by their numbers, rising
}

// A Floored is an act at the speakers' list, asked and happened.
type Floored struct{ Act floor.Act }

// An Adjourned closes the meeting, or opens it again.
type Adjourned struct{ On bool }

// An AgendaSet puts another agenda in the place of the one there is.
type AgendaSet struct{ Items []string }

// An ItemTaken says which item of the agenda is dealt with now, from 1; 0: none.
type ItemTaken struct{ Item int }

func (Floored) ask()   {}
func (Adjourned) ask() {}
func (AgendaSet) ask() {}
func (ItemTaken) ask() {}

func (Floored) what()   {}
func (Adjourned) what() {}
func (AgendaSet) what() {}
func (ItemTaken) what() {}

// Floor returns the speakers' list. It must not be changed.
func (s *State) Floor() *floor.Floor { return &s.proceedings.Floor }

// Proceedings returns what goes on beside draft and chat. It must not be
// changed.
func (s *State) Proceedings() *Proceedings { return &s.proceedings }

// Member is the person as the speakers' list knows them.
func (p Person) Member() floor.Member {
	return floor.Member{Person: p.Number, Delegation: p.Delegation, Vouched: p.vouchedFor()}
}

// Heard reports whether the person may be heard now.
func (s *State) Heard(p Person) bool {
	return p.Role.Speaks() && s.proceedings.heard(p)
}

func (m *Proceedings) heard(p Person) bool {
	if m.Adjourned && !p.Role.Runs() {
		return false
	}
	return m.Floor.Hears(p.Member(), p.Role.Runs())
}

// mayProceed reports whether the role allows to ask something that belongs to
// the proceedings.
func (r Role) mayProceed(a Ask) bool {
	switch a := a.(type) {
	case Floored:
		if floor.Chairs(a.Act) {
			return r.Runs()
		}
		return r.Speaks() && !floor.Clocks(a.Act)
	case Adjourned, AgendaSet, ItemTaken, HandsAsked, HandsEnded:
		return r.Runs()
	case HandShown, Stated, Prepared, Delivered:
		return r.Speaks()
	case Captioned:
		return r.Captions()
	case Confided:
		return r.Chats()
	case DocumentOpened:
		return r.Decides()
	case DocumentBefore, DocumentClosed:
		return r.Runs()
	}
	return true
}

// checkProceeding is Check for what belongs to the proceedings.
func (s *State) checkProceeding(by Person, a Ask) error {
	m := &s.proceedings
	switch a := a.(type) {
	case Floored:
		if _, asks := a.Act.(floor.Ask); asks && m.Adjourned && !by.Role.Runs() {
			return IsAdjourned
		}
		return floorRefusal(m.Floor.Check(a.Act, by.Member(), by.Role.Runs()))
	case Adjourned:
		return nil
	case AgendaSet:
		return checkAgenda(a.Items)
	case ItemTaken:
		if a.Item < 0 || a.Item > len(m.Agenda) {
			return NoSuchItem
		}
		return nil
	case HandsAsked:
		return checkLine(a.Question, MaxItem)
	case HandsEnded:
		if !m.Hands.Open {
			return NoHands
		}
		return nil
	case HandShown:
		return m.checkHand(by, a)
	case Captioned:
		if err := checkLine(a.Text, MaxCaption); err != nil || a.Speaker == "" {
			return err
		}
		return checkLine(a.Speaker, MaxName)
	case Stated:
		return m.checkStated(by, a)
	case Prepared:
		return m.checkPrepared(by, a)
	case Delivered:
		return m.checkDelivered(by)
	case Confided:
		return a.check()
	case DocumentOpened, DocumentBefore, DocumentClosed:
		return m.checkDocument(a)
	}
	return Malformed
}

// checkLine says whether words are one clean line that is not empty.
func checkLine(words string, most int) error {
	switch clean := text.CleanLine(words, len(words)); {
	case words == "" || clean != words:
		return Malformed
	case text.CleanLine(words, most) != words:
		return TooBig
	}
	return nil
}

func checkAgenda(items []string) error {
	if len(items) > MaxAgenda {
		return TooBig
	}
	for _, item := range items {
		if err := checkLine(item, MaxItem); err != nil {
			return err
		}
	}
	return nil
}

// proceed takes in an event of the proceedings. It reports whether it was one,
// and an error that it does not belong here.
func (s *State) proceed(e Event) (bool, error) {
	m, by := &s.proceedings, s.people[e.By]
	switch what := e.What.(type) {
	case Floored:
		if err := m.Floor.Do(what.Act, by.Member(), by.Role.Runs(), e.At); err != nil {
			return true, err
		}
		m.silence(s.people)
		m.prune()
	case Adjourned:
		m.adjourn(what.On)
		m.silence(s.people)
	case AgendaSet:
		m.Agenda, m.Item = slices.Clone(what.Items), min(m.Item, len(what.Items))
	case ItemTaken:
		m.Item = min(what.Item, len(m.Agenda))
	case HandsAsked:
		m.Hands = Hands{Number: e.Number, Question: what.Question, Open: true}
	case HandsEnded:
		m.Hands.Open = false
	case HandShown:
		m.Hands.show(by, what.Choice)
	case Captioned:
		m.caption(e, what, s.people)
	case Stated:
		m.state(e, by, what)
	case Prepared:
		m.prepare(e, what)
	case Delivered:
		m.deliver(e, what)
	case Confided:
		s.hear(e, what.For, what.Text)
	case DocumentOpened:
		if !m.openDocument(e, what) {
			return true, fmt.Errorf("document %d after %d", what.Number, len(m.Documents)+1)
		}
	case DocumentBefore:
		m.Before = min(what.Number, len(m.Documents)+1)
	case DocumentClosed:
		m.closeDocument(what)
	case Withheld:
	default:
		return false, nil
	}
	return true, nil
}

// adjourn closes the meeting or opens it again. Who has the floor then has had
// it.
func (m *Proceedings) adjourn(on bool) {
	if m.Adjourned = on; on {
		m.Floor.Turn, m.Floor.List, m.Hands.Open, m.Ready = nil, nil, false, nil
	}
}

// puts takes a person who was put out off the list.
func (m *Proceedings) puts(out text.Author, people map[text.Author]Person) {
	if m.Floor.Do(floor.Leave{Person: out}, floor.Member{}, true, time.Time{}) == nil {
		m.silence(people)
		m.prune()
	}
}

// clone returns a copy that shares nothing with m that changes in place.
func (m *Proceedings) clone() Proceedings {
	c := *m
	c.Floor = *m.Floor.Clone()
	c.Agenda, c.Captions, c.Statements = slices.Clone(m.Agenda), slices.Clone(m.Captions), slices.Clone(m.Statements)
	c.Hands.Shown, c.Ready, c.Documents = slices.Clone(m.Hands.Shown), slices.Clone(m.Ready), slices.Clone(m.Documents)
	c.ClosedDocuments = slices.Clone(m.ClosedDocuments)
	return c
}
