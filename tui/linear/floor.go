package linear

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/action"
	"parley/tui/podium"
	"parley/tui/word"
)

// parseFloor reads what the floor is asked for.
func parseFloor(rest string) (request, error) {
	a, err := floor.ParseAsk(rest)
	return request{act: a}, err
}

func parseMove(rest string) (request, error) {
	i := strings.LastIndexByte(rest, ' ')
	if i < 0 {
		return request{}, errors.New(word.Say("it is not said who, or to which place"))
	}
	to, err := strconv.Atoi(rest[i+1:])
	if err != nil || to < 1 || to > floor.MaxList {
		return request{}, errors.New(word.Say("%q is no place of the list", shorten(rest[i+1:])))
	}
	return request{text: strings.TrimSpace(rest[:i]), n: to}, nil
}

func parseLimit(rest string) (request, error) {
	per, err := floor.ParseLimit(rest)
	return request{act: floor.Limit{Per: per}}, err
}

func parseMode(rest string) (request, error) {
	mode, ok := floor.ParseMode(strings.ToLower(rest))
	if !ok {
		return request{}, errors.New(word.Say("a meeting is chaired or open"))
	}
	return request{act: floor.Set{Mode: mode}}, nil
}

func parseAnyone(rest string) (request, error) { return request{text: rest}, nil }

// atFloor does what is asked of the speakers' list.
func (f *front) atFloor(r request, now time.Time) error {
	act := r.act
	switch r.verb {
	case "withdraw":
		act = floor.Withdraw{}
	case "pass":
		act = floor.Pass{}
	case "end":
		act = floor.End{}
	case "close-list", "open-list":
		act = floor.List{Open: r.verb == "open-list"}
	case "give", "move", "drop":
		number, err := f.speaker(r.text)
		if err != nil {
			return err
		}
		switch r.verb {
		case "give":
			act = floor.Give{Number: number}
		case "move":
			act = floor.Move{Number: number, To: r.n}
		default:
			act = floor.Withdraw{Number: number}
		}
	}
	ask, asks := act.(floor.Ask)
	if asks && f.number != f.seat.Before() {
		act = ask.In(f.number)
	}
	if err := f.seat.Act(meeting.Floored{Act: act}, now); err != nil {
		return err
	}
	if asks {
		f.hearNow()
		if !f.JSON && f.seat.Link().State == meeting.Up {
			f.out.say(done{spoken: word.Say("Request sent.")})
		}
	}
	return nil
}

// speaker returns the number of the request of somebody on the list, by place,
// delegation or name; nobody is 0: the first.
func (f *front) speaker(who string) (uint32, error) {
	list := f.seat.Floor().List
	if who == "" {
		return 0, nil
	}
	if n, err := strconv.Atoi(who); err == nil {
		if n < 1 || n > len(list) {
			return 0, errors.New(word.Say("there is no place %d on the list, %s there: queue reads it", n, word.Count(len(list), "request is", "requests are")))
		}
		return list[n-1].Number, nil
	}
	for _, r := range list {
		p, _ := f.seat.Person(r.By.Person)
		if strings.EqualFold(r.By.Delegation, who) || strings.EqualFold(p.Name, who) || strings.EqualFold(p.String(), who) {
			return r.Number, nil
		}
	}
	return 0, errors.New(word.Say("%q is not on the list: queue reads it", shorten(who)))
}

// byName is how a member is called at the floor: the delegation, or the name.
func (f *front) byName(m floor.Member) string {
	if m.Delegation != "" {
		return text.CleanLine(m.Delegation, meeting.MaxName)
	}
	return f.name(m.Person)
}

// podium is what of the floor decides which actions are allowed. What was asked
// and is not answered yet counts as if it were done.
func (f *front) podium() (p action.Podium) {
	at, m, me := f.seat.Floor(), f.seat.Proceedings(), f.seat.Me().Member()
	p = action.Podium{
		Chaired: at.Mode == floor.Chaired, Heard: f.seat.Heard(), Holds: at.Holds(me), Taken: at.Turn != nil,
		Listed: at.Place(me) > 0, Speakers: len(at.List), Closed: at.Closed, Adjourned: m.Adjourned, Hands: m.Hands.Open, Items: len(m.Agenda),
	}
	switch {
	case p.Holds:
		_, _, p.Ready = f.seat.OwnReady()
	case p.Taken:
		_, p.Ready = m.ReadyFor(at.Turn.Number)
	}
	for _, a := range f.seat.Asked() {
		asked, _ := a.(meeting.Floored)
		switch asked.Act.(type) {
		case floor.Ask:
			p.Listed, p.Speakers = true, p.Speakers+1
		case floor.Give:
			p.Taken = true
		}
		if _, ok := a.(meeting.HandsAsked); ok {
			p.Hands = true
		}
	}
	return p
}

