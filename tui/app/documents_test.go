package app_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/delta"
	collabdraft "parley/collab/draft"
	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/app"
	"parley/tui/word"
)

// An annex is document 2 of a bench's meeting, as the server has it.
type annex struct {
	*bench
	line *wire
	log  *meeting.State
}

const annexText = `Annex

1. Each region names a focal point.
2. Focal points meet every year.
3. The Secretariat reports.`

// annexed is a screen in a meeting that has a document 2, of which nothing has
// come yet.
func annexed(t *testing.T, w, h int, change ...func(*app.Config)) *annex {
	t.Helper()
	a := unannexed(t, w, h, change...)
	a.happens(1, 90, meeting.DocumentOpened{Number: 2, Title: "Annex A"})
	a.up()
	a.bench.welcome()
	return a
}

// unannexed is a screen whose meeting has no document 2 yet, and whose line is not up.
func unannexed(t *testing.T, w, h int, change ...func(*app.Config)) *annex {
	t.Helper()
	a := &annex{line: &wire{}, log: meeting.New()}
	a.bench = sit(t, w, h, append(change, func(c *app.Config) { c.Document = func(int) app.Line { return a.line } })...)
	a.inAnnex(0, meeting.Opened{Title: "Annex A", Text: annexText})
	a.inAnnex(0, meeting.Served{First: 1})
	for _, p := range []meeting.Person{chair, amina, you} {
		a.inAnnex(p.Number, meeting.Entered{Person: p})
	}
	return a
}

// inAnnex puts an event into the annex's log.
func (a *annex) inAnnex(by text.Author, what meeting.What) meeting.Event {
	a.t.Helper()
	e := meeting.Event{Number: a.log.Head() + 1, At: time.Now().UTC(), By: by, Command: uint64(a.log.Head()), Base: a.log.Head(), What: what}
	if err := a.log.Apply(e); err != nil {
		a.t.Fatal(err)
	}
	return e
}

// arrives has the text of the annex come.
func (a *annex) arrives() {
	a.says(meeting.LinkChanged{State: meeting.Up, Since: time.Now()})
	a.says(meeting.Welcome{You: a.me, Document: 2, Title: "Annex A", Head: a.log.Head(), Snapshot: a.log.Snapshot(a.log.Head()), Present: 3})
}

// says is what the annex's line tells.
func (a *annex) says(n meeting.Notice) { a.Send(meeting.InDocument{Document: 2, Notice: n}) }

// edits has Amina do something in the annex.
func (a *annex) edits(what meeting.What) {
	a.says(meeting.Happened{Event: a.inAnnex(amina.Number, what)})
}

// goes goes to a document from the list.
func (b *bench) goes(title string) {
	b.t.Helper()
	b.Press(tea.Key{Code: tea.KeyF11})
	b.shows("GO TO A DOCUMENT")
	for range 3 {
		if strings.Contains(b.Text(), "> "+title) {
			b.Press(enter)
			return
		}
		b.Press(down)
	}
	for range 3 {
		b.Press(tea.Key{Code: tea.KeyUp})
		if strings.Contains(b.Text(), "> "+title) {
			b.Press(enter)
			return
		}
	}
	b.t.Fatalf("no %q in the list:\n%s", title, b.Text())
}

