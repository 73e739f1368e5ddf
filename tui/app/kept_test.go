package app_test

import (
	"errors"
	"testing"
	"time"

	"parley/collab/meeting"
)

func TestWhatIsKept(t *testing.T) {
	inMeeting(t, "a change is typed, then kept, then received", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Send(meeting.Kept{})
		b.Type("iabc")
		b.shows("1 typed")
		time.Sleep(300 * time.Millisecond)
		b.Send(meeting.Kept{Command: 1})
		b.shows("1 kept")
		b.Type("de")
		b.shows("1 kept, 1 typed")
		b.Ctrl('c')
		b.shows("is kept on this machine")
		b.Press(esc)
		time.Sleep(300 * time.Millisecond)
		b.accept()
		b.shows("all received")
	})
	inMeeting(t, "a proposal that waits says whether it is kept", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Send(meeting.Kept{})
		b.Type("a")
		b.Type("to thank all;")
		b.Press(enter, enter)
		b.shows("> Mine, new paragraph. Waiting for the server")
		b.Send(meeting.Kept{Command: 1})
		b.shows("> Mine, new paragraph. Waiting for the server, kept on this machine")
	})
	inMeeting(t, "a full disk is said, and nothing is called kept then", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Send(meeting.Kept{})
		b.Send(meeting.Kept{Why: errors.New("the disk is full")})
		b.shows("Not kept on this machine: the disk is full.")
		b.Type("iabc")
		b.shows("1 waiting")
		b.Send(meeting.Kept{Command: 1})
		b.shows("kept on this machine again")
	})
	inMeeting(t, "what an earlier run left is being sent", func(t *testing.T) {
		b := sit(t, 80, 24)
		b.Send(meeting.Restored{Commands: []meeting.Command{{Number: 1, Base: 1, Ask: meeting.Say{Text: "from before"}}}, At: []time.Time{time.Now()}, Last: 1})
		b.Send(meeting.Kept{Command: 1})
		b.welcome()
		b.up()
		b.shows("1 change from before is being sent.")
		b.shows("from before (waiting)")
		b.shows("1 kept")
	})
	inMeeting(t, "a damaged file is said", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Send(meeting.Kept{Damaged: errors.New("the file is damaged"), Aside: "/there"})
		b.shows("What was kept from before is damaged (/there)")
	})
}
