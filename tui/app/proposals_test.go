package app_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/delta"
	collabdraft "parley/collab/draft"
	"parley/collab/meeting"
)

// proposes has somebody else propose other words for a line.
func (b *bench) proposes(by meeting.Person, line int, words, note string) {
	b.t.Helper()
	b.other(by, meeting.Proposed{Wording: collabdraft.Wording{
		Kind: collabdraft.Change, Para: b.log.Overlay().ID(line), Was: b.log.Text().Line(line - 1), Text: words, Note: note,
	}})
}

// decides has the chair decide about P-n, with what that does to the text.
func (b *bench) decides(n int, out collabdraft.Outcome) {
	b.t.Helper()
	p := b.log.Proposal(n)
	does, err := b.log.Overlay().Effect(b.log.Text(), n, out)
	if err != nil {
		b.t.Fatal(err)
	}
	b.other(chair, meeting.Decided{Proposal: n, Outcome: out, Author: p.By, Delta: does})
}

const shall = "that Member States shall facilitate access to affordable broadband connectivity, taking into account national and regional circumstances;"

func TestProposing(t *testing.T) {
	inMeeting(t, "who proposes sees it as others will, and sends it with Enter twice", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Press(down, down, down, down)
		b.Type("e")
		b.shows("PROPOSE change line 5")
		b.shows("no change yet")
		b.Press(enter)
		b.shows("Nothing is changed yet")
		for range len("that Member States ") {
			b.Press(tea.Key{Code: tea.KeyRight})
		}
		for range len("should") {
			b.Press(tea.Key{Code: tea.KeyDelete})
		}
		b.Type("shall")
		b.Press(tab)
		b.Type("as elsewhere")
		b.golden("propose-80x24")
		b.Press(enter)
		if n := len(b.told().sent); n > 0 {
			t.Fatalf("sent %d before it was looked over", n)
		}
		b.shows("This is how others will see it")
		b.Press(enter)
		sent := b.told().sent
		if len(sent) != 1 {
			t.Fatalf("sent %+v, want one proposal", sent)
		}
		got := sent[0].Ask.(meeting.Propose)
		if got.Text != shall || got.Was != b.log.Text().Line(4) || got.Note != "as elsewhere" || got.Kind != collabdraft.Change {
			t.Errorf("proposed %+v", got)
		}
		b.hides("PROPOSE change")
		b.shows("> Mine, change. Waiting for the server")
		b.shows("Member States shouldshall facilitate")
		b.accept()
		b.hides("Waiting for the server")
		b.shows("Received: P-1 change line 5, Ghana")
	})
	inMeeting(t, "why a paragraph cannot be moved there is said", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Press(down, down, down, down, down, down, down)
		b.Ctrl('p')
		b.Type("move a para\n")
		b.Type("5\n")
		b.shows("it stands there already")
		b.Press(esc)
		b.other(chair, meeting.Decided{Para: b.log.Overlay().ID(6), Outcome: collabdraft.Agreed})
		b.Ctrl('p')
		b.Type("move a para\n")
		b.Type("12\n")
		b.shows("Not done: ")
		b.hides("Move it behind line")
	})
	inMeeting(t, "a form that is put away is there again", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Type("a")
		b.Type("to think again;")
		b.Press(esc)
		b.shows("Put away, and not sent")
		b.Type("a")
		b.shows("to think again;")
		b.Press(tea.Key{Code: 'p', Mod: tea.ModCtrl}, esc) // a list over it takes nothing away
		b.Type("a")
		b.shows("to think again;")
	})
}

func TestReactingAndDeciding(t *testing.T) {
	inMeeting(t, "the list shows the marked one whole, and one key supports or objects", func(t *testing.T) {
		b := join(t, 120, 40)
		b.proposes(amina, 5, shall, "as in Resolution 37")
		b.proposes(chair, 6, "to invite Sector Members to report every two years;", "")
		b.shows("Proposed: P-2 change line 6")
		for range 4 {
			b.Press(tab)
		}
		b.Press(down)
		b.golden("proposals-120x40")
		b.Type("s")
		b.sentLast(meeting.React{Proposal: 1, Stance: collabdraft.Supporting})
		b.Type("o")
		b.sentLast(meeting.React{Proposal: 1, Stance: collabdraft.Objecting})
		b.Type("d")
		b.shows("not now: the chair or an editor decides")
	})
	inMeeting(t, "in the draft the paragraph at the cursor says which proposal is meant; n and p go from point to point", func(t *testing.T) {
		b := join(t, 80, 24)
		b.proposes(amina, 6, "to encourage all to report;", "")
		b.Type("s")
		b.shows("no proposal is marked")
		b.Type("n")
		b.shows("line 6, column 1")
		b.Type("s")
		b.sentLast(meeting.React{Proposal: 1, Stance: collabdraft.Supporting})
	})
	inMeeting(t, "the chair decides with d and Enter, and takes it back", func(t *testing.T) {
		b := chairing(t)
		b.Type("d")
		b.shows("DECIDE P-1 change line 6, Kenya")
		b.shows("> Any objection?")
		b.hides("Next pane")
		b.Type("reject")
		b.Press(enter)
		b.sentLast(meeting.Decide{Proposal: 1, Outcome: collabdraft.Rejected})
		b.Send(meeting.Happened{Event: b.happens(chair.Number, uint64(b.log.Head()), meeting.Decided{Proposal: 1, Outcome: collabdraft.Rejected, Author: amina.Number})})
		b.shows("Decided: P-1")
		b.Type("z")
		b.sentLast(meeting.Undecide{Proposal: 1})
	})
}

