package app

import (
	"context"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/ticket"
	"parley/tui/action"
	"parley/tui/entry"
	"parley/tui/palette"
	"parley/tui/word"
)

// roomWords stand in the draft's place in the waiting room.
func (m *Model) roomWords(q meeting.Queued) []string {
	return []string{
		"",
		word.Say(" You are in the waiting room: place %d of %d.", q.Place, q.Of),
		"",
		word.Say(" The chair lets you in; then the draft is here at once and the sound follows. There is nothing you need to do. If the link is lost your place is kept for a moment, and this program calls again by itself."),
		"",
		word.Say(" Server   ") + m.lineWords(),
		"",
		word.Say(" Ctrl+C leaves."),
	}
}

// called tells a chair who has come to the waiting room since the last time.
func (m *Model) called() {
	l := m.seat.Lobby()
	var fresh []meeting.Caller
	for _, c := range l.People {
		if c.Number > m.caller {
			fresh = append(fresh, c)
		}
	}
	switch len(fresh) {
	case 0:
		return
	case 1:
		m.alert(callerWords(fresh[0]) + word.Say(" waits to come in: ") + m.keyFor("waiting") + word.Say(", Enter lets in."))
	default:
		m.alert(m.lobbyWords())
	}
	m.caller = fresh[len(fresh)-1].Number
}

// lobbyWords stand in the message line as long as somebody waits.
func (m *Model) lobbyWords() string {
	if n := m.seat.Lobby().Waiting; n > 0 {
		return word.Count(n, "person waits", "people wait") + word.Say(" to come in: ") + m.keyFor("waiting") + word.Say(" lists them.")
	}
	return ""
}

func callerWords(c meeting.Caller) string {
	p := c.Person()
	words := clean(p.String())
	if c.Role != meeting.Delegate {
		words += ", " + word.Say(c.Role.String())
	}
	return words + ", " + word.Say(p.Vouched())
}

// What the items of the list of who waits begin with; a number follows.
const (
	lettingIn   = "let-in "
	turningAway = "turn-away "
	everybody   = "all"
)

// openLobby lists who waits: F6 and Enter lets in the first, F6 and Delete
// turns the first away.
func (m *Model) openLobby() {
	m.endAsk(false)
	m.over = palette.Ask(m.theme, word.Say("WHO WAITS TO COME IN"), []string{word.Say("Enter lets in the one that is marked, Delete turns away. Esc goes back.")}, m.lobbyItems())
	m.overName = "waiting"
}

func (m *Model) lobbyItems() (items []palette.Item) {
	l := m.seat.Lobby()
	for _, c := range l.People {
		items = append(items, palette.Item{Name: lettingIn + strconv.Itoa(int(c.Number)), Title: word.Say("Let in ") + callerWords(c)})
	}
	if l.Waiting > 1 {
		items = append(items, palette.Item{Name: lettingIn + everybody, Title: word.Say("Let in everybody, %d", l.Waiting)})
	}
	for _, c := range l.People {
		items = append(items, palette.Item{Name: turningAway + strconv.Itoa(int(c.Number)), Title: word.Say("Turn away ") + callerWords(c)})
	}
	return items
}

// answerChosen does what an item of that list says, and reports whether it was
// one.
func (m *Model) answerChosen(name string) bool {
	who, admit := strings.CutPrefix(name, lettingIn)
	if !admit {
		var turns bool
		if who, turns = strings.CutPrefix(name, turningAway); !turns {
			return false
		}
	}
	if admit && who == everybody {
		m.config.Line.Answer(true)
		m.say(note, word.Say("Letting everybody in."))
		return true
	}
	n, err := strconv.ParseUint(who, 10, 32)
	if err != nil {
		return false
	}
	words := word.Say("The one you chose does not wait any more.")
	for _, c := range m.seat.Lobby().People {
		if c.Number != uint32(n) {
			continue
		}
		m.config.Line.Answer(admit, c.Number)
		if words = word.Say("Turning away ") + callerWords(c) + "."; admit {
			words = word.Say("Letting in ") + callerWords(c) + "."
		}
	}
	m.say(note, words)
	return true
}

// turnAwayMarked is Delete in the list of who waits.
func (m *Model) turnAwayMarked() {
	list, ok := m.over.(*palette.Model)
	if !ok {
		return
	}
	if who, lets := strings.CutPrefix(list.Marked().Name, lettingIn); lets && who != everybody {
		m.closeOver()
		m.answerChosen(turningAway + who)
	}
}

// turnWaitingRoom opens the waiting room or closes it.
func (m *Model) turnWaitingRoom() {
	m.rule(meeting.Guard{On: !m.seat.WaitingRoom()}, "")
}

func (m *Model) rule(ask meeting.Ask, words string) {
	if err := m.seat.Rule(ask, m.now()); err != nil {
		m.say(refusal, word.Say("This was not done: ")+refusedBecause(err)+".")
		return
	}
	if words != "" {
		m.say(note, words)
	}
}

// marked is the person marked in the list of people, if it has the keys.
func (m *Model) marked() (meeting.Present, bool) {
	number, ok := m.people.Marked()
	if m.focus != action.People || !ok {
		return meeting.Present{}, false
	}
	for _, p := range m.seat.Roster().People {
		if uint32(p.Person.Number) == number {
			return p, true
		}
	}
	return meeting.Present{}, false
}

