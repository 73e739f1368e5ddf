package app_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/tui/sound"
)

var (
	brazil = meeting.Person{Number: 41, Session: meeting.Session{41}, Name: "Caio Lima", Delegation: "Brazil", Role: meeting.Delegate}
	mali   = meeting.Person{Number: 42, Session: meeting.Session{42}, Name: "Moussa Keita", Delegation: "Mali", Role: meeting.Delegate}
	norway = meeting.Person{Number: 43, Session: meeting.Session{43}, Name: "Nora Berg", Delegation: "Norway", Role: meeting.Delegate}
)

// debate is a chaired meeting in which Brazil has had the floor for 1:42 of 3:00,
// and Norway with a point of order and Mali, whose line is lost, wait.
func debate(b *bench) {
	b.other(chair, meeting.Entered{Person: chair})
	b.other(b.me, meeting.Entered{Person: b.me})
	for _, p := range []meeting.Person{brazil, mali, norway} {
		b.other(p, meeting.Entered{Person: p})
	}
	b.other(chair, meeting.Floored{Act: floor.Set{Mode: floor.Chaired}})
	b.other(chair, meeting.Floored{Act: floor.Limit{Per: 3 * time.Minute}})
	b.other(brazil, meeting.Floored{Act: floor.Ask{On: "P-31"}})
	b.other(mali, meeting.Floored{Act: floor.Ask{On: "P-31"}})
	b.other(chair, meeting.Floored{Act: floor.Give{}})
	time.Sleep(90 * time.Second)
	b.Send(meeting.Missing{People: []meeting.Lost{{Person: mali.Number, Since: time.Now()}}})
	b.other(norway, meeting.Floored{Act: floor.Ask{Kind: floor.Order}})
	time.Sleep(12 * time.Second)
}

func TestTheSpeakersListOnTheScreen(t *testing.T) {
	inMeeting(t, "the list as it is, 80x24", func(t *testing.T) {
		b := join(t, 80, 24)
		debate(b)
		b.Ctrl('r')
		b.accept()
		b.Press(esc)
		time.Sleep(20 * time.Second) // messages have gone
		b.golden("floor-80x24")
	})
	inMeeting(t, "beside the draft, 120x40", func(t *testing.T) {
		b := join(t, 120, 40)
		debate(b)
		b.golden("floor-120x40")
	})
	inMeeting(t, "one key asks and takes back while writing and in a question", func(t *testing.T) {
		b := join(t, 80, 24)
		debate(b)
		b.Type("iABC")
		b.Ctrl('r')
		b.accept()
		b.shows("you: 3rd")
		b.shows("Your request is on the list. You are third.")
		b.Press(tea.Key{Code: tea.KeyF2})
		b.accept()
		b.hides("you: 3rd")
		b.Type(" goes on")
		b.shows("ABC goes on")
		b.Ctrl('g')
		b.Ctrl('r')
		b.accept()
		b.shows("you: 3rd")
		b.shows("Go to line")
	})
}

