package linear_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/meeting"
	"parley/tui/linear"
)

const statusBegins = "Link text only, 80 ms there and back, 0 kbit/s in, 0 out. Draft 2, "

func TestTypedKeptAndReceivedAreToldApart(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.silent = true
		r.types("add 0 one", "add 0 two", "add 0 three", "status")
		r.hears("Line 1 now: one", "Line 1 now: two", "Line 1 now: three",
			statusBegins+"6 lines, 2 people here. 3 changes or lines of yours not received yet. No sound here: text only.")
		r.notices <- meeting.Kept{}
		r.types("status")
		r.hears(statusBegins + "6 lines, 2 people here. 3 changes or lines of yours not received yet, only typed. No sound here: text only.")
		r.notices <- meeting.Kept{Command: 2}
		r.types("status", "wait kept")
		r.hears(statusBegins + "6 lines, 2 people here. 3 changes or lines of yours not received yet: 2 kept on this machine, 1 only typed. No sound here: text only.")
		r.notices <- meeting.Kept{Command: 3}
		r.hears("Waited for: kept.")
		r.types("status")
		r.hears(statusBegins + "6 lines, 2 people here. 3 changes or lines of yours not received yet, kept on this machine. No sound here: text only.")
		r.in.Close()
		if err := <-r.ended; !errors.Is(err, linear.ErrFailed) {
			t.Errorf("got %v, want ErrFailed", err)
		}
		r.hears("Left. Not received by the server: 3 changes or lines of yours. Kept on this machine: joining again under the same name sends it.")
	})
}

func TestADiskThatCannotBeWrittenIsToldOnceAndWhenItCanAgain(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.notices <- meeting.Kept{}
		for n := range uint64(3) {
			r.notices <- meeting.Kept{Command: n, Why: errors.New("the disk is full")}
		}
		r.hears("What you write is not kept on this machine: the disk is full. The meeting goes on, and it is sent as before.")
		r.notices <- meeting.LinkChanged{State: meeting.Waiting, Attempt: 1}
		r.later("Link lost. Trying again by itself; what you write meanwhile is sent then.")
		r.notices <- meeting.Kept{Command: 3}
		r.hears("What you write is kept on this machine again.")
	})
}

func TestWhatAnEarlierRunLeftIsToldWhenTheDraftIsHere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, nil)
		r.notices <- meeting.Restored{
			Commands: []meeting.Command{{Number: 4, Base: 2, Ask: meeting.Say{Text: "aye"}}, {Number: 5, Base: 2, Ask: meeting.Say{Text: "nay"}}},
			At:       []time.Time{time.Now(), time.Now()}, Last: 5,
		}
		r.notices <- meeting.Kept{Command: 5, Damaged: errors.New("the file is damaged"), Aside: "/there"}
		r.welcome()
		r.hears("What was kept from before is damaged and lies in /there now; what was good of it is sent.",
			"Connecting.", "Joined. Resolution 50. Draft 2, 3 lines. 2 people here. You are Amina (Kenya), delegate.",
			"2 changes or lines from before are being sent.")
		r.in.Close()
		<-r.ended
	})
}
