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
	"parley/tui/podium"
	"parley/tui/word"
)

func parseChat(rest string) (request, error) {
	to, words := meeting.ParseLine(rest)
	if words == "" {
		return request{}, errors.New(word.Say("there is nothing to say"))
	}
	return request{text: words, to: to}, nil
}

func parseItem(rest string) (request, error) {
	switch strings.ToLower(rest) {
	case "next":
		return request{n: -1}, nil
	case "none":
		return request{}, nil
	}
	n, err := strconv.Atoi(rest)
	if err != nil || n < 1 || n > meeting.MaxAgenda {
		return request{}, errors.New(word.Say("%q is no item of the agenda", shorten(rest)))
	}
	return request{n: n}, nil
}

func parseHand(rest string) (request, error) {
	c, ok := meeting.ParseChoice(strings.ToLower(rest))
	if !ok {
		return request{}, errors.New(word.Say("a hand says yes, no or abstain"))
	}
	return request{n: int(c)}, nil
}

// goOn does what is asked of what goes on beside the draft and the floor.
func (f *front) goOn(r request, now time.Time) error {
	switch r.verb {
	case "agenda":
		return f.agenda(r.text, now)
	case "item":
		return f.item(r.n, now)
	case "hands":
		return f.hands(r.text, now)
	case "hand":
		return f.seat.Act(meeting.HandShown{Choice: meeting.Choice(r.n)}, now)
	case "caption":
		if r.text == "" {
			f.captioning = &r.old
			f.out.say(done{Event: "done", Command: "caption", spoken: word.Say("Every line is a caption now; a single dot ends it.")})
			return nil
		}
		err := f.caption(r.old, r.text, now)
		if err == nil && !f.JSON {
			f.out.say(done{spoken: word.Say("Put down: ") + r.text})
		}
		return err
	case "captions":
		f.captions(r.n)
	case "statement":
		return f.state(r.text, now)
	case "statements":
		f.statements()
	case "prepare":
		return f.prepare(r.text, now)
	case "deliver":
		return f.seat.Act(meeting.Delivered{}, now)
	case "close", "open":
		return f.seat.Act(meeting.Adjourned{On: r.verb == "close"}, now)
	}
	return nil
}

func (f *front) agenda(items string, now time.Time) error {
	if items == "" {
		f.out.say(f.agendaNow())
		return nil
	}
	if !f.seat.Me().Role.Runs() {
		return errors.New(word.Say("only the chair sets the agenda: agenda alone lists it"))
	}
	set, err := meeting.ParseAgenda(items)
	if err != nil {
		return err
	}
	return f.seat.Act(set, now)
}

func (f *front) item(n int, now time.Time) error {
	p := f.seat.Proceedings()
	if n < 0 {
		n = p.Item + 1
	}
	return f.seat.Act(meeting.ItemTaken{Item: n}, now)
}

// agendaSaid is the agenda.
type agendaSaid struct {
	Event string   `json:"event"` // "agenda"
	Items []string `json:"items"`
	Item  int      `json:"item"` // that is dealt with, 0: none
}

func (f *front) agendaNow() agendaSaid {
	p := f.seat.Proceedings()
	return agendaSaid{"agenda", append([]string{}, p.Agenda...), p.Item}
}

func (s agendaSaid) words() string {
	if len(s.Items) == 0 {
		return word.Say("No agenda has been set.")
	}
	var b strings.Builder
	for i, item := range s.Items {
		now := ""
		if s.Item == i+1 {
			now = word.Say("Now: ")
		}
		fmt.Fprintf(&b, "%s%d. %s.\n", now, i+1, strings.TrimRight(item, "."))
	}
	return b.String()
}

func (f *front) hands(question string, now time.Time) error {
	switch {
	case question == "":
		if f.seat.Proceedings().Hands.Number == 0 {
			return errors.New(word.Say("nothing has been asked of the room yet"))
		}
		f.out.say(f.handsNow("state"))
		return nil
	case !f.seat.Me().Role.Runs():
		return errors.New(word.Say("only the chair asks the room: hands alone says how it stands"))
	case strings.EqualFold(question, "end"):
		return f.seat.Act(meeting.HandsEnded{}, now)
	case len([]rune(question)) > meeting.MaxItem:
		return errors.New(word.Say("a question has at most %d characters", meeting.MaxItem))
	}
	return f.seat.Act(meeting.HandsAsked{Question: text.CleanLine(question, meeting.MaxItem)}, now)
}

// handsSaid is how the room stands.
type handsSaid struct {
	Event    string   `json:"event"` // "hands"
	Act      string   `json:"act"`   // "asked", "shown", "ended" or "state"
	Question string   `json:"question"`
	Open     bool     `json:"open"`
	Yes      []string `json:"yes"`
	No       []string `json:"no"`
	Abstain  []string `json:"abstain"`

	spoken string
}

func (s handsSaid) words() string { return s.spoken }

