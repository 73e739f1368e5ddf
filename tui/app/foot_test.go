package app_test

import (
	"strings"
	"testing"
	"time"

	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/tui/app"
)

func TestAMessageHasTheRowsThatItTakes(t *testing.T) {
	inMeeting(t, "above the likely keys, on a narrow screen", func(t *testing.T) {
		b := join(t, 50, 20)
		b.Send(meeting.LinkChanged{State: meeting.Waiting, Attempt: 1, Since: time.Now(), Next: time.Now().Add(30 * time.Second)})
		b.shows("Link lost")
		b.shows("sent then.\n i write")
		b.up()
		time.Sleep(time.Second)
		b.other(you, meeting.Entered{Person: you})
		b.other(you, meeting.Floored{Act: floor.Ask{}})
		b.other(chair, meeting.Floored{Act: floor.Give{}})
		b.shows("microphone.\n i write") // of: You have the floor. Ctrl+T to open the microphone.
		time.Sleep(16 * time.Second)
		b.other(amina, meeting.Said{Text: "this is a long line of chat, which can be read elsewhere"})
		b.shows("…\n i write") // news have one row
	})
	inMeeting(t, "and on one of 80 columns", func(t *testing.T) {
		b := join(t, 80, 24, func(c *app.Config) {
			c.Notice = "The meeting is kept in /home/amina/.local/share/parley/resolution-50; host it again with --data, and the same people come back by the same links."
		})
		b.shows("by the same links.\n i write")
		x, y, _ := b.Cursor()
		time.Sleep(16 * time.Second)
		if nx, ny, _ := b.Cursor(); x != nx || y != ny {
			t.Errorf("the cursor went from %d, %d to %d, %d when the message went", x, y, nx, ny)
		}
	})
	inMeeting(t, "no more than a low screen has to spare", func(t *testing.T) {
		b := join(t, 40, 10, func(c *app.Config) { c.Notice = strings.Repeat("many words ", 40) })
		b.shows("…\n i write")
		b.shows("DRAFT v4")
	})
	inMeeting(t, "and keeps them while only its numbers change", func(t *testing.T) {
		b := join(t, 50, 20)
		next := time.Now().Add(12 * time.Second)
		b.Send(meeting.LinkChanged{State: meeting.Waiting, Attempt: 1, Since: time.Now(), Next: next})
		rows := strings.Count(b.Text()[:strings.Index(b.Text(), "Link lost,")], "\n")
		for range 10 {
			time.Sleep(time.Second)
			if now := strings.Count(b.Text()[:strings.Index(b.Text(), "Link lost,")], "\n"); now != rows {
				t.Fatalf("the message jumps from row %d to row %d", rows, now)
			}
		}
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
