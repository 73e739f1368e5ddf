package app_test

import (
	"testing"
	"time"

	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/tui/app"
)

func TestAStatementIsPreparedAndDeliveredWithoutALink(t *testing.T) {
	inMeeting(t, "", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Send(meeting.Kept{})
		b.other(you, meeting.Entered{Person: you})
		b.other(you, meeting.Floored{Act: floor.Ask{}})
		b.other(chair, meeting.Floored{Act: floor.Give{}})
		b.Send(meeting.LinkChanged{State: meeting.Waiting, Attempt: 1, Since: time.Now(), Next: time.Now().Add(time.Minute)})
		b.Press(esc)
		b.Type("q")
		b.Type("w")
		b.Type("We agree.\n")
		b.shows("Kept on this machine: it is sent once the link is back.")
		b.shows("statement not sent yet")
		b.Type("w") // what waits is there to be changed
		b.shows("Statement for my turn: We agree.")
		b.Press(esc)
		b.Type("j")
		b.shows("Kept on this machine: it is sent once the link is back.")
		b.told()
		if sent := b.wire.soFar().sent; len(sent) != 2 || sent[1].Ask != (meeting.Delivered{}) {
			t.Errorf("sent %+v", sent)
		}
		time.Sleep(5 * time.Second)
		b.shows("Link lost") // the answer to a key is not in its way for long
	})
}

func TestTheChairIsToldWhatCanBeDoneWithAStatement(t *testing.T) {
	inMeeting(t, "", func(t *testing.T) {
		b := sit(t, 80, 24)
		b.me = chair
		b.welcome()
		b.up()
		b.other(amina, meeting.Floored{Act: floor.Ask{}})
		b.other(amina, meeting.Prepared{Request: 1, Ready: true, Text: "One."})
		b.shows("Kenya has a statement ready: once they have the floor, j delivers it.")
		b.other(chair, meeting.Floored{Act: floor.Give{}})
		b.other(amina, meeting.Prepared{Request: 1, Ready: true, Text: "Two."})
		b.shows("Kenya has the floor and a statement ready: j delivers it.")
	})
}

func TestWhoCannotSpeakIsCalledUpToDeliver(t *testing.T) {
	inMeeting(t, "", func(t *testing.T) {
		b := join(t, 80, 24, func(c *app.Config) { c.Sound = nil })
		b.other(you, meeting.Entered{Person: you})
		b.other(you, meeting.Floored{Act: floor.Ask{}})
		b.other(you, meeting.Prepared{Request: 1, Ready: true, Text: "We agree."})
		b.other(chair, meeting.Floored{Act: floor.Give{}})
		b.shows("You have the floor. j delivers your statement.")
	})
}

func TestWhoIsInterruptedIsToldThatTheyComeBack(t *testing.T) {
	inMeeting(t, "", func(t *testing.T) {
		b := join(t, 80, 24)
		b.other(you, meeting.Entered{Person: you})
		b.other(you, meeting.Floored{Act: floor.Ask{}})
		b.other(chair, meeting.Floored{Act: floor.Give{}})
		b.other(amina, meeting.Floored{Act: floor.Ask{Kind: floor.Order}})
		b.other(chair, meeting.Floored{Act: floor.Give{}})
		b.shows("You were interrupted, and come back. You are next.")
	})
}

func TestWhoseTurnHasEndedIsNotToldThatItComesBackForAnotherRequest(t *testing.T) {
	inMeeting(t, "", func(t *testing.T) {
		b := join(t, 80, 24)
		efua := meeting.Person{Number: 7, Session: meeting.Session{7}, Name: "Efua", Delegation: you.Delegation, Role: meeting.Delegate}
		b.other(you, meeting.Entered{Person: you})
		b.other(efua, meeting.Entered{Person: efua})
		b.other(you, meeting.Floored{Act: floor.Ask{}})
		b.other(efua, meeting.Floored{Act: floor.Ask{Kind: floor.Reply}})
		b.other(chair, meeting.Floored{Act: floor.Give{}})
		b.other(chair, meeting.Floored{Act: floor.End{}})
		b.shows("Your turn at the floor has ended.")
	})
}
