package app_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/meeting"
)

func TestADocumentIsClosedAndOpenedAgain(t *testing.T) {
	inMeeting(t, "by the chair, from a list", func(t *testing.T) {
		a := unannexed(t, 80, 24)
		a.me.Role = meeting.Chair
		a.happens(1, 90, meeting.DocumentOpened{Number: 2, Title: "Annex A"})
		a.up()
		a.bench.welcome()
		a.chooses("Open a closed document again")
		a.shows("no document is closed")
		a.Press(esc, esc)
		a.chooses("Close a document")
		a.shows("CLOSE A DOCUMENT")
		a.Press(down, enter)
		a.sentLast(meeting.DocumentClosed{Number: 2, On: true})
		a.other(a.me, meeting.DocumentClosed{Number: 2, On: true})
		a.shows("Document 2, Annex A, is closed: it is read, and nothing in it changes.")
		a.Press(tea.Key{Code: tea.KeyF11})
		a.shows("2  Annex A, closed by the chair")
		a.Press(esc)
		a.chooses("Open a closed document again")
		a.hides("1  ")
		a.Press(enter)
		a.sentLast(meeting.DocumentClosed{Number: 2})
		a.other(a.me, meeting.DocumentClosed{Number: 2})
		a.shows("Document 2, Annex A, is open again.")
	})
	inMeeting(t, "and who writes in it goes back to reading, and is told why nothing can be done", func(t *testing.T) {
		a := annexed(t, 80, 24)
		a.goes("2  Annex A")
		a.arrives()
		a.Type("i")
		a.shows("WRITING")
		a.other(chair, meeting.DocumentClosed{Number: 2, On: true})
		a.shows("READING, CLOSED, ELSEWHERE")
		a.Type("i")
		a.shows("This document is closed: nothing in it changes until the chair opens it again.")
		a.Press(enter)
		a.shows("document is closed")
		a.Press(esc)
		a.goes("1  ")
		a.hides("CLOSED")
		a.Type("i")
		a.shows("WRITING")
		a.Press(esc)
		a.goes("2  Annex A")
		a.shows("It is closed: nothing in it changes.")
		a.other(chair, meeting.DocumentClosed{Number: 2})
		a.hides("CLOSED")
		a.Type("i")
		a.shows("WRITING")
	})
	inMeeting(t, "and what was typed last and not sent yet is not lost without a word", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Type("iWHEREAS ")
		b.other(chair, meeting.DocumentClosed{Number: 1, On: true})
		time.Sleep(time.Second)
		sent := b.told().sent
		b.Send(meeting.Refused{Command: sent[len(sent)-1].Number, Why: meeting.DocumentIsClosed})
		b.shows("Not taken, the document is closed, and nothing in it changes until the chair")
	})
}
