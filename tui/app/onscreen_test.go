package app_test

import (
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	collabdraft "parley/collab/draft"
	"parley/collab/meeting"
)

// proposing is a screen on which this person has just proposed words for line 5.
func proposing(t *testing.T) *bench {
	b := join(t, 120, 40)
	b.Press(down, down, down, down)
	b.Type("e")
	for range len("that ") {
		b.Press(tea.Key{Code: tea.KeyRight})
	}
	b.Type("all ")
	b.Press(enter, enter)
	return b
}

func TestTheAuthorIsToldOnWhoseScreensAProposalIs(t *testing.T) {
	inMeeting(t, "once all have it, in a message and in the list", func(t *testing.T) {
		b := proposing(t)
		b.accept()
		b.shows("Received: P-1 change line 5, Ghana")
		b.shows("not decided, received")
		made := b.log.Head()
		time.Sleep(2 * time.Second)
		if asked := b.told().inquiries; len(asked) == 0 || asked[0].Version != made {
			t.Fatalf("asked %+v, want who has version %d", asked, made)
		}
		b.Send(meeting.Receipts{Version: made, Seen: 3, Of: 5, Behind: []meeting.Behind{{Voice: "Mali"}, {Voice: "Samoa"}}})
		b.hides("on the screen of")
		time.Sleep(5 * time.Second)
		b.Send(meeting.Receipts{Version: made, Seen: 5, Of: 5})
		b.shows("P-1 is on the screen of 5 of 5.")
		b.shows("not decided, on the screen of 5 of 5")
		asked := len(b.told().inquiries)
		time.Sleep(10 * time.Second)
		if now := len(b.told().inquiries); now != asked {
			t.Errorf("asked %d times more after all had it", now-asked)
		}
		b.decides(1, collabdraft.Accepted)
		b.hides("on the screen of 5")
	})
	inMeeting(t, "after half a minute, who does not have it", func(t *testing.T) {
		b := proposing(t)
		b.accept()
		made := b.log.Head()
		for range 18 {
			time.Sleep(2 * time.Second)
			b.Send(meeting.Receipts{Version: made, Seen: 4, Of: 5, Behind: []meeting.Behind{{Voice: "Mali", Lost: time.Minute}}})
		}
		b.shows("P-1 is on the screen of 4 of 5; behind: Mali (no link for 1 min 0 s).")
	})
	inMeeting(t, "also of one that the server took while the link was lost", func(t *testing.T) {
		b := proposing(t)
		b.Text()
		sent := b.wire.soFar().sent
		b.Send(meeting.LinkChanged{State: meeting.Waiting, Since: time.Now(), Next: time.Now().Add(time.Second)})
		b.Send(meeting.Happened{Event: b.happens(b.me.Number, 0, meeting.Entered{Person: b.me})})
		e := meeting.Event{Number: b.log.Head() + 1, At: time.Now().UTC(), By: b.me.Number, Command: sent[0].Number, Base: sent[0].Base, What: sent[0].Happens()}
		if err := b.log.Apply(e); err != nil {
			t.Fatal(err)
		}
		b.up()
		b.Send(meeting.Happened{Event: e})
		b.shows("Received: P-1 change line 5, Ghana")
		time.Sleep(3 * time.Second)
		if asked := b.told().inquiries; !slices.Contains(asked, meeting.Inquiry{Version: e.Number}) {
			t.Errorf("asked %+v, want who has version %d", asked, e.Number)
		}
	})
}
