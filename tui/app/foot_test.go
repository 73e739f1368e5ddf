package app_test

import (
	"testing"
	"time"

	"parley/collab/floor"
	"parley/collab/meeting"
)

func TestAMessageThatIsTooLongForANarrowScreenHasTwoRows(t *testing.T) {
	inMeeting(t, "", func(t *testing.T) {
		b := join(t, 50, 20)
		b.Send(meeting.LinkChanged{State: meeting.Waiting, Attempt: 1, Since: time.Now(), Next: time.Now().Add(30 * time.Second)})
		b.shows("Link lost")
		b.shows("sent then.")
		b.hides("F1 help")
		b.up()
		time.Sleep(time.Second)
		b.shows("F1 help")
		b.other(you, meeting.Entered{Person: you})
		b.other(you, meeting.Floored{Act: floor.Ask{}})
		b.other(chair, meeting.Floored{Act: floor.Give{}})
		b.shows("microphone.") // of: You have the floor. Ctrl+T to open the microphone.
		time.Sleep(16 * time.Second)
		b.other(amina, meeting.Said{Text: "this is a long line of chat, which can be read elsewhere"})
		b.shows("F1 help") // news have one row
	})
}

// On a screen of one pane an old line of chat came again with whatever happened.
func TestALineOfChatIsToldOnce(t *testing.T) {
	inMeeting(t, "", func(t *testing.T) {
		b := sit(t, 50, 20)
		b.happens(amina.Number, 0, meeting.Said{Text: "before you came"})
		b.up()
		b.welcome()
		b.hides("before you came")
		b.other(amina, meeting.Said{Text: "one moment"})
		b.shows("Chat, Amina Odhiambo: one moment")
		time.Sleep(16 * time.Second)
		b.hides("one moment")
		b.Press(tab)
		b.Press(esc)
		b.types(amina, "resolves", "x")
		time.Sleep(time.Second)
		b.hides("one moment")
		b.hides("before you came")
	})
}
