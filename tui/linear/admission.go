package linear

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/ticket"
	"parley/tui/word"
)

// inWaitingRoom tells the person their place, when it changes, and a program
// also how many wait.
func (f *front) inWaitingRoom(q meeting.Queued) {
	if q == f.queued || q.Place == f.queued.Place && !f.JSON {
		return
	}
	first := f.queued == (meeting.Queued{})
	f.queued = q
	f.announce(pressing, queued{"waiting", q.Place, q.Of, first})
}

// queued is the place in the waiting room.
type queued struct {
	Event string `json:"event"` // "waiting"
	Place int    `json:"place"` // from 1
	Of    int    `json:"of"`

	first bool
}

func (s queued) words() string {
	words := word.Say("In the waiting room, place %d of %d.", s.Place, s.Of)
	if s.first {
		words += word.Say(" The chair lets you in; there is nothing you need to do, quit leaves.")
	}
	return words
}

// many is how many callers at once are told by name.
const many = 3

// calls tells a chair who has come to the waiting room since the last time.
func (f *front) calls(l meeting.Lobby) {
	var fresh []caller
	for _, c := range l.People {
		if c.Number > f.called {
			fresh = append(fresh, newCaller(c))
		}
	}
	if len(fresh) == 0 {
		return
	}
	f.called = fresh[len(fresh)-1].Number
	f.came["caller"] += len(fresh)
	if len(fresh) > many && !f.JSON {
		f.announce(pressing, crowd{l.Waiting})
		return
	}
	for _, c := range fresh {
		c.Event = "caller"
		f.announce(pressing, c)
	}
}

// A caller is somebody who waits to be let in.
type caller struct {
	Event           string `json:"event,omitempty"` // "caller"
	Number          uint32 `json:"number"`
	Name            string `json:"name"`
	Delegation      string `json:"delegation"`
	Role            string `json:"role"`
	NameFixed       bool   `json:"name_fixed"`       // by the link; else as claimed
	DelegationFixed bool   `json:"delegation_fixed"` // likewise
	Link            string `json:"link"`             // its ID

	who string
}

func newCaller(c meeting.Caller) caller {
	p := c.Person()
	return caller{Number: c.Number, Name: c.Name, Delegation: c.Delegation, Role: c.Role.String(),
		NameFixed: c.Fixes&ticket.FixesName != 0, DelegationFixed: c.Fixes&ticket.FixesDelegation != 0, Link: c.Ticket.String(),
		who: fmt.Sprintf("%s, %s, %s", p, word.Say(c.Role.String()), word.Say(p.Vouched()))}
}

func (s caller) words() string {
	return word.Say("Waiting to come in, number %d: %s. admit %[1]d lets in, turn-away %[1]d does not.", s.Number, s.who)
}

// crowd says that many wait.
type crowd struct{ waiting int }

func (s crowd) words() string {
	return word.Say("%d wait to come in: waiting lists them, admit all lets them in.", s.waiting)
}

// callers is the list of who waits.
type callers struct {
	Event   string   `json:"event"` // "callers"
	Waiting int      `json:"waiting"`
	People  []caller `json:"people"`
}

func (s callers) words() string {
	var b strings.Builder
	fmt.Fprintf(&b, word.Say("%s to come in.\n"), word.Count(s.Waiting, "person waits", "people wait"))
	for _, c := range s.People {
		fmt.Fprintf(&b, word.Say("Number %d: %s, link %s.\n"), c.Number, c.who, c.Link)
	}
	if more := s.Waiting - len(s.People); more > 0 {
		fmt.Fprintf(&b, word.Say("And %d more.\n"), more)
	}
	return b.String()
}

func (f *front) lobby() callers {
	l := f.seat.Lobby()
	s := callers{Event: "callers", Waiting: l.Waiting, People: []caller{}}
	for _, c := range l.People {
		s.People = append(s.People, newCaller(c))
	}
	return s
}

