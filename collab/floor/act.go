package floor

import (
	"slices"
	"time"
	"unicode/utf8"

	"parley/collab/text"
)

// An Act is one of Ask, Withdraw, Give, Pass, End, Move, List, Limit, Set, Expire
// and Leave.
type Act interface{ act() }

// Ask asks for the floor.
type Ask struct {
	Kind          Kind
	On, Note, For string
}

// Withdraw takes a request off the list: one's own or one's delegation's, or
// with a number any by the chair. 0: the asker's first.
type Withdraw struct{ Number uint32 }

// Give gives the floor to a request, 0: to the first. Who has it is interrupted
// and comes back where the other's is a point of order or a question, and has
// ended otherwise.
type Give struct{ Number uint32 }

// Pass passes over who has the floor, whose line may be lost, and gives it to
// the next; they come back after that one, with the time they have left. Where
// nobody has the floor the first on the list and the second change places.
type Pass struct{}

// End takes the floor from who has it: their own word, or the chair's.
type End struct{}

// Move puts a request at a place, from 1.
type Move struct {
	Number uint32
	To     int
}

// List opens or closes the list.
type List struct{ Open bool }

// Limit sets the time per speaker, 0: no limit; for who has the floor, too.
type Limit struct{ Per time.Duration }

// Set changes the mode.
type Set struct{ Mode Mode }

// Expire is the clock's: the time of who has the floor is over.
type Expire struct{}

// Leave is the server's: a person has left for good.
type Leave struct{ Person text.Author }

func (Ask) act()      {}
func (Withdraw) act() {}
func (Give) act()     {}
func (Pass) act()     {}
func (End) act()      {}
func (Move) act()     {}
func (List) act()     {}
func (Limit) act()    {}
func (Set) act()      {}
func (Expire) act()   {}
func (Leave) act()    {}

// Chairs reports whether only the chair may do such a thing. A Withdraw of
// another's request and an End of another's turn are looked at by Do.
func Chairs(a Act) bool {
	switch a.(type) {
	case Give, Pass, Move, List, Limit, Set:
		return true
	}
	return false
}

// Clocks reports whether an act is the server's alone.
func Clocks(a Act) bool {
	switch a.(type) {
	case Expire, Leave:
		return true
	}
	return false
}

// Check says whether by may do that, of all acts but the clock's. It changes
// nothing. Whether an act may be done is no matter of time.
func (f *Floor) Check(a Act, by Member, chairs bool) error {
	return f.Clone().Do(a, by, chairs, time.Time{})
}

// Do does an act of by's at that time. With an error f is as it was.
func (f *Floor) Do(a Act, by Member, chairs bool, at time.Time) error {
	switch a := a.(type) {
	case Ask:
		return f.ask(a, by, at)
	case Withdraw:
		return f.withdraw(a.Number, by, chairs)
	case Give:
		return f.give(a.Number, at)
	case Pass:
		return f.pass(at)
	case End:
		switch {
		case f.Turn == nil:
			return ErrNobody
		case !chairs && !f.Holds(by):
			return ErrNotYours
		}
		f.Turn = nil
	case Move:
		return f.move(a)
	case List:
		f.Closed = !a.Open
	case Limit:
		return f.limit(a.Per)
	case Set:
		if a.Mode > Chaired {
			return ErrShape
		}
		f.Mode = a.Mode
	case Expire:
		if f.Turn == nil || f.Turn.Limit == 0 || at.Before(f.Turn.Ends()) {
			return ErrNobody
		}
		f.Turn = nil
	case Leave:
		return f.leave(a.Person)
	default:
		return ErrShape
	}
	return nil
}

// Sound reports whether the words of a request are within their limits and one
// clean line each.
func (a Ask) Sound() bool {
	for _, w := range []struct {
		words string
		most  int
	}{{a.On, MaxOn}, {a.Note, MaxNote}, {a.For, MaxFor}} {
		if utf8.RuneCountInString(w.words) > w.most || text.CleanLine(w.words, w.most) != w.words {
			return false
		}
	}
	return a.Kind.Valid()
}

