package app_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/tui/app"
)

var (
	f6  = tea.Key{Code: tea.KeyF6}
	del = tea.Key{Code: tea.KeyDelete}
)

// preside starts a screen of a chair.
func preside(t *testing.T, change ...func(*app.Config)) *bench {
	t.Helper()
	b := sit(t, 80, 24, change...)
	b.me = meeting.Person{Number: 4, Session: meeting.Session{4}, Name: "Ada", Role: meeting.Chair}
	b.up()
	b.welcome()
	return b
}

func callers(numbers ...uint32) meeting.Lobby {
	l := meeting.Lobby{Waiting: len(numbers)}
	for _, n := range numbers {
		l.People = append(l.People, meeting.Caller{Number: n, Name: "Caller " + string(rune('A'+n)), Delegation: "Kenya", Role: meeting.Delegate, Fixes: ticket.FixesDelegation})
	}
	return l
}

func TestTheWaitingRoomOnTheScreen(t *testing.T) {
	inMeeting(t, "who waits sees one clear state", func(t *testing.T) {
		b := sit(t, 80, 24)
		b.up()
		b.Send(meeting.Queued{Place: 3, Of: 14})
		b.golden("waiting-80x24")
		b.Send(meeting.Queued{Place: 2, Of: 13})
		b.shows("place 2 of 13")
		b.welcome()
		b.hides("waiting room")
		b.shows("The ad hoc group")
	})
	inMeeting(t, "the chair lets in with two keys, and turns away with two", func(t *testing.T) {
		b := preside(t)
		b.Send(callers(1))
		b.shows("Caller B (Kenya), delegation by link waits to come in: F6, Enter lets in.")
		b.Press(f6, enter)
		b.shows("Letting in Caller B (Kenya)")
		b.Send(callers(2, 3))
		b.shows("2 people wait to come in: F6 lists them.")
		time.Sleep(time.Minute)
		b.shows("2 people wait to come in: F6 lists them.")
		b.Press(f6, del)
		b.shows("Turning away Caller C")
		b.Press(f6, down, down, enter)
		b.shows("Letting everybody in.")
		if got := strings.Join(b.told().answers, "; "); got != "true [1]; false [2]; true []" {
			t.Errorf("the line was told %q", got)
		}
	})
	inMeeting(t, "the mark stays on whom it is", func(t *testing.T) {
		b := preside(t)
		b.Send(callers(1, 2, 3))
		b.Press(f6, down)
		b.Send(callers(2, 3, 4))
		b.Press(enter)
		if got := strings.Join(b.told().answers, "; "); got != "true [2]" {
			t.Errorf("the line was told %q", got)
		}
	})
	inMeeting(t, "nobody but the chair", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Press(f6)
		b.shows("Who waits to come in, not now: only the chair may do this.")
		if got := b.told().answers; len(got) > 0 {
			t.Errorf("the line was told %q", got)
		}
	})
}

// people shows the chair who is here, with the mark on Amina.
func people(b *bench) {
	b.Press(tab, tab)
	b.Send(meeting.Roster{Present: 2, People: []meeting.Present{{Person: b.me}, {Person: amina, Ticket: ticket.ID{1, 2, 3, 4, 5}}}})
	b.Press(down)
}

func TestTheChairRulesFromTheListOfPeople(t *testing.T) {
	inMeeting(t, "takes a person out, after asking", func(t *testing.T) {
		b := preside(t)
		people(b)
		b.shows("Amina Odhiambo (Kenya), as claimed, link aeba-gbaf")
		b.Press(enter)
		b.Type("take a person\n")
		b.shows("TAKE A PERSON OUT?")
		b.Press(enter)
		if got := b.told().sent; len(got) != 0 {
			t.Fatalf("%+v was sent although the person stays", got)
		}
		b.Press(enter)
		b.Type("take a person\n")
		b.Press(down, enter)
		if got := b.told().sent; len(got) != 1 || got[0].Ask != (meeting.Remove{Person: amina.Number}) {
			t.Errorf("sent %+v", got)
		}
		b.other(chair, meeting.Removed{Person: amina.Number, Session: amina.Session, Name: "Amina Odhiambo", Ticket: ticket.ID{1, 2, 3, 4, 5}})
		b.shows("The chair took out Amina Odhiambo, whose link is aeba-gbaf.")
	})
	inMeeting(t, "revokes the link of the person marked", func(t *testing.T) {
		b := preside(t)
		people(b)
		b.Press(enter)
		b.Type("revoke\n")
		b.shows("Revoke which link, whole or its ID: aeba-gbaf")
		b.Type("x\n")
		b.shows("No link, nor an ID")
		b.Press(tea.Key{Code: tea.KeyBackspace})
		b.Press(enter)
		if got := b.told().sent; len(got) != 1 || got[0].Ask != (meeting.Revoke{Ticket: ticket.ID{1, 2, 3, 4, 5}}) {
			t.Errorf("sent %+v", got)
		}
	})
	inMeeting(t, "turns the waiting room on", func(t *testing.T) {
		b := preside(t)
		b.Ctrl('p')
		b.Type("waiting room\n")
		if got := b.told().sent; len(got) != 1 || got[0].Ask != (meeting.Guard{On: true}) {
			t.Errorf("sent %+v", got)
		}
		b.other(chair, meeting.Guarded{On: true})
		b.shows("The waiting room is on")
	})
	inMeeting(t, "makes a link", func(t *testing.T) {
		key := ticket.NewKey()
		b := preside(t, func(c *app.Config) {
			c.MakeLink = func(_ context.Context, i meeting.Invitation) (ticket.Link, error) {
				if i.Role == meeting.Observer {
					return ticket.Link{}, errors.New("the line is down")
				}
				return ticket.Link{Host: "meet.example.org:7443", Ticket: key.IssueTo(ticket.Payload{Role: uint8(i.Role)}, i.For)}, nil
			}
		})
		b.Ctrl('p')
		b.Type("make a link\n")
		b.Type(" --delegation Japan --expires 24h\n")
		b.shows("For: delegate, delegation Japan, for 24h.")
		b.shows("parley://meet.example.org:7443/")
		b.Press(esc)
		b.Ctrl('p')
		b.Type("make a link\n")
		b.Type(" --expires never\n")
		b.shows("is no time that a link can last: from 1s to 3660d, such as 30m, 24h or")
		b.Press(esc)
		b.Ctrl('p')
		b.Type("make a link\n")
		for range len("delegate") {
			b.Press(tea.Key{Code: tea.KeyBackspace})
		}
		b.Type("observer\n")
		b.shows("No link was made: the line is down.")
	})
}
