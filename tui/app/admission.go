package app

import (
	"context"
	"fmt"
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
)

// roomWords stand in the draft's place in the waiting room.
func (m *Model) roomWords(q meeting.Queued) []string {
	return []string{
		"",
		fmt.Sprintf(" You are in the waiting room: place %d of %d.", q.Place, q.Of),
		"",
		" The chair lets you in; then the draft is here at once and the sound follows. There is nothing you need to do. If the link is lost your place is kept for a moment, and this program calls again by itself.",
		"",
		" Server   " + m.lineWords(),
		"",
		" Ctrl+C leaves.",
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
		m.alert(callerWords(fresh[0]) + " waits to come in: " + m.keyFor("waiting") + ", Enter lets in.")
	default:
		m.alert(m.lobbyWords())
	}
	m.caller = fresh[len(fresh)-1].Number
}

// lobbyWords stand in the message line as long as somebody waits.
func (m *Model) lobbyWords() string {
	if n := m.seat.Lobby().Waiting; n > 0 {
		return count(n, "person waits", "people wait") + " to come in: " + m.keyFor("waiting") + " lists them."
	}
	return ""
}

func callerWords(c meeting.Caller) string {
	p := c.Person()
	words := clean(p.String())
	if c.Role != meeting.Delegate {
		words += ", " + c.Role.String()
	}
	return words + ", " + p.Vouched()
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
	m.over = palette.Ask(m.theme, "WHO WAITS TO COME IN", []string{"Enter lets in the one that is marked, Delete turns away. Esc goes back."}, m.lobbyItems())
	m.overName = "waiting"
}

func (m *Model) lobbyItems() (items []palette.Item) {
	l := m.seat.Lobby()
	for _, c := range l.People {
		items = append(items, palette.Item{Name: lettingIn + strconv.Itoa(int(c.Number)), Title: "Let in " + callerWords(c)})
	}
	if l.Waiting > 1 {
		items = append(items, palette.Item{Name: lettingIn + everybody, Title: fmt.Sprintf("Let in everybody, %d", l.Waiting)})
	}
	for _, c := range l.People {
		items = append(items, palette.Item{Name: turningAway + strconv.Itoa(int(c.Number)), Title: "Turn away " + callerWords(c)})
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
		m.say(note, "Letting everybody in.")
		return true
	}
	n, err := strconv.ParseUint(who, 10, 32)
	if err != nil {
		return false
	}
	words := "The one you chose does not wait any more."
	for _, c := range m.seat.Lobby().People {
		if c.Number != uint32(n) {
			continue
		}
		m.config.Line.Answer(admit, c.Number)
		if words = "Turning away " + callerWords(c) + "."; admit {
			words = "Letting in " + callerWords(c) + "."
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
		m.say(refusal, "This was not done: "+refusedBecause(err)+".")
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
		m.say(note, "Mark who is to go in the list of people, then press Enter and choose this again.")
		return
	}
	name := clean(p.Person.String())
	m.endAsk(false)
	m.over = palette.Ask(m.theme, "TAKE A PERSON OUT?", []string{
		name + " is put out and cannot come back with the same link under this name. Who else has that link still can: revoking it ends it for all.",
	}, []palette.Item{
		{Name: "stay", Title: "No, " + name + " stays"},
		{Name: removing + strconv.Itoa(int(p.Person.Number)), Title: "Take " + name + " out"},
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
	m.askWords("revoke", " Revoke which link, whole or its ID: ", initial)
}

func (m *Model) revokeNamed(words string) {
	id, err := ticket.ParseID(words)
	if link, unfit := ticket.ParseLink(words); unfit == nil {
		id, err = link.Ticket.Payload.ID(), nil
	}
	if err != nil {
		m.ask.wrong = "no link, nor an ID such as abcd-2345"
		return
	}
	m.endAsk(false)
	m.rule(meeting.Revoke{Ticket: id}, "")
}

// askLink asks what a new link is to be for.
func (m *Model) askLink() {
	m.askWords("make-link", " A link for: ", meeting.Delegate.String())
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
		m.ask.wrong = plain(err.Error())
		return nil
	}
	m.endAsk(false)
	m.say(note, "The server is asked for a link.")
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
		m.say(refusal, "No link was made: "+plain(made.err.Error())+".")
		return nil
	}
	link := made.link.String()
	m.say(note, "The link is made.")
	m.openPage("make-link", "A LINK", []string{
		"For: " + clean(made.of.Says()) + ".", "",
		link, "",
		"Its ID, by which it can be revoked: " + made.link.Ticket.Payload.ID().String(), "",
		"The link was given to your terminal's clipboard; not every terminal takes it.",
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
			m.say(note, "The waiting room is on: who comes waits until the chair lets them in.")
		default:
			m.say(note, "The waiting room is off: whoever has a link comes in at once.")
		}
	case meeting.Removed:
		words := "The chair took out " + clean(what.Name)
		if chair && what.Ticket != (ticket.ID{}) {
			words += ", whose link is " + what.Ticket.String()
		}
		m.say(note, words+".")
	case meeting.Revoked:
		if link, err := ticket.ParseLink(m.config.Invite); err == nil && link.Ticket.Payload.ID() == what.Ticket {
			m.config.Invite = ""
			m.people.SetInvite("")
		}
		if chair {
			m.say(note, "The link "+what.Ticket.String()+" is revoked.")
		}
	}
}