func (f *Floor) ask(a Ask, by Member, at time.Time) error {
	switch {
	case !a.Sound():
		return ErrShape
	case f.Closed && a.Kind == Speak:
		return ErrClosed
	case len(f.List) >= MaxList:
		return ErrFull
	case f.Turn != nil && f.Turn.By.Person == by.Person && !a.Kind.Interrupts():
		return ErrHolds
	case slices.ContainsFunc(f.List, func(r Request) bool { return r.By.Person == by.Person && r.Kind == a.Kind }):
		return ErrListed
	}
	f.Last++
	f.put(Request{Number: f.Last, By: by, Kind: a.Kind, On: a.On, Note: a.Note, For: a.For, At: at})
	return nil
}

func (f *Floor) withdraw(number uint32, by Member, chairs bool) error {
	i := f.index(number)
	if number == 0 {
		i = f.Place(by) - 1
	}
	switch {
	case i < 0:
		return ErrUnlisted
	case !chairs && !by.Stands(f.List[i].By):
		return ErrNotYours
	}
	f.List = slices.Delete(f.List, i, i+1)
	return nil
}

func (f *Floor) give(number uint32, at time.Time) error {
	i := f.index(number)
	if number == 0 && len(f.List) > 0 {
		i = 0
	}
	if i < 0 {
		return ErrUnlisted
	}
	r := f.List[i]
	f.List = slices.Delete(f.List, i, i+1)
	if r.Kind.Interrupts() {
		f.suspend(at)
	}
	f.begin(r, at)
	return nil
}

func (f *Floor) begin(r Request, at time.Time) {
	r.Back = false
	f.Turn = &Turn{Request: r, Since: at, Limit: f.Limit}
}

// suspend puts who has the floor back on the list, before the others of the
// kind.
func (f *Floor) suspend(at time.Time) {
	if f.Turn == nil {
		return
	}
	r := f.Turn.Request
	r.Used, r.Back = f.Turn.Spoken(at), true
	if f.Turn.Limit > 0 { // who is taken up again has a moment to say why
		r.Used = min(r.Used, max(0, f.Turn.Limit-Warning))
	}
	f.Turn = nil
	f.put(r)
}

func (f *Floor) pass(at time.Time) error {
	if f.Turn == nil {
		if len(f.List) < 2 {
			return ErrNobody
		}
		f.List[0], f.List[1] = f.List[1], f.List[0]
		return nil
	}
	next := f.List
	f.List = nil
	f.suspend(at)
	back := f.List[0]
	if f.List = next; len(next) == 0 {
		f.List = []Request{back}
		return nil
	}
	first := next[0]
	f.List = slices.Delete(next, 0, 1)
	f.put(back)
	f.begin(first, at)
	return nil
}

func (f *Floor) move(m Move) error {
	i := f.index(m.Number)
	if i < 0 || m.To < 1 {
		return ErrUnlisted
	}
	r := f.List[i]
	f.List = slices.Delete(f.List, i, i+1)
	f.List = slices.Insert(f.List, min(m.To-1, len(f.List)), r)
	return nil
}

func (f *Floor) limit(per time.Duration) error {
	if per < 0 || per > MaxLimit || per%time.Second != 0 {
		return ErrShape
	}
	f.Limit = per
	if f.Turn != nil {
		f.Turn.Limit = per
	}
	return nil
}

func (f *Floor) leave(p text.Author) error {
	was := len(f.List)
	f.List = slices.DeleteFunc(f.List, func(r Request) bool { return r.By.Person == p })
	if f.Turn != nil && f.Turn.By.Person == p {
		f.Turn = nil
		return nil
	}
	if len(f.List) == was {
		return ErrUnlisted
	}
	return nil
}
