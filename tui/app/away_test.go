package app_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/delta"
	"parley/collab/meeting"
)

func TestWhatWasMissedOpensWithOneKeyAndBlocksNoTyping(t *testing.T) {
	inMeeting(t, "back after a while", func(t *testing.T) {
		b := join(t, 100, 24)
		b.Type("i")
		b.Send(meeting.LinkChanged{State: meeting.Dialling, Attempt: 1, Since: time.Now()})
		b.shows("LINK lost")
		time.Sleep(130 * time.Second)
		edit := b.happens(amina.Number, 90, meeting.Edited{Delta: inserted(b, "The ad hoc", "Today: ")})
		said := b.happens(amina.Number, 91, meeting.Said{Text: "please read line 1"})
		b.Send(meeting.Welcome{You: b.me, Title: b.log.Title(), Head: b.log.Head(), Present: 3})
		b.up()
		b.Send(meeting.Happened{Event: edit})
		b.Send(meeting.Happened{Event: said})
		b.shows("F12 shows what you missed: away 2 min 10 s: 1 change by 1 person in line 1; 1 chat message.")
		time.Sleep(time.Minute)
		b.shows("F12 shows what you missed") // until it was looked at
		b.Type("XYZ")
		b.shows("XYZ")
		b.shows("WRITING")
		b.Press(tea.Key{Code: tea.KeyF12})
		b.shows("WHAT YOU MISSED")
		b.shows("{++Today: ++}The ad hoc group on Resolution 50,")
		b.shows("please read line 1")
		b.Press(esc)
		b.Type("more")
		b.shows("XYZmore")
		b.hides("F12")
	})
	inMeeting(t, "away for too long", func(t *testing.T) {
		b := join(t, 160, 24)
		b.Send(meeting.LinkChanged{State: meeting.Dialling, Attempt: 1, Since: time.Now()})
		time.Sleep(3 * time.Minute)
		b.happens(amina.Number, 90, meeting.Edited{Delta: inserted(b, "The ad hoc", "Today: ")})
		b.welcome()
		b.up()
		b.shows("two texts were compared")
	})
	inMeeting(t, "who was not away is told so", func(t *testing.T) {
		b := join(t, 100, 24)
		b.Press(tea.Key{Code: tea.KeyF12})
		b.shows("not now: you have not been away")
	})
}

// inserted is the delta that puts words before others.
func inserted(b *bench, before, words string) delta.Delta {
	at := strings.Index(b.log.Text().String(), before) // ASCII stands before it
	return delta.Replace(b.log.Text().Len(), at, 0, words)
}
