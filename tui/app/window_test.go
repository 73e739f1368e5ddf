package app_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	collabdraft "parley/collab/draft"
	"parley/collab/floor"
	"parley/collab/meeting"
)

// chairing is a chair's screen with P-1 at line 6, at which the cursor is.
func chairing(t *testing.T) *bench {
	b := sit(t, 80, 24)
	b.me.Role = meeting.Chair
	b.up()
	b.welcome()
	b.proposes(amina, 6, "to encourage all to report;", "")
	b.Type("n")
	return b
}

func TestReceiptsAndTheWindowOfObjections(t *testing.T) {
	behind := meeting.Receipts{Version: 17, Seen: 41, Of: 43, Behind: []meeting.Behind{{Voice: "Mali", Lost: 12 * time.Second}, {Voice: "Samoa", Has: 16}}}
	inMeeting(t, "who decides sees who has the text, above what can be decided and on a page", func(t *testing.T) {
		b := chairing(t)
		b.Type("d")
		time.Sleep(2 * time.Second)
		if n := len(b.told().inquiries); n == 0 || n > 3 {
			t.Errorf("asked %d times who has the text, want about once a second", n)
		}
		b.Send(behind)
		b.golden("decide-80x24")
		b.Press(esc)
		asked := len(b.told().inquiries)
		time.Sleep(5 * time.Second)
		if now := len(b.told().inquiries); now != asked {
			t.Errorf("asked %d times more while nobody looks", now-asked)
		}
	})
	inMeeting(t, "who decides is told who has the proposal, where the text is older, and who has what was asked", func(t *testing.T) {
		b := chairing(t)
		made := b.log.Head()
		b.Type("d")
		time.Sleep(2 * time.Second)
		if got := b.told().inquiries; len(got) == 0 || got[len(got)-1].Version != made {
			t.Errorf("asked %+v, want who has version %d", got, made)
		}
		b.Send(meeting.Receipts{Version: made, Seen: 41, Of: 43, Behind: []meeting.Behind{{Voice: "Samoa", Has: 3}, {Voice: "Mali"}}})
		b.shows("P-1 is on the screen of 41 of 43; behind: Samoa (v3), Mali.")
		b.Press(esc)
		b.types(amina, "ad hoc", "new ")
		b.Type("d")
		time.Sleep(2 * time.Second)
		if got := b.told().inquiries; got[len(got)-1].Version != b.log.Head() {
			t.Errorf("asked %+v, want who has the text of version %d", got, b.log.Head())
		}
		b.Press(esc)
		asked := b.happens(chair.Number, uint64(b.log.Head()), meeting.ObjectionsAsked{Proposal: 1})
		b.Send(meeting.Happened{Event: asked})
		time.Sleep(2 * time.Second)
		if got := b.told().inquiries; got[len(got)-1].Version != asked.Number {
			t.Errorf("asked %+v, want who has version %d", got, asked.Number)
		}
	})
	inMeeting(t, "the window says whom it waits for, how long is left and how many have seen the text", func(t *testing.T) {
		b := chairing(t)
		b.Type("k")
		b.sentLast(meeting.AskObjections{Proposal: 1})
		b.Send(meeting.Happened{Event: b.happens(chair.Number, uint64(b.log.Head()), meeting.ObjectionsAsked{Proposal: 1})})
		time.Sleep(10 * time.Second)
		b.shows("Any objection to P-1? Waits until all have the text, at most 0:")
		b.Send(behind)
		b.shows("seen by 41 of 43; behind: Mali, Samoa.")
		b.Send(meeting.Happened{Event: b.happens(chair.Number, uint64(b.log.Head()), meeting.ObjectionsOpen{Proposal: 1, Seen: 43, Of: 43})})
		time.Sleep(5 * time.Second)
		b.shows("Any objection to P-1? 0:1")
		b.shows("text seen by 43 of 43. o objects.")
	})
	inMeeting(t, "who objects while it is asked is put on the speakers' list, wherever the cursor is", func(t *testing.T) {
		b := join(t, 80, 24)
		b.proposes(amina, 6, "to encourage all to report;", "")
		b.proposes(chair, 1, "The group,", "")
		b.other(chair, meeting.ObjectionsAsked{Proposal: 1})
		time.Sleep(time.Second)
		b.shows("> P-2 change line 1, Hungary") // at the cursor, and not what is asked about
		b.Type("o")
		sent := b.told().sent
		if len(sent) != 2 {
			t.Fatalf("sent %+v, want the objection and a request for the floor", sent)
		}
		if got, want := sent[0].Ask, (meeting.React{Proposal: 1, Stance: collabdraft.Objecting}); got != want {
			t.Errorf("sent %+v, want %+v", got, want)
		}
		if got, want := sent[1].Ask, (meeting.Floored{Act: floor.Ask{On: "P-1"}}); got != want {
			t.Errorf("sent %+v, want %+v", got, want)
		}
	})
	inMeeting(t, "what was not agreed is not opened again", func(t *testing.T) {
		b := chairing(t)
		b.Press(down)
		b.Ctrl('p')
		b.Type("open again\n")
		b.shows("Line 7 is not agreed: it is open.")
		if sent := b.told().sent; len(sent) > 0 {
			t.Errorf("sent %+v", sent)
		}
	})
	inMeeting(t, "after an objection square brackets are what Enter takes", func(t *testing.T) {
		b := chairing(t)
		b.other(amina, meeting.Reacted{Proposal: 1, Stance: collabdraft.Neutral})
		b.other(you, meeting.Reacted{Proposal: 1, Stance: collabdraft.Objecting})
		b.Type("d")
		b.shows("> Put a proposal in square brackets")
	})
	inMeeting(t, "a decision can be taken back for 30 seconds, which are counted down", func(t *testing.T) {
		b := chairing(t)
		b.Send(meeting.Happened{Event: b.happens(chair.Number, uint64(b.log.Head()), meeting.Decided{Proposal: 1, Outcome: collabdraft.Rejected, Author: amina.Number})})
		time.Sleep(10 * time.Second)
		b.shows("P-1 rejected. z takes that back: 0:")
		time.Sleep(25 * time.Second)
		b.hides("takes that back")
	})
}