// handsNow says how the room stands, by delegation.
func (f *front) handsNow(act string) handsSaid {
	h := f.seat.Proceedings().Hands
	s := handsSaid{Event: "hands", Act: act, Question: h.Question, Open: h.Open, Yes: []string{}, No: []string{}, Abstain: []string{}}
	for _, shown := range h.Shown {
		list := map[meeting.Choice]*[]string{meeting.Yes: &s.Yes, meeting.No: &s.No, meeting.Abstain: &s.Abstain}[shown.Choice]
		*list = append(*list, f.byName(shown.By))
	}
	side := func(says string, who []string) string {
		if len(who) == 0 {
			return says + " 0"
		}
		return word.Say("%s %d: %s", says, len(who), strings.Join(who, ", "))
	}
	state := word.Say("Show of hands is open")
	if !h.Open {
		state = word.Say("Show of hands has ended")
	}
	s.spoken = word.Say("%s: %s %s. %s. %s.", state, h.Question, side(word.Say("Yes"), s.Yes), side(word.Say("No"), s.No), side(word.Say("Abstain"), s.Abstain))
	if act == "asked" {
		s.spoken = word.Say("Show of hands: ") + h.Question + word.Say(" hand yes, hand no or hand abstain answers for your delegation.")
	}
	return s
}

// wentOn tells what happened beside the draft and the floor.
func (f *front) wentOn(e meeting.Event, missed bool) {
	own := e.By == f.seat.Me().Number
	switch what := e.What.(type) {
	case meeting.Adjourned:
		f.tell(own, pressing, adjourned{"meeting", !what.On, f.name(e.By)})
	case meeting.AgendaSet:
		if own || !missed || f.JSON {
			f.tell(own, usual, f.agendaNow())
		}
	case meeting.ItemTaken:
		p := f.seat.Proceedings()
		s := itemSaid{Event: "item", Item: p.Item}
		if p.Item > 0 {
			s.Text = p.Agenda[p.Item-1]
		}
		f.tell(own, pressing, s)
	case meeting.HandsAsked:
		f.came["hands"]++
		f.tell(own, pressing, f.handsNow("asked"))
	case meeting.HandShown:
		if f.JSON || own {
			s := f.handsNow("shown")
			s.spoken = word.Say("Your delegation's hand: ") + word.Say(what.Choice.String()) + "."
			f.tell(own, usual, s)
		}
	case meeting.HandsEnded:
		f.tell(own, pressing, f.handsNow("ended"))
	case meeting.Captioned:
		all := f.seat.Proceedings().Captions
		if f.came["caption"]++; len(all) > 0 && (f.JSON || !own && !missed) {
			f.announce(usual, f.newCaption(all[len(all)-1]))
		}
	case meeting.DocumentOpened:
		f.documentOpened(e, what)
	case meeting.DocumentBefore:
		f.documentBefore(e, what)
	case meeting.DocumentClosed:
		f.documentClosed(e, what)
	case meeting.Stated:
		f.statedBy(e, missed)
	case meeting.Prepared:
		f.prepared(e, what, missed)
	case meeting.Delivered:
		f.delivered(e, what, missed)
	}
}

// tell answers who did it, and announces to the others what was done.
func (f *front) tell(own bool, u urgency, s saying) {
	if own && !f.JSON {
		f.out.say(s)
		return
	}
	f.announce(u, s)
}

// adjourned says that the meeting is closed, or open again.
type adjourned struct {
	Event string `json:"event"` // "meeting"
	Open  bool   `json:"open"`
	By    string `json:"by"`
}

func (s adjourned) words() string {
	if s.Open {
		return word.Say("The meeting is open.")
	}
	return word.Say("The meeting is closed by the chair.")
}

// itemSaid is the item of the agenda that is dealt with.
type itemSaid struct {
	Event string `json:"event"` // "item"
	Item  int    `json:"item"`  // 0: none
	Text  string `json:"text"`
}

func (s itemSaid) words() string {
	if s.Item == 0 {
		return word.Say("No item of the agenda is dealt with.")
	}
	return word.Say("Item %d: %s.", s.Item, strings.TrimRight(s.Text, "."))
}

// standing is where the meeting is, in a line: the item, the floor, one's own
// place, and whether the room is asked something.
func (f *front) standing(now time.Time) (words string) {
	p := f.seat.Proceedings()
	if at := &p.Floor; at.Turn == nil && len(at.List) == 0 && at.Mode == floor.Open && p.Item == 0 && !p.Adjourned && !p.Hands.Open {
		return "" // nothing but talk
	}
	if p.Item > 0 {
		words += " " + itemSaid{Item: p.Item, Text: p.Agenda[p.Item-1]}.words()
	}
	if p.Adjourned {
		words += word.Say(" The meeting is closed.")
	}
	q := f.queue(now)
	first, _, _ := strings.Cut(q.words(), "\n")
	words += " " + first
	switch {
	case p.Floor.Holds(f.seat.Me().Member()):
		words += word.Say(" It is yours.")
	case q.Place > 0:
		words += " " + podium.Place(q.Place)
	}
	if p.Hands.Open {
		words += word.Say(" A show of hands is open: ") + p.Hands.Question
	}
	return words
}