// answer lets in or turns away who is named.
func (f *front) answer(r request, admit bool) error {
	if admit && strings.EqualFold(r.text, "all") {
		f.Line.Answer(true)
		f.out.say(done{Event: "done", Command: r.verb, spoken: word.Say("Letting everybody in.")})
		return nil
	}
	number, who, err := f.caller(r.text)
	if err != nil {
		return err
	}
	f.Line.Answer(admit, number)
	words := word.Say("Turning away ") + who + "."
	if admit {
		words = word.Say("Letting in ") + who + "."
	}
	f.out.say(done{Event: "done", Command: r.verb, Text: who, spoken: words})
	return nil
}

// caller finds who waits by number or name.
func (f *front) caller(who string) (number uint32, name string, err error) {
	var names []meeting.Person
	var numbers []uint32
	for _, c := range f.seat.Lobby().People {
		names, numbers = append(names, c.Person()), append(numbers, c.Number)
	}
	i, err := named(who, names, numbers)
	if err != nil {
		return 0, "", fmt.Errorf(word.Say("%w: waiting lists who waits"), err)
	}
	return numbers[i], f.clean(names[i]), nil
}

func (f *front) clean(p meeting.Person) string { return text.CleanLine(p.String(), 3*meeting.MaxName) }

// named finds somebody by number, or by a name that is theirs alone, with or
// without the delegation.
func named(who string, people []meeting.Person, numbers []uint32) (at int, err error) {
	n, err := strconv.ParseUint(who, 10, 32)
	found := -1
	for i, p := range people {
		if err == nil && numbers[i] == uint32(n) {
			return i, nil
		}
		if !strings.EqualFold(p.Name, who) && !strings.EqualFold(p.String(), who) {
			continue
		}
		if found >= 0 {
			return 0, errors.New(word.Say("more than one is called %q: give the number", shorten(who)))
		}
		found = i
	}
	if found < 0 {
		return 0, errors.New(word.Say("nobody there is %q", shorten(who)))
	}
	return found, nil
}

// remove asks who is here, and has the one who is named taken out.
func (f *front) remove(who string, now time.Time) {
	f.people("remove", "", now, func(now time.Time) {
		var people []meeting.Person
		var numbers []uint32
		for _, p := range f.asked.People {
			people, numbers = append(people, meeting.Person{Name: p.Name, Delegation: p.Delegation}), append(numbers, p.Person)
		}
		number := uint32(0)
		if i, err := named(who, people, numbers); err == nil {
			number = numbers[i]
		} else if n, notNumber := strconv.ParseUint(who, 10, 32); notNumber == nil && n > 0 {
			number = uint32(n) // who is not here may have been just now
		} else {
			f.fail("remove", fmt.Errorf(word.Say("%w: who lists who is here"), err))
			return
		}
		if err := f.seat.Rule(meeting.Remove{Person: text.Author(number)}, now); err != nil {
			f.fail("remove", err)
		}
	})
}

// revoke ends a link, given whole or by its ID.
func (f *front) revoke(what string, now time.Time) error {
	id, err := ticketNamed(what)
	if err != nil {
		return err
	}
	return f.seat.Rule(meeting.Revoke{Ticket: id}, now)
}

func ticketNamed(what string) (ticket.ID, error) {
	if link, err := ticket.ParseLink(what); err == nil {
		return link.Ticket.Payload.ID(), nil
	}
	id, err := ticket.ParseID(what)
	if err != nil {
		return id, errors.New(word.Say("this is neither a link nor the ID of one, such as abcd-2345: who says the ID of each person's link"))
	}
	return id, nil
}

// ruled is what a chair has done about who takes part.
type ruled struct {
	Event  string `json:"event"` // "waiting-room", "removed" or "revoked"
	On     *bool  `json:"on,omitempty"`
	Name   string `json:"name,omitempty"`
	Person uint32 `json:"person,omitempty"`
	Link   string `json:"link,omitempty"` // the ID of the link; told to the chair
	By     string `json:"by"`

	spoken string
}

