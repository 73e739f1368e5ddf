package app_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	collabdraft "parley/collab/draft"
	"parley/collab/meeting"
)

func TestBracketingAPhrase(t *testing.T) {
	mark := func(b *bench, words int) {
		for range words {
			b.Press(tea.Key{Code: tea.KeyRight, Mod: tea.ModCtrl | tea.ModShift})
		}
	}
	inMeeting(t, "who may type puts the marked words in brackets, and takes them out", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Press(down, down, down, down, down, down, down)
		mark(b, 2)
		b.Type("b")
		b.shows("6 KM  [to encourage]#1 Sector Members to report")
		b.shows("Bracket #1 is put in: h keeps it for your delegation, Ctrl+U takes it out.")
		b.shows("[ ] 1 open, was 0")
		b.accept()
		b.Type("h")
		b.sentLast(meeting.Retain{At: b.log.Text().LineStart(5)})
		b.shows("Your delegation keeps bracket #1; h lets go of it.")
		b.Ctrl('u')
		b.shows("6     to encourage Sector Members to report")
	})
	inMeeting(t, "where nothing is marked it is the word at the cursor", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Press(tea.Key{Code: tea.KeyRight, Mod: tea.ModCtrl})
		b.Type("b")
		b.shows("[The]#1 ad hoc group")
		b.Press(down)
		b.Type("b")
		b.shows("There is no word at the cursor")
	})
	inMeeting(t, "not half of a bracket, and not in a view that is only read", func(t *testing.T) {
		b := join(t, 80, 24)
		b.types(chair, "ad hoc", "[")
		b.types(chair, "on Resolution", "]")
		mark(b, 2)
		b.Type("b")
		b.shows("The marked words hold a part of bracket #1: mark all of it, or none.")
		b.Type("v")
		b.Type("b")
		b.shows("This view is to be read: v goes on to the redline")
	})
	inMeeting(t, "who may not type proposes it", func(t *testing.T) {
		b := join(t, 80, 24)
		b.other(chair, meeting.Arranged{Settings: collabdraft.Settings{Writers: collabdraft.Editors}})
		b.Press(down, down, down, down, down, down, down)
		mark(b, 2)
		b.Type("b")
		b.shows("PROPOSE change line 6")
		b.shows("[to encourage] Sector Members to report annually;")
		b.Press(enter, enter)
		sent := b.told().sent
		if len(sent) != 1 {
			t.Fatalf("sent %+v, want one proposal", sent)
		}
		got := sent[0].Ask.(meeting.Propose).Wording
		if want := "[to encourage] Sector Members to report annually;"; got.Text != want || got.Was != b.log.Text().Line(5) || got.Para != b.log.Overlay().ID(6) {
			t.Errorf("proposed %+v", got)
		}
	})
	inMeeting(t, "a proposal that was put away is not lost to it, and it is about one paragraph", func(t *testing.T) {
		b := join(t, 80, 24)
		b.other(chair, meeting.Arranged{Settings: collabdraft.Settings{Writers: collabdraft.Editors}})
		b.Type("e")
		b.Type("All ")
		b.Press(esc)
		b.Type("b")
		b.shows("A proposal of yours about this paragraph is put away: e takes it up")
		b.Press(tea.Key{Code: tea.KeyDown, Mod: tea.ModShift}, tea.Key{Code: tea.KeyDown, Mod: tea.ModShift}, tea.Key{Code: tea.KeyDown, Mod: tea.ModShift})
		b.Type("b")
		b.shows("A proposal is about one paragraph: mark words in one.")
	})
	inMeeting(t, "what the chair has locked stays as it is", func(t *testing.T) {
		b := join(t, 80, 24)
		b.other(chair, meeting.Decided{Para: b.log.Overlay().ID(1), Outcome: collabdraft.Agreed})
		b.Type("b")
		time.Sleep(time.Second)
		if text := b.log.Text().String(); strings.Contains(text, "[") || len(b.told().sent) > 0 {
			t.Errorf("it was sent: %+v", b.told().sent)
		}
		b.shows("Not done: ")
	})
}