func TestViewsOfTheDraft(t *testing.T) {
	inMeeting(t, "the views are modes of the draft: as it would read, as it stands, what is agreed", func(t *testing.T) {
		b := join(t, 80, 24)
		b.proposes(amina, 6, "to encourage all to report;", "")
		b.other(amina, meeting.Proposed{Wording: collabdraft.Wording{Kind: collabdraft.Insert, Para: b.log.Overlay().ID(6), Text: "to thank all;"}})
		time.Sleep(time.Second)
		b.shows("to encourage Sector Membersall to report")
		b.Type("n")
		b.Type("v")
		b.golden("clean-80x24")
		b.Press(down)
		b.shows("line 6, column 1") // a new paragraph is behind it
		b.Press(down)
		b.shows("line 7, column 1")
		b.Type("i")
		b.shows("This is a view to be read: v goes on to the next")
		b.Type("v")
		b.shows("ORIGINAL")
		b.shows("  6    *to encourage Sector Members to report")
		b.hides("> P-1 change")
		b.Type("v")
		b.shows("AGREED")
		b.shows("(nothing is agreed yet)")
		b.other(chair, meeting.Decided{Para: b.log.Overlay().ID(7), Outcome: collabdraft.Agreed})
		b.shows("  7     to invite academia to contribute,")
		b.hides("instructs")
		b.Type("v")
		b.shows("to invite academia to contribute,  (agreed ad ref)")
	})
	inMeeting(t, "where several are about one paragraph n shows one after the other, and r returns", func(t *testing.T) {
		b := join(t, 80, 24)
		b.proposes(amina, 6, "to encourage all to report;", "")
		b.proposes(chair, 6, "to invite Sector Members to report;", "")
		b.Type("n")
		b.shows("> P-2 Hungary")
		b.shows("> P-1 change line 6, Kenya. not decided")
		b.Type("n")
		b.shows("> P-1 Kenya")
		b.Type("s")
		b.sentLast(meeting.React{Proposal: 2, Stance: collabdraft.Supporting})
		b.Type("r")
		b.shows("Back at line 6")
	})
}

func TestADecisionInTheDraft(t *testing.T) {
	inMeeting(t, "what is accepted is its author's, and the other proposal has its base changed", func(t *testing.T) {
		b := join(t, 80, 24)
		b.proposes(amina, 6, "to encourage all to report;", "")
		b.proposes(chair, 6, "to invite Sector Members to report;", "")
		b.types(amina, "to invite academia", "Also ")
		b.decides(1, collabdraft.Alternatives)
		time.Sleep(time.Second)
		b.Type("n")
		b.golden("decided-80x24")
	})
}

func TestGoTo(t *testing.T) {
	inMeeting(t, "a number typed, a label, a proposal and a bracket are gone to", func(t *testing.T) {
		b := join(t, 80, 24)
		b.proposes(amina, 6, "to encourage all to report;", "")
		b.other(chair, meeting.Edited{Delta: delta.Replace(b.log.Text().Len(), b.log.Text().LineStart(10), 0, "1 to [report | say];")})
		b.other(chair, meeting.Arranged{Settings: collabdraft.Settings{Profile: collabdraft.ITUPP}})
		b.Type("12")
		b.Press(enter)
		b.shows("line 12, column 1")
		for _, ref := range [][2]string{{"p-1", "line 6, column 1"}, {"D1", "D1, line 11, column 1"}, {"#1", "line 11, column 6"}, {"proposals", "> PROPOSALS"}} {
			b.Ctrl('g')
			b.Type(ref[0])
			b.Press(enter)
			b.shows(ref[1])
		}
	})
	inMeeting(t, "w lights a bracket, goes to its other half, h keeps it and t lifts it", func(t *testing.T) {
		b := sit(t, 80, 24)
		b.me.Role = meeting.Chair
		b.up()
		b.welcome()
		b.other(chair, meeting.Edited{Delta: delta.Replace(b.log.Text().Len(), b.log.Text().LineStart(10), 0, "to [report | say];")})
		time.Sleep(time.Second)
		b.shows("[ ] 1 open, was 0")
		b.Type("w")
		b.shows("not now: the cursor is in no square bracket")
		b.Type("n")
		b.shows("#1 line 11: [report | say], kept by nobody.")
		b.shows("[report | say]#1")
		b.Type("w")
		b.shows("line 11, column 17")
		b.Type("h")
		b.sentLast(meeting.Retain{At: b.log.Text().LineStart(10) + 3})
		b.other(amina, meeting.Retained{At: b.log.Text().LineStart(10) + 3})
		b.shows("[report | say]#1 Kenya")
		b.Type("t")
		b.shows("It is kept by Kenya.")
		b.Press(down, down, enter)
		b.shows("to say;")
		b.shows("Bracket #1 is lifted")
	})
	inMeeting(t, "a bracket that is not closed is said, and where", func(t *testing.T) {
		b := join(t, 80, 24)
		b.other(chair, meeting.Edited{Delta: delta.Replace(b.log.Text().Len(), b.log.Text().LineStart(10)+3, 0, "[")})
		time.Sleep(time.Second)
		b.shows("[ not closed, line 11")
	})
}
