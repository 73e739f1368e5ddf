package app_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/delta"
	collabdraft "parley/collab/draft"
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
	inMeeting(t, "proposals and decisions are told with their numbers and outcomes, on one screen", func(t *testing.T) {
		b := join(t, 80, 24)
		b.other(chair, meeting.Arranged{Settings: collabdraft.Settings{Profile: collabdraft.ITUPP}})
		b.proposes(amina, 6, "to encourage all to report annually;", "")
		b.proposes(amina, 7, "to invite academia,", "")
		b.Send(meeting.LinkChanged{State: meeting.Dialling, Attempt: 1, Since: time.Now()})
		time.Sleep(130 * time.Second)
		was := b.log.Head()
		var missed []meeting.Event
		happens := func(by meeting.Person, what meeting.What) {
			missed = append(missed, b.happens(by.Number, 90+uint64(len(missed)), what))
		}
		decides := func(n int, out collabdraft.Outcome) {
			does, err := b.log.Overlay().Effect(b.log.Text(), n, out)
			if err != nil {
				t.Fatal(err)
			}
			happens(chair, meeting.Decided{Proposal: n, Outcome: out, Author: amina.Number, Delta: does})
		}
		decides(1, collabdraft.Accepted)
		decides(2, collabdraft.Bracketed)
		happens(amina, meeting.Proposed{Wording: collabdraft.Wording{Kind: collabdraft.Change, Para: b.log.Overlay().ID(12), Was: b.log.Text().Line(11), Text: "to publish the report in all languages."}})
		happens(chair, meeting.Decided{Para: b.log.Overlay().ID(5), Outcome: collabdraft.Agreed})
		happens(amina, meeting.Said{Text: "thank you"})
		if uint64(len(missed)) != uint64(b.log.Head()-was) {
			t.Fatal("not all of it is missed")
		}
		b.Send(meeting.Welcome{You: b.me, Title: b.log.Title(), Head: b.log.Head(), Present: 3})
		b.up()
		for _, e := range missed {
			b.Send(meeting.Happened{Event: e})
		}
		time.Sleep(time.Minute)
		b.Press(tea.Key{Code: tea.KeyF12})
		b.golden("away-80x24")
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