func TestHavingTheFloor(t *testing.T) {
	inMeeting(t, "who is next and who has the floor is called, and the microphone opens then", func(t *testing.T) {
		b := join(t, 80, 24)
		debate(b)
		b.Ctrl('t')
		b.shows("Talk: microphone on or off, not now: you do not have the floor")
		b.Ctrl('r')
		b.accept()
		b.other(chair, meeting.Floored{Act: floor.Give{}})
		b.other(chair, meeting.Floored{Act: floor.Withdraw{Number: 2}})
		b.other(chair, meeting.Floored{Act: floor.Move{Number: 4, To: 1}})
		b.shows("You are next after Norway.")
		b.shows("you: next")
		b.other(chair, meeting.Floored{Act: floor.Give{}})
		b.shows("You have the floor. Ctrl+T to open the microphone.")
		b.shows("FLOOR YOU 0:00")
		b.Ctrl('t')
		b.shows("MIC ON")
		b.voice.set(func(is *sound.Status) { is.MicLevel = -20 })
		time.Sleep(166 * time.Second)
		b.shows("15 seconds left of your time.")
		time.Sleep(15 * time.Second)
		b.other(meeting.Person{}, meeting.Floored{Act: floor.Expire{}})
		b.shows("MIC OFF")
		b.shows("Your turn at the floor has ended.")
	})
	inMeeting(t, "a microphone into which nothing is said closes by itself", func(t *testing.T) {
		b := join(t, 80, 24)
		debate(b)
		b.Ctrl('r')
		b.accept()
		b.other(chair, meeting.Floored{Act: floor.Give{Number: 4}})
		b.voice.set(func(is *sound.Status) { is.MicLevel = -80 })
		b.Ctrl('t')
		b.shows("MIC ON")
		time.Sleep(31 * time.Second)
		b.shows("Your microphone is closed after 30 seconds of silence.")
	})
	inMeeting(t, "a statement is sent as it is typed", func(t *testing.T) {
		b := join(t, 80, 24)
		debate(b)
		b.Ctrl('r')
		b.accept()
		b.other(chair, meeting.Floored{Act: floor.Give{Number: 4}})
		b.Ctrl('p')
		b.Type("Speak in writing\n")
		b.shows("Statement:")
		b.Type("Ghana can live")
		time.Sleep(700 * time.Millisecond)
		b.accept()
		stated := func(want string, done bool) {
			t.Helper()
			all := b.log.Proceedings().Statements
			if len(all) != 1 || all[0].Text != want || all[0].Done != done {
				t.Errorf("got %+v, want %q", all, want)
			}
		}
		stated("Ghana can live", false)
		b.Press(tea.Key{Code: tea.KeyBackspace}, tea.Key{Code: tea.KeyBackspace}, tea.Key{Code: tea.KeyBackspace}, tea.Key{Code: tea.KeyBackspace})
		b.Type("accept\n")
		b.accept()
		stated("Ghana can accept\n", false)
		b.Type("Thank you.")
		b.Press(esc)
		b.accept()
		stated("Ghana can accept\nThank you.", true)
		b.other(chair, meeting.Floored{Act: floor.End{}})
		b.other(chair, meeting.Floored{Act: floor.Give{Number: 2}})
		b.other(mali, meeting.Stated{Text: "Mali supports it"})
		b.shows("Statement, Mali: Mali supports it")
	})
}

func TestTheChairRunsTheFloorWithTwoKeys(t *testing.T) {
	inMeeting(t, "from the list", func(t *testing.T) {
		b := sit(t, 80, 24)
		b.me.Role = meeting.Chair
		b.up()
		b.welcome()
		debate(b)
		for _, tt := range []struct {
			keys string
			want floor.Act
		}{
			{"g", floor.Give{}},
			{"l", floor.List{}},
			{"qp", floor.Pass{}},
			{"qe", floor.End{}},
			{"qg", floor.Give{Number: 3}},
			{"qn", floor.Move{Number: 3, To: 2}},
			{"qo", floor.Set{Mode: floor.Open}},
		} {
			b.Type(tt.keys)
			b.sentLast(meeting.Floored{Act: tt.want})
			b.Press(esc)
		}
		b.Type("q")
		b.Press(down)
		b.Type("m")
		b.sentLast(meeting.Floored{Act: floor.Move{Number: 2, To: 1}})
		b.Press(esc)
		b.Type("qt2m\n")
		b.sentLast(meeting.Floored{Act: floor.Limit{Per: 2 * time.Minute}})
	})
}