// askToRemove asks whether the marked person is to go.
func (m *Model) askToRemove() {
	p, ok := m.marked()
	if !ok {
		m.focusOn(action.People)
		m.say(note, word.Say("Mark who is to go in the list of people, then press Enter and choose this again."))
		return
	}
	name := clean(p.Person.String())
	m.endAsk(false)
	m.over = palette.Ask(m.theme, word.Say("TAKE A PERSON OUT?"), []string{
		name + word.Say(" is put out and cannot come back with the same link under this name. Who else has that link still can: revoking it ends it for all."),
	}, []palette.Item{
		{Name: "stay", Title: word.Say("No, ") + name + word.Say(" stays")},
		{Name: removing + strconv.Itoa(int(p.Person.Number)), Title: word.Say("Take %s out", name)},
	})
	m.overName = "remove"
}

// removing begins the answer that takes a person out; the number follows.
const removing = "remove "

// removeChosen takes the person out, and reports whether that was the answer.
func (m *Model) removeChosen(name string) bool {
	who, ok := strings.CutPrefix(name, removing)
	n, err := strconv.ParseUint(who, 10, 32)
	if !ok || err != nil {
		return false
	}
	m.rule(meeting.Remove{Person: text.Author(n)}, "")
	return true
}

// askRevoke asks for the link to be ended: the marked person's is there
// already.
func (m *Model) askRevoke() {
	initial := ""
	if p, ok := m.marked(); ok && p.Ticket != (ticket.ID{}) {
		initial = p.Ticket.String()
	}
	m.askWords("revoke", word.Say(" Revoke which link, whole or its ID: "), initial)
}

func (m *Model) revokeNamed(words string) {
	id, err := ticket.ParseID(words)
	if link, unfit := ticket.ParseLink(words); unfit == nil {
		id, err = link.Ticket.Payload.ID(), nil
	}
	if err != nil {
		m.ask.wrong = word.Say("no link, nor an ID such as abcd-2345")
		return
	}
	m.endAsk(false)
	m.rule(meeting.Revoke{Ticket: id}, "")
}

// askLink asks what a new link is to be for.
func (m *Model) askLink() {
	m.askWords("make-link", word.Say(" A link for: "), meeting.Delegate.String())
}

// askWords asks a question that is answered in words.
func (m *Model) askWords(name, label, initial string) {
	m.closeOver()
	m.ask = &prompt{action: name, label: label, line: entry.New(mostAnswered)}
	m.ask.line.SetText(initial)
}

// mostAnswered is how many characters an answer may have: a long link.
const mostAnswered = 1300

// linkMade is the message that a link was made, or why not.
type linkMade struct {
	link ticket.Link
	of   meeting.Invitation
	err  error
}

// linkWithin is how long the server may take to make a link.
const linkWithin = 30 * time.Second

func (m *Model) makeLink(words string) tea.Cmd {
	i, err := meeting.ParseInvitation(words)
	if err != nil {
		m.ask.wrong = plain(word.Err(err))
		return nil
	}
	m.endAsk(false)
	m.say(note, word.Say("The server is asked for a link."))
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), linkWithin)
		defer cancel()
		link, err := m.config.MakeLink(ctx, i)
		return linkMade{link, i, err}
	}
}

// showLink shows a link that was made.
func (m *Model) showLink(made linkMade) tea.Cmd {
	if made.err != nil {
		m.say(refusal, word.Say("No link was made: ")+plain(word.Err(made.err))+".")
		return nil
	}
	link := made.link.String()
	m.say(note, word.Say("The link is made."))
	m.openPage("make-link", word.Say("A LINK"), []string{
		word.Say("For: ") + clean(made.of.Says()) + ".", "",
		link, "",
		word.Say("Its ID, by which it can be revoked: ") + made.link.Ticket.Payload.ID().String(), "",
		word.Say("The link was given to your terminal's clipboard; not every terminal takes it."),
	})
	return tea.SetClipboard(link)
}

// ruled tells what a chair has done about who takes part.
func (m *Model) ruled(w meeting.What) {
	chair := m.seat.Me().Role.Runs()
	switch what := w.(type) {
	case meeting.Guarded:
		switch {
		case !chair:
		case what.On:
			m.say(note, word.Say("The waiting room is on: who comes waits until the chair lets them in."))
		default:
			m.say(note, word.Say("The waiting room is off: whoever has a link comes in at once."))
		}
	case meeting.Removed:
		words := word.Say("The chair took out ") + clean(what.Name)
		if chair && what.Ticket != (ticket.ID{}) {
			words += word.Say(", whose link is ") + what.Ticket.String()
		}
		m.say(note, words+".")
	case meeting.Revoked:
		if link, err := ticket.ParseLink(m.config.Invite); err == nil && link.Ticket.Payload.ID() == what.Ticket {
			m.config.Invite = ""
			m.people.SetInvite("")
		}
		if chair {
			m.say(note, word.Say("The link %s is revoked.", what.Ticket))
		}
	}
}
