// Package floor is the speakers' list as a value: who has asked for the floor
// and what for, who has it and until when, and what each act of a delegate, the
// chair or the clock makes of it. It knows no people but by number, no sockets
// and no clock: the time comes in with every act.
package floor

import (
	"errors"
	"slices"
	"time"

	"parley/collab/text"
)

// The limits of what a list holds.
const (
	MaxNote  = 250 // code points of a note
	MaxOn    = 40  // code points of what a request is on: P-31, R2bis, line 14
	MaxFor   = 64  // code points of for whom somebody speaks
	MaxList  = 500 // requests that wait at one time
	MaxLimit = 4 * time.Hour
	// Warning is how long before the end of their time a speaker is warned.
	Warning = 15 * time.Second
)

// Why an act cannot be done. The words for people are the fronts'.
var (
	ErrClosed   = errors.New("the speakers' list is closed")
	ErrListed   = errors.New("on the list already")
	ErrUnlisted = errors.New("not on the list")
	ErrHolds    = errors.New("has the floor already")
	ErrNobody   = errors.New("nobody has the floor")
	ErrNotYours = errors.New("the floor, or the request, is somebody else's")
	ErrFull     = errors.New("the speakers' list is full")
	ErrShape    = errors.New("no such act")
)

// A Mode says who may be heard.
type Mode uint8

// The modes. They travel: never renumber them.
const (
	Open    Mode = iota // everybody who may speak
	Chaired             // who has the floor, and the chair
)

// String names the mode as it is typed.
func (m Mode) String() string {
	if m == Chaired {
		return "chaired"
	}
	return "open"
}

// ParseMode reads what String writes.
func ParseMode(s string) (Mode, bool) {
	for _, m := range []Mode{Open, Chaired} {
		if m.String() == s {
			return m, true
		}
	}
	return 0, false
}

// A Kind is what the floor is asked for.
type Kind uint8

// The kinds. They travel: never renumber them.
const (
	Speak    Kind = iota // to speak, in the order of asking
	Order                // a point of order: before everything else
	Question             // an interposed question: after points of order, while the speaker it is to is still there
	Reply                // a right of reply: in the order of asking, also when the list is closed
	kinds                // how many there are
)

// Valid reports whether there is such a kind.
func (k Kind) Valid() bool { return k < kinds }

// Interrupts reports whether it is for the midst of another's speech.
func (k Kind) Interrupts() bool { return k == Order || k == Question }

// rank is the place of the kind among the others; what is less comes first.
func (k Kind) rank() int {
	switch k {
	case Order:
		return 0
	case Question:
		return 1
	}
	return 2
}

// A Member is somebody as the list knows them.
type Member struct {
	Person     text.Author
	Delegation string // as shown; may be empty
	Vouched    bool   // the delegation is as a link says, not as claimed
}

// Stands reports whether m may stand for other at the floor: the same person,
// or a member of the same delegation. For a delegation that a link vouches for
// only those stand for whom a link does.
func (m Member) Stands(other Member) bool {
	if m.Person == other.Person {
		return true
	}
	return m.Delegation != "" && m.Delegation == other.Delegation && (m.Vouched || !other.Vouched)
}

// A Request is one entry of the list.
type Request struct {
	Number uint32 // from 1, never given twice in a meeting
	By     Member
	Kind   Kind
	On     string // what of the draft it is on, empty: nothing in particular
	Note   string
	For    string // for whom the delegation speaks besides itself
	At     time.Time
	Used   time.Duration // of the time, before it was interrupted or passed
	Back   bool          // it was interrupted or passed, and comes back
}

// A Turn is the floor as somebody has it.
type Turn struct {
	Request
	Since time.Time
	Limit time.Duration // of the whole turn, Used included; 0: none
}

// Spoken returns how long the speaker has had the floor, in all.
func (t Turn) Spoken(now time.Time) time.Duration { return t.Used + max(0, now.Sub(t.Since)) }

// Left returns how much time is left, and whether the time is limited at all.
func (t Turn) Left(now time.Time) (time.Duration, bool) {
	return max(0, t.Limit-t.Spoken(now)), t.Limit > 0
}

// Warns reports whether the time ends within Warning.
func (t Turn) Warns(now time.Time) bool {
	left, limited := t.Left(now)
	return limited && left <= Warning
}

// Ends returns when the time is over; the zero time: never.
func (t Turn) Ends() time.Time {
	if t.Limit == 0 {
		return time.Time{}
	}
	return t.Since.Add(t.Limit - t.Used)
}

// A Floor is the list and who has the floor. The zero Floor is open to all, with
// an open list and no limit.
type Floor struct {
	Mode   Mode
	Closed bool          // the list: no more requests to speak
	Limit  time.Duration // per speaker, 0: none
	List   []Request     // who comes next is first
	Turn   *Turn         // nil: nobody has the floor
	Last   uint32        // the number of the request made last
}

// Clone returns a copy that shares nothing with f.
func (f *Floor) Clone() *Floor {
	c := *f
	c.List = slices.Clone(f.List)
	if f.Turn != nil {
		t := *f.Turn
		c.Turn = &t
	}
	return &c
}

// Holds reports whether m has the floor, or stands for who has it.
func (f *Floor) Holds(m Member) bool { return f.Turn != nil && m.Stands(f.Turn.By) }

// Hears reports whether somebody may be heard now.
func (f *Floor) Hears(m Member, chairs bool) bool {
	return f.Mode == Open || chairs || f.Holds(m)
}

// Place returns the first place, from 1, that is that person's own, or their
// delegation's; 0: none.
func (f *Floor) Place(m Member) int {
	for i, r := range f.List {
		if r.By.Person == m.Person {
			return i + 1
		}
	}
	for i, r := range f.List {
		if m.Stands(r.By) {
			return i + 1
		}
	}
	return 0
}

// ComesBack reports whether the request with that number waits for the rest of
// its turn: it was interrupted or passed over.
func (f *Floor) ComesBack(number uint32) bool {
	i := f.index(number)
	return i >= 0 && f.List[i].Back
}

// index returns the place, from 0, of the request with that number, -1: none.
func (f *Floor) index(number uint32) int {
	return slices.IndexFunc(f.List, func(r Request) bool { return r.Number == number })
}

// put inserts a request before the first of a later rank; one that comes back
// goes before the others of its own rank.
func (f *Floor) put(r Request) {
	at := slices.IndexFunc(f.List, func(o Request) bool {
		return o.Kind.rank() > r.Kind.rank() || r.Back && o.Kind.rank() == r.Kind.rank()
	})
	if at < 0 {
		at = len(f.List)
	}
	f.List = slices.Insert(f.List, at, r)
}
