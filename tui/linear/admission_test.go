package linear_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/tui/linear"
)

var chair = meeting.Person{Number: 1, Session: meeting.Session{1}, Name: "Amina", Delegation: "Kenya", Role: meeting.Chair}

// preside runs a test with amina in the chair.
func preside(t *testing.T, change func(*linear.Config), test func(t *testing.T, r *room)) {
	was := amina
	amina = chair
	defer func() { amina = was }()
	meet(t, change, test)
}

func TestWhoWaitsHasOneClearState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, nil)
		r.notices <- meeting.LinkChanged{State: meeting.Up}
		r.notices <- meeting.Queued{Place: 2, Of: 3}
		r.hears("In the waiting room, place 2 of 3. The chair lets you in; there is nothing you need to do, quit leaves.")
		r.types("chat good morning") // waits for the draft, however long that takes
		r.notices <- meeting.Queued{Place: 2, Of: 3}
		r.notices <- meeting.Queued{Place: 2, Of: 4} // somebody behind is no news to a person
		r.notices <- meeting.Queued{Place: 1, Of: 2}
		r.later("In the waiting room, place 1 of 2.")
		time.Sleep(10 * time.Minute)
		r.hears()
		r.welcome()
		if got := r.said(); len(got) != 2 || got[1] != "You said: good morning" {
			t.Errorf("got %q", got)
		}
		r.in.Close()
	})
}

func TestTheChairIsToldWhoWaitsAndAnswers(t *testing.T) {
	preside(t, nil, func(t *testing.T, r *room) {
		ben := meeting.Caller{Number: 4, Name: "Ben", Delegation: "Japan", Role: meeting.Delegate, Fixes: ticket.FixesDelegation}
		carla := meeting.Caller{Number: 5, Name: "Carla", Role: meeting.Observer}
		r.notices <- meeting.Lobby{Waiting: 1, People: []meeting.Caller{ben}}
		r.later("Waiting to come in, number 4: Ben (Japan), delegate, delegation by link. admit 4 lets in, turn-away 4 does not.")
		r.notices <- meeting.Lobby{Waiting: 2, People: []meeting.Caller{ben, carla}}
		r.later("Waiting to come in, number 5: Carla, observer, as claimed. admit 5 lets in, turn-away 5 does not.")
		r.types("admit ben", "turn-away 5", "admit all", "admit dora", "wait caller 1s", "wait caller 1s", "wait caller 1s")
		time.Sleep(2 * time.Second)
		got := r.said()
		want := []string{
			"Letting in Ben (Japan).", "Turning away Carla.", "Letting everybody in.",
			`Not done: nobody there is "dora": waiting lists who waits.`, "Waited for: caller.", "Waited for: caller.",
		}
		if len(got) < len(want) || strings.Join(got[:len(want)], "\n") != strings.Join(want, "\n") {
			t.Errorf("got\n%s", strings.Join(got, "\n"))
		}
		if got := strings.Join(r.answers, "; "); got != "true [4]; false [5]; true []" {
			t.Errorf("the server was told %s", got)
		}
		r.notices <- meeting.Lobby{Waiting: 60, People: []meeting.Caller{{Number: 6, Name: "a"}, {Number: 7, Name: "b"}, {Number: 8, Name: "c"}, {Number: 9, Name: "d"}}}
		r.later("60 wait to come in: waiting lists them, admit all lets them in.")
	})
}

func TestTheChairTakesOutAPersonAndALink(t *testing.T) {
	preside(t, nil, func(t *testing.T, r *room) {
		id := ticket.ID{1, 2, 3, 4, 5}
		r.people = []meeting.Present{{Person: chair}, {Person: ben, Ticket: id}}
		r.types("who")
		r.hears("2 people here.", "Amina (Kenya), chair, as claimed, you.", "Ben, chair, as claimed, number 2, link "+id.String()+".")
		r.types("remove Ben", "revoke "+id.String(), "remove nobody", "revoke this")
		got := r.log.Revoked(id)
		if !got {
			t.Error("the link is not revoked")
		}
		r.hears(`Not done: nobody there is "nobody": who lists who is here.`,
			"Not done: this is neither a link nor the ID of one, such as abcd-2345: who says the ID of each person's link.")
	})
}

func TestALinkIsMadeByTheServer(t *testing.T) {
	key := ticket.NewKey()
	var asked meeting.Invitation
	with := func(c *linear.Config) {
		c.MakeLink = func(_ context.Context, i meeting.Invitation) (ticket.Link, error) {
			if asked = i; i.Role == meeting.Chair {
				return ticket.Link{}, errors.New("the line is down")
			}
			return ticket.Link{Host: "host:1", Ticket: key.IssueTo(ticket.Payload{Role: uint8(i.Role)}, i.For)}, nil
		}
	}
	preside(t, with, func(t *testing.T, r *room) {
		r.types("invite delegate --delegation Côte d’Ivoire --expires 24h")
		time.Sleep(time.Second)
		got := r.said()
		link, err := ticket.ParseLink(strings.Join(got, ""))
		if err != nil || link.Ticket.Holder.Delegation != "Côte d’Ivoire" || asked.Lasts != 24*time.Hour {
			t.Errorf("got %q, %v", got, err)
		}
		r.types("invite chair")
		time.Sleep(time.Second)
		r.hears("Not done: the line is down.")
		r.types("invite")
		r.hears("Not done: there is no link at hand: say for which role one is to be made, such as invite delegate.")
		r.types("invite king")
		if got := r.said(); len(got) != 1 || !strings.Contains(got[0], `"king" is no role: there are chair, editor, delegate, captioner, observer`) {
			t.Errorf("got %q", got)
		}
	})
}

func TestOnlyTheChairRules(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.types("waiting-room on", "revoke abcd-2345", "invite observer", "admit all")
		const not = "Not done: not now: only the chair may do this."
		r.hears(not, not, not, not)
		r.ben(meeting.Guarded{On: true})
		r.ben(meeting.Revoked{})
		r.hears()
		r.ben(meeting.Removed{Person: 9, Name: "Carla", Session: meeting.Session{9}})
		r.later("Carla was taken out of the meeting by the chair.")
	})
}