func TestFollowingTheChair(t *testing.T) {
	inMeeting(t, "the cursor goes along with the chair's, and back with the same key", func(t *testing.T) {
		b := join(t, 80, 24)
		at := func(line int) {
			offset := b.log.Text().LineStart(line - 1)
			b.Send(meeting.Pointed{By: chair.Number, Base: b.log.Head(), At: offset, Anchor: offset})
		}
		b.Press(down, down)
		b.Type("f")
		b.shows("as soon as it is known where the chair is")
		at(6)
		b.shows("READING, FOLLOWING ── line 6")
		at(9)
		b.shows("line 9")
		b.Type("f")
		b.shows("back at line 3")
		b.Type("f")
		b.shows("line 9")
		b.Press(down)
		b.shows("You have left the chair's place. f returns to it.")
		b.hides("FOLLOWING")
		at(11)
		b.shows("line 10")
	})
	inMeeting(t, "a chair's place is told while reading, others' is not", func(t *testing.T) {
		b := chairing(t)
		time.Sleep(2 * time.Second)
		pointed := b.told().pointed
		if len(pointed) == 0 || pointed[len(pointed)-1].At != b.log.Text().LineStart(5) {
			t.Errorf("told %+v, want line 6", pointed)
		}
		n := len(pointed)
		b.Press(down, tea.Key{Code: tea.KeyUp})
		time.Sleep(5 * time.Second)
		if now := len(b.told().pointed); now > n+1 {
			t.Errorf("told %d times where the cursor rests", now-n)
		}
	})
}
