package app_test

import (
	"testing"
	"time"

	collabdraft "parley/collab/draft"
	"parley/collab/meeting"
)

func TestMyProposals(t *testing.T) {
	mine := func(b *bench) {
		b.Ctrl('g')
		b.Type("my proposals\n")
	}
	inMeeting(t, "go to lists them at every stage, and goes to the one that is chosen", func(t *testing.T) {
		b := proposing(t)
		b.accept()
		made := b.log.Head()
		time.Sleep(3 * time.Second)
		b.Send(meeting.Receipts{Version: made, Seen: 5, Of: 5})
		b.proposes(amina, 6, "to encourage all;", "")
		for _, kind := range []collabdraft.Kind{collabdraft.Remove, collabdraft.Keep} {
			w := collabdraft.Wording{Kind: kind, Para: b.log.Overlay().ID(12), Was: b.log.Text().Line(11)}
			b.Send(meeting.Happened{Event: b.happens(b.me.Number, uint64(100+kind), meeting.Proposed{Wording: w})})
		}
		b.decides(3, collabdraft.Rejected)
		b.Press(down, down)
		b.Type("a")
		b.Type("to think again;")
		b.Press(esc)
		b.Type("e")
		b.Type("Also ")
		b.Press(enter, enter)
		b.Ctrl('g')
		b.shows("also R2, #2, brackets, my proposals; Esc: back")
		b.Type("my proposals\n")
		time.Sleep(20 * time.Second) // messages have gone
		b.golden("mine-120x40")
		b.Press(down, down, down, enter)
		b.shows("line 5, column 1")
		b.shows("P-1 change line 5, Ghana. not decided")
		mine(b)
		b.Press(enter)
		b.shows("to think again;")
	})
	inMeeting(t, "one whose paragraph is gone is read", func(t *testing.T) {
		b := proposing(t)
		b.accept()
		b.proposes(amina, 5, "", "")
		w := b.log.Proposal(2).Wording
		w.Kind = collabdraft.Remove
		b.other(amina, meeting.Amended{Proposal: 2, Wording: w})
		b.decides(2, collabdraft.Accepted)
		mine(b)
		b.Press(enter)
		b.shows("P-1 change its paragraph is gone, Ghana")
	})
	inMeeting(t, "who has none is told how one proposes", func(t *testing.T) {
		b := join(t, 80, 24)
		mine(b)
		b.shows("You have proposed nothing yet: in the draft, e proposes")
	})
}