func TestTheDocumentInView(t *testing.T) {
	inMeeting(t, "is the one before the meeting, and comes when its text is here", func(t *testing.T) {
		a := annexed(t, 100, 24)
		a.shows("DOCUMENT 1 v")
		a.other(chair, meeting.DocumentBefore{Number: 2})
		a.shows("Before the meeting now: document 2, Annex A.")
		a.shows("DOCUMENT 1 v")
		a.arrives()
		a.shows("DOCUMENT 2 v")
		a.shows("Annex A")
		a.shows("1. Each region names a focal point.")
		a.hides("ELSEWHERE")
	})
	inMeeting(t, "is elsewhere where the person goes, and stays so", func(t *testing.T) {
		a := annexed(t, 80, 24)
		a.Press(down, down)
		a.goes("2  Annex A")
		a.shows("Document 2, Annex A, comes into view when its text is here.")
		a.arrives()
		a.Press(down)
		a.golden("document-80x24")
		a.other(chair, meeting.DocumentBefore{Number: 1})
		a.shows("READING, ELSEWHERE")
		a.Press(tea.Key{Code: tea.KeyF11})
		a.golden("documents-80x24")
		a.Press(esc)
		a.Ctrl('p')
		a.Type("go along")
		a.Press(enter)
		a.shows("DOCUMENT 1 v")
		a.shows("line 3, column 1") // where it was left
		a.goes("2  Annex A")
		a.shows("line 2, column 1")
	})
	inMeeting(t, "is gone along with again once the meeting comes there", func(t *testing.T) {
		a := annexed(t, 100, 24)
		a.goes("2  Annex A")
		a.arrives()
		a.shows("ELSEWHERE")
		a.other(chair, meeting.DocumentBefore{Number: 2})
		a.hides("ELSEWHERE")
		a.other(chair, meeting.DocumentBefore{Number: 1})
		a.shows("DOCUMENT 1 v")
	})
	inMeeting(t, "is not taken away from who writes", func(t *testing.T) {
		a := annexed(t, 120, 24)
		a.Type("i")
		a.Type("Now ")
		a.arrives() // an earlier run of this person left something
		a.other(chair, meeting.DocumentBefore{Number: 2})
		a.shows("You go there when you are done here.")
		a.Type("then ")
		a.shows("Now then ")
		a.shows("WRITING, ELSEWHERE")
		a.Press(esc)
		a.shows("DOCUMENT 2 v")
		a.shows("READING")
	})
	inMeeting(t, "is not taken away under a list", func(t *testing.T) {
		a := annexed(t, 100, 24)
		a.arrives()
		a.Press(enter)
		a.other(chair, meeting.DocumentBefore{Number: 2})
		a.shows("WHAT CAN BE DONE HERE")
		a.Press(esc)
		a.shows("DOCUMENT 2 v")
	})
	inMeeting(t, "beside a wide screen's panes", func(t *testing.T) {
		a := annexed(t, 120, 40)
		a.goes("2  Annex A")
		a.arrives()
		a.edits(meeting.Proposed{Wording: collabdraft.Wording{Kind: collabdraft.Change, Para: a.log.Overlay().ID(3), Was: a.log.Text().Line(2), Text: "1. Each region names two focal points."}})
		time.Sleep(time.Second)
		a.golden("document-120x40")
	})
	inMeeting(t, "in French", func(t *testing.T) {
		if err := word.Use("fr"); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = word.Use(word.English) }() // English is always there
		a := annexed(t, 80, 24)
		a.Press(tea.Key{Code: tea.KeyF11})
		a.Press(down, enter)
		a.arrives()
		a.golden("document-french-80x24")
	})
}

