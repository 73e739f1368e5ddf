package meeting

import (
	"slices"
	"strings"
	"unicode/utf8"

	"parley/collab/floor"
	"parley/collab/text"
)

// MaxPrepared is how many bytes all statements may have together that are
// prepared and not delivered.
const MaxPrepared = 1 << 20

// A Prepared says that a statement is ready for somebody's turn at the floor: it
// can be delivered then though their sound, or their line, has failed. Asked, it
// has only Text, and none takes it back. Only its author and the chair have the
// text before it is delivered.
type Prepared struct {
	Request uint32 // the request that it belongs to
	Ready   bool   // false: it was taken back
	Text    string
}

// A Delivered puts the prepared statement of who has the floor into the record.
// Asked, it says nothing: the server has the words.
type Delivered struct {
	Request uint32
	By      floor.Member
	On      string // as the request says
	Text    string
}

func (Prepared) ask()   {}
func (Delivered) ask()  {}
func (Prepared) what()  {}
func (Delivered) what() {}

// A Ready is a statement that waits for its turn.
type Ready struct {
	Request uint32
	By      text.Author // who wrote it
	Text    string      // empty to those who may not read it yet
}

// ReadyFor returns the statement that is prepared for a request.
func (m *Proceedings) ReadyFor(request uint32) (Ready, bool) {
	i := slices.IndexFunc(m.Ready, func(r Ready) bool { return r.Request == request })
	if i < 0 {
		return Ready{}, false
	}
	return m.Ready[i], true
}

// OwnRequest returns the number of the request by which that member, or their
// delegation, has the floor or waits for it; 0: none.
func (m *Proceedings) OwnRequest(who floor.Member) uint32 {
	if m.Floor.Holds(who) {
		return m.Floor.Turn.Number
	}
	if at := m.Floor.Place(who); at > 0 {
		return m.Floor.List[at-1].Number
	}
	return 0
}

// OwnReady returns the statement that is ready for this person's turn, theirs or
// their delegation's. What they have asked for counts at once; waits reports
// that the server has not answered that yet.
func (s *Seat) OwnReady() (r Ready, waits, ready bool) {
	number := s.Proceedings().OwnRequest(s.me.Member())
	r, ready = s.Proceedings().ReadyFor(number)
	for _, a := range s.Asked() {
		switch a := a.(type) {
		case Prepared:
			r, waits, ready = Ready{number, s.me.Number, a.Text}, true, a.Text != ""
		case Delivered:
			if s.Floor().Holds(s.me.Member()) {
				r, waits, ready = Ready{}, true, false
			}
		}
	}
	return r, waits, ready
}

func (m *Proceedings) checkPrepared(by Person, p Prepared) error {
	number := m.OwnRequest(by.Member())
	switch {
	case m.Adjourned:
		return IsAdjourned
	case number == 0:
		return NotListed
	case !text.IsClean(p.Text), p.Text != strings.TrimSpace(p.Text):
		return Malformed
	case utf8.RuneCountInString(p.Text) > MaxStatement:
		return TooBig
	}
	total := len(p.Text)
	for _, r := range m.Ready {
		if r.Request != number {
			total += len(r.Text)
		}
	}
	if total > MaxPrepared {
		return TooBig
	}
	return nil
}

func (m *Proceedings) checkDelivered(by Person) error {
	t := m.Floor.Turn
	if t == nil {
		return NoFloor
	}
	if !by.Role.Runs() && !m.Floor.Holds(by.Member()) {
		return NotYours
	}
	if _, ready := m.ReadyFor(t.Number); !ready {
		return NotPrepared
	}
	return nil
}

// proceedingMeans returns what the ask becomes where the server adds to it.
func (s *State) proceedingMeans(by Person, a Ask) (What, bool) {
	m := &s.proceedings
	switch a := a.(type) {
	case Prepared:
		return Prepared{Request: m.OwnRequest(by.Member()), Ready: a.Text != "", Text: a.Text}, true
	case Delivered:
		t := m.Floor.Turn
		r, _ := m.ReadyFor(t.Number)
		return Delivered{Request: t.Number, By: t.By, On: t.On, Text: r.Text}, true
	case DocumentOpened:
		return DocumentOpened{Number: len(m.Documents) + 2, Title: a.Title}, true
	}
	return nil, false
}

func (m *Proceedings) prepare(e Event, p Prepared) {
	m.dropReady(func(r Ready) bool { return r.Request == p.Request })
	if p.Ready {
		m.Ready = append(m.Ready, Ready{Request: p.Request, By: e.By, Text: p.Text})
	}
}

func (m *Proceedings) deliver(e Event, d Delivered) {
	m.dropReady(func(r Ready) bool { return r.Request == d.Request })
	m.addStatement(Statement{Number: e.Number, At: e.At, By: d.By, On: d.On, Text: d.Text, Done: true})
}

// prune lets go of statements whose request is not there any more.
func (m *Proceedings) prune() {
	m.dropReady(func(r Ready) bool {
		t := m.Floor.Turn
		return (t == nil || t.Number != r.Request) && !slices.ContainsFunc(m.Floor.List, func(q floor.Request) bool { return q.Number == r.Request })
	})
}

func (m *Proceedings) dropReady(drop func(Ready) bool) {
	if slices.ContainsFunc(m.Ready, drop) { // a copy may share it
		m.Ready = slices.DeleteFunc(slices.Clone(m.Ready), drop)
	}
}

// readBy returns the prepared statements as that person may have them.
func readBy(all []Ready, p Person) []Ready {
	all = slices.Clone(all)
	for i, r := range all {
		if !(Audience{To: ToChair}).Reads(p, r.By) {
			all[i].Text = ""
		}
	}
	return all
}