// queue is the speakers' list as it is now.
func (f *front) queue(now time.Time) queue {
	at, clock := f.seat.Floor(), f.seat.Clock(now)
	s := queue{Event: "queue", Mode: at.Mode.String(), Open: !at.Closed, Limit: at.Limit.Seconds(), List: []speaker{}, Place: at.Place(f.seat.Me().Member())}
	if t := at.Turn; t != nil {
		who := f.newSpeaker(0, t.Request, clock)
		who.Spoken = tenths(t.Spoken(clock).Seconds())
		if left, limited := t.Left(clock); limited {
			seconds := tenths(left.Seconds())
			who.Left = &seconds
		}
		s.Now = &who
	}
	for i, r := range at.List {
		s.List = append(s.List, f.newSpeaker(i+1, r, clock))
	}
	return s
}

// A speaker is somebody at the floor, as JSON has it.
type speaker struct {
	Place      int      `json:"place"` // 0: has the floor
	Name       string   `json:"name"`  // of the delegation, or the person
	By         string   `json:"by"`
	Person     uint32   `json:"person"`
	Delegation string   `json:"delegation"`
	Kind       string   `json:"kind"`
	On         string   `json:"on"`
	Note       string   `json:"note"`
	For        string   `json:"for"`
	You        bool     `json:"you"`
	Back       bool     `json:"back"`             // was interrupted or passed
	Ready      bool     `json:"ready"`            // a statement is prepared for this turn
	LostFor    float64  `json:"lost_s"`           // 0: the line is up
	Spoken     float64  `json:"spoken_s"`         // with what was spoken before
	Left       *float64 `json:"left_s,omitempty"` // of who has the floor, where the time is limited

	forWhat string
}

func (f *front) newSpeaker(place int, r floor.Request, clock time.Time) speaker {
	s := speaker{Place: place, Name: f.byName(r.By), By: f.name(r.By.Person), Person: uint32(r.By.Person), Delegation: r.By.Delegation,
		Kind: floor.Kinds[r.Kind], On: r.On, Note: r.Note, For: r.For, You: f.seat.Me().Member().Stands(r.By), Back: r.Back, Spoken: tenths(r.Used.Seconds()), forWhat: podium.What(r)}
	_, s.Ready = f.seat.Proceedings().ReadyFor(r.Number)
	if lost := f.seat.Lost(r.By.Person); !lost.IsZero() && r.By.Person != f.seat.Me().Number {
		s.LostFor = max(0.1, tenths(clock.Sub(lost).Seconds()))
	}
	return s
}

// what says what a speaker is there for: ", point of order, on P-31, for ATU: note".
func (s speaker) what() (words string) {
	if s.forWhat != "" {
		words = ", " + s.forWhat
	}
	if s.Back {
		words += word.Say(", comes back")
	}
	if s.LostFor > 0 {
		words += word.Say(", link lost ") + clockOf(s.LostFor) + word.Say(", place kept")
	}
	if s.Ready {
		words += word.Say(", statement ready")
	}
	if s.Note != "" {
		words += word.Say(": ") + s.Note
	}
	return words
}

// clockOf is a time in seconds as 1:42.
func clockOf(seconds float64) string {
	n := int(seconds)
	return fmt.Sprintf("%d:%02d", n/60, n%60)
}

// queue is what is said of the whole list.
type queue struct {
	Event string    `json:"event"` // "queue"
	Mode  string    `json:"mode"`
	Open  bool      `json:"open"`    // the list
	Limit float64   `json:"limit_s"` // per speaker, 0: none
	Now   *speaker  `json:"now"`
	List  []speaker `json:"list"`
	Place int       `json:"place"` // one's own, 0: none
}

func (s queue) words() string {
	var b strings.Builder
	switch t := s.Now; {
	case t == nil:
		b.WriteString(word.Say("Nobody has the floor"))
	case t.Left != nil:
		fmt.Fprintf(&b, word.Say("%s has the floor, %s of %s%s"), t.Name, clockOf(t.Spoken), clockOf(t.Spoken+*t.Left), t.what())
	default:
		fmt.Fprintf(&b, word.Say("%s has the floor, %s%s"), t.Name, clockOf(t.Spoken), t.what())
	}
	switch {
	case len(s.List) == 0:
		b.WriteString(word.Say(". Nobody waits"))
	default:
		fmt.Fprintf(&b, ". %s", word.Count(len(s.List), "waits", "wait"))
	}
	if !s.Open {
		b.WriteString(word.Say(". The list is closed"))
	}
	b.WriteString(".\n")
	for _, r := range s.List {
		name := r.Name
		if r.You {
			name = word.Say("you, ") + name
		}
		fmt.Fprintf(&b, "%d: %s%s.\n", r.Place, name, r.what())
	}
	return b.String()
}