func TestWhatIsDoneInADocumentIsDoneThere(t *testing.T) {
	inMeeting(t, "typing and undo", func(t *testing.T) {
		a := annexed(t, 100, 24)
		a.Type("i")
		a.Type("First ")
		a.Press(esc)
		a.goes("2  Annex A")
		a.arrives()
		a.Type("i")
		a.Type("Second ")
		a.shows("Second Annex")
		time.Sleep(time.Second)
		first, second := a.told().sent, a.line.soFar().sent
		if len(first) != 1 || len(second) != 1 {
			t.Fatalf("%d changes went to the first document and %d to the second, want one each", len(first), len(second))
		}
		a.Ctrl('u')
		a.hides("Second")
		a.Press(esc)
		a.goes("1  Res. 50 ad hoc")
		a.shows("First The ad hoc group")
	})
	inMeeting(t, "others see the cursor only where it is", func(t *testing.T) {
		a := annexed(t, 100, 24)
		a.arrives()
		a.Type("i")
		a.Press(down, down)
		time.Sleep(time.Second)
		a.goes("2  Annex A")
		a.shows("DOCUMENT 2")
		pointed := a.told().pointed
		if n := len(pointed); n == 0 || !pointed[n-1].Left {
			t.Errorf("the first document was told %+v, want at last that the cursor left", pointed)
		}
		a.hides("WRITING")
	})
	inMeeting(t, "a request for the floor names it where it is elsewhere", func(t *testing.T) {
		a := annexed(t, 100, 24)
		ask := func(words string) any {
			a.Ctrl('p')
			a.Type("floor, and say")
			a.Press(enter)
			a.Type(words)
			a.Press(enter)
			sent := a.told().sent
			return sent[len(sent)-1].Ask
		}
		a.arrives()
		a.goes("2  Annex A")
		if got, want := ask("on P-31"), (meeting.Floored{Act: floor.Ask{On: "2/P-31"}}); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
	inMeeting(t, "what a request is about is gone to from the speakers' list", func(t *testing.T) {
		a := annexed(t, 100, 24)
		a.shows("You are in. 3 people are here. 2 documents; m lists them.")
		a.arrives()
		a.other(amina, meeting.Floored{Act: floor.Ask{On: "2/4"}})
		a.other(chair, meeting.Floored{Act: floor.Ask{On: "6"}})
		a.Type("q")
		a.shows("on 2/4")
		a.Type("r")
		a.shows("DOCUMENT 2 v")
		a.shows("line 4, column 1")
		a.Type("q")
		a.Press(down)
		a.Type("r")
		a.shows("DOCUMENT 1 v")
		a.shows("line 6, column 1")
	})
	inMeeting(t, "an objection rings for who looks elsewhere, and asks for the floor of the meeting", func(t *testing.T) {
		a := annexed(t, 100, 24)
		a.arrives()
		a.edits(meeting.Proposed{Wording: collabdraft.Wording{Kind: collabdraft.Change, Para: a.log.Overlay().ID(3), Was: a.log.Text().Line(2), Text: "1. Each region names two focal points."}})
		a.shows("Document 2: Proposed: P-1 change line 3, Kenya. m goes there.")
		a.says(meeting.Happened{Event: a.inAnnex(chair.Number, meeting.ObjectionsAsked{Proposal: 1})})
		a.shows("Document 2: Any objection to P-1? m goes there.")
		time.Sleep(5 * time.Second)
		a.shows("Document 2: Any objection to P-1? 0:5")
		a.goes("2  Annex A")
		a.Type("o")
		sent := a.told().sent
		if len(sent) != 1 {
			t.Fatalf("the meeting was told %+v, want the request for the floor", sent)
		}
		if got, want := sent[0].Ask, (meeting.Floored{Act: floor.Ask{On: "2/P-1"}}); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
}

func TestGoingToAPlaceInAnotherDocument(t *testing.T) {
	inMeeting(t, "by its number and a stroke", func(t *testing.T) {
		a := annexed(t, 100, 24)
		a.Ctrl('g')
		a.Type("3/1")
		a.Press(enter)
		a.shows("there is no document 3: they go from 1 to 2")
		a.Press(esc)
		a.Ctrl('g')
		a.Type("2/4")
		a.Press(enter)
		a.arrives()
		a.shows("DOCUMENT 2 v")
		a.shows("line 4, column 1")
		a.Ctrl('g')
		a.Type("1/")
		a.Press(enter)
		a.shows("DOCUMENT 1 v")
		a.Ctrl('g')
		a.Type("2/P-9")
		a.Press(enter)
		a.shows("There is no P-9.")
	})
}

func TestWhatWasMissedInTheOtherDocumentIsToldToo(t *testing.T) {
	inMeeting(t, "in one report", func(t *testing.T) {
		a := annexed(t, 160, 24)
		a.arrives()
		lost := meeting.LinkChanged{State: meeting.Dialling, Attempt: 1, Since: time.Now()}
		a.Send(lost)
		a.says(lost)
		time.Sleep(130 * time.Second)
		said := a.happens(amina.Number, 91, meeting.Said{Text: "please read the annex"})
		wrote := a.inAnnex(amina.Number, meeting.Edited{Delta: delta.Replace(a.log.Text().Len(), 0, 0, "New ")})
		a.Send(meeting.Welcome{You: a.me, Document: 2, Head: a.bench.log.Head(), Present: 3})
		a.up()
		a.Send(meeting.Happened{Event: said})
		a.says(meeting.Welcome{You: a.me, Document: 2, Head: a.log.Head(), Present: 3})
		a.says(meeting.LinkChanged{State: meeting.Up, Since: time.Now()})
		a.says(meeting.Happened{Event: wrote})
		a.shows("1 chat message; Document 2: 1 change by 1 person in line 1.")
		a.Press(tea.Key{Code: tea.KeyF12})
		a.shows("please read the annex")
		a.shows("{++New ++}Annex")
	})
}

func TestMyProposalsOfTheOtherDocument(t *testing.T) {
	inMeeting(t, "are listed, too, and lead there", func(t *testing.T) {
		a := annexed(t, 100, 24)
		a.arrives()
		w := collabdraft.Wording{Kind: collabdraft.Remove, Para: a.log.Overlay().ID(4), Was: a.log.Text().Line(3)}
		a.says(meeting.Happened{Event: a.inAnnex(you.Number, meeting.Proposed{Wording: w})})
		a.Ctrl('g')
		a.Type("my proposals\n")
		a.shows("> Document 2: P-1 delete line 4, Ghana. not decided")
		a.Press(enter)
		a.shows("DOCUMENT 2 v")
		a.shows("line 4, column 1")
	})
}

func TestFollowingTheChairIntoAnotherDocument(t *testing.T) {
	inMeeting(t, "and back to where one was", func(t *testing.T) {
		a := annexed(t, 100, 24)
		at := func(line int) {
			offset := a.log.Text().LineStart(line - 1)
			a.says(meeting.Pointed{By: chair.Number, Base: a.log.Head(), At: offset, Anchor: offset})
		}
		a.arrives()
		a.Press(down, down)
		a.Type("f")
		a.shows("READING, FOLLOWING ──")
		at(4)
		a.shows("DOCUMENT 2 v")
		a.shows("READING, FOLLOWING, ELSEWHERE")
		a.shows("line 4, column 1")
		at(5)
		a.shows("line 5, column 1")
		a.Type("f")
		a.shows("DOCUMENT 1 v")
		a.shows("line 3, column 1")
		a.hides("FOLLOWING")
		a.Type("f")
		a.shows("DOCUMENT 2 v")
		a.goes("1  Res. 50")
		a.shows("DOCUMENT 1 v")
		a.hides("FOLLOWING")
		at(4)
		a.shows("DOCUMENT 1 v")
	})
}