func TestCaptionsOnTheScreen(t *testing.T) {
	inMeeting(t, "two lines below the panes, and scroll back in a pane", func(t *testing.T) {
		b := join(t, 80, 24)
		debate(b)
		scribe := meeting.Person{Number: 50, Session: meeting.Session{50}, Name: "Scribe", Role: meeting.Captioner}
		b.other(scribe, meeting.Entered{Person: scribe})
		b.other(scribe, meeting.Captioned{Speaker: "Chair", Text: "Brazil has the floor."})
		b.other(scribe, meeting.Captioned{Text: "we can live with \"shall\" provided the brackets around regional are kept until the afternoon."})
		time.Sleep(20 * time.Second)
		b.golden("captions-80x24")
		b.Press(tab, tab, tab, tab, tab)
		b.shows("CAPTIONS ── 2 lines")
		b.shows("Chair: Brazil has the floor.")
		b.hides("CAP Brazil")
		b.Press(esc)
		b.shows("CAP Brazil")
		time.Sleep(3 * time.Minute)
		b.hides("CAP Brazil")
	})
}

func TestHandsAgendaAndLinesToSome(t *testing.T) {
	inMeeting(t, "a hand is shown", func(t *testing.T) {
		b := join(t, 80, 24)
		debate(b)
		b.other(chair, meeting.HandsAsked{Question: "Can we go on?"})
		b.shows("The chair asks: Can we go on?")
		b.Ctrl('p')
		b.Type("my delegation's hand\n")
		b.shows("SHOW OF HANDS")
		b.Press(down, enter)
		b.sentLast(meeting.HandShown{Choice: meeting.No})
	})
	inMeeting(t, "the agenda is read", func(t *testing.T) {
		b := join(t, 80, 24)
		b.other(chair, meeting.AgendaSet{Items: []string{"Opening", "Draft"}})
		b.other(chair, meeting.ItemTaken{Item: 2})
		b.shows("Item 2: Draft")
		b.Ctrl('p')
		b.Type("agenda\n")
		b.shows("Now: 2. Draft")
	})
	inMeeting(t, "a line to the chair is said to be one", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Press(tab)
		b.Type("to chair: we need a break\n")
		b.sentLast(meeting.Confided{For: meeting.Audience{To: meeting.ToChair}, Text: "we need a break"})
		b.shows("to the chair: we need a break (waiting)")
	})
}

// sentLast checks what this person asked for last.
func (b *bench) sentLast(want meeting.Ask) {
	b.t.Helper()
	sent := b.told().sent
	if len(sent) == 0 || sent[len(sent)-1].Ask != want {
		b.t.Errorf("sent %+v, want %+v at the end", sent, want)
	}
}

func TestAPreparedStatementIsReadyInTheListAndDeliveredInItsTurn(t *testing.T) {
	inMeeting(t, "", func(t *testing.T) {
		b := join(t, 80, 24)
		b.other(you, meeting.Entered{Person: you})
		b.other(you, meeting.Floored{Act: floor.Ask{On: "P-31"}})
		b.other(you, meeting.Prepared{Request: 1, Ready: true, Text: "We support P-31."})
		b.shows("The statement is ready for your turn")
		b.shows("statement ready")
		b.other(chair, meeting.Floored{Act: floor.Give{}})
		b.shows("delivers your statement.")
		b.Press(esc)
		b.Type("j")
		b.told()
		if sent := b.wire.soFar().sent; len(sent) != 1 || sent[0].Ask != (meeting.Delivered{}) {
			t.Errorf("sent %+v", sent)
		}
		b.other(amina, meeting.Delivered{Request: 9, By: amina.Member(), On: "R2", Text: "We thank you,\nand agree."})
		b.shows("Statement, Kenya: We thank you")
		b.Ctrl('p')
		b.Type("read the statements\n")
		b.shows("and agree.")
	})
}

func TestAStatementIsPreparedFromTheList(t *testing.T) {
	inMeeting(t, "", func(t *testing.T) {
		b := join(t, 80, 24)
		b.other(you, meeting.Entered{Person: you})
		b.other(you, meeting.Floored{Act: floor.Ask{}})
		b.Type("q")
		b.Type("w")
		b.Type("We agree.\n")
		b.told()
		if sent := b.wire.soFar().sent; len(sent) != 1 || sent[0].Ask != (meeting.Prepared{Text: "We agree."}) {
			t.Errorf("sent %+v", sent)
		}
	})
}