func (s ruled) words() string { return s.spoken }

// ruled tells what a chair has done. Those who do not run the meeting are told
// who was taken out, and no more.
func (f *front) ruled(e meeting.Event) {
	chair := f.seat.Me().Role.Runs()
	s := ruled{By: f.name(e.By)}
	switch what := e.What.(type) {
	case meeting.Guarded:
		s.Event, s.On = "waiting-room", &what.On
		if s.spoken = word.Say("The waiting room is off: whoever has a link comes in at once."); what.On {
			s.spoken = word.Say("The waiting room is on: who comes waits until the chair lets them in.")
		}
	case meeting.Removed:
		s.Event, s.Person, s.Name = "removed", uint32(what.Person), text.CleanLine(what.Name, meeting.MaxName)
		s.spoken = s.Name + word.Say(" was taken out of the meeting by the chair.")
		if chair && what.Ticket != (ticket.ID{}) {
			s.Link = what.Ticket.String()
			s.spoken += word.Say(" revoke ") + s.Link + word.Say(" ends the link, for all who have it.")
		}
	case meeting.Revoked:
		s.Event, s.Link = "revoked", what.Ticket.String()
		s.spoken = word.Say("The link ") + s.Link + word.Say(" is revoked.")
		if link, err := ticket.ParseLink(f.Invite); err == nil && link.Ticket.Payload.ID() == what.Ticket {
			f.Invite = ""
			s.spoken += word.Say(" It was the delegates' link: invite delegate makes a new one.")
		}
	}
	switch {
	case !chair && s.Event != "removed":
	case e.By == f.seat.Me().Number: // it answers what was asked
		f.out.say(s)
	default:
		f.announce(pressing, s)
	}
}

func linkID(id ticket.ID) string {
	if id == (ticket.ID{}) {
		return ""
	}
	return id.String()
}

// inviteWithin is how long the server may take to make a link.
const inviteWithin = 30 * time.Second

// invite says the link that is there, or has the server make one.
func (f *front) invite(r request, now time.Time) error {
	switch {
	case !r.made && f.Invite != "":
		f.out.say(invitedWith(f.Invite))
		return nil
	case !r.made:
		return errors.New(word.Say("there is no link at hand: say for which role one is to be made, such as invite delegate"))
	case f.MakeLink == nil || !f.seat.Me().Role.Runs():
		return errors.New(word.Say("only the chair makes links"))
	}
	elsewhere(f, "invite", inviteWithin, now, func(ctx context.Context) (ticket.Link, error) { return f.MakeLink(ctx, r.link) },
		func(link ticket.Link) { f.out.say(Invited(link)) })
	return nil
}

// A Link is a link that lets people in, as JSON has it.
type Link struct {
	Event      string `json:"event"` // "link"
	Link       string `json:"link"`
	ID         string `json:"id"` // by which the chair revokes it
	Role       string `json:"role"`
	Name       string `json:"name"`       // as the link fixes it; empty: as claimed
	Delegation string `json:"delegation"` // likewise
	Expires    string `json:"expires"`    // RFC 3339; empty: never
}

// Invited returns what is told of a link.
func Invited(l ticket.Link) Link {
	p := l.Ticket.Payload
	s := Link{Event: "link", Link: l.String(), ID: p.ID().String(), Role: meeting.Role(p.Role).String(),
		Name: l.Ticket.Holder.Name, Delegation: l.Ticket.Holder.Delegation}
	if !p.Expires.IsZero() {
		s.Expires = p.Expires.Format(time.RFC3339)
	}
	return s
}

func (s Link) words() string { return s.Link }

// invitedWith is Invited for a link in words.
func invitedWith(words string) Link {
	link, err := ticket.ParseLink(words)
	if err != nil {
		return Link{Event: "link", Link: words}
	}
	return Invited(link)
}
