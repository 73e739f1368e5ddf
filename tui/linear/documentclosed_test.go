package linear_test

import (
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/meeting"
)

func TestADocumentIsClosedAndOpenedAgainInLines(t *testing.T) {
	t.Run("by the chair", func(t *testing.T) {
		was := amina
		amina = chair
		defer func() { amina = was }()
		meetWithAnnex(t, nil, func(t *testing.T, r *room) {
			r.types("document close 3", "document reopen 2", "document close", "document close 2")
			r.hears("Not done: there is no document 3, the meeting has 2 documents: documents lists them.",
				"Not done: not now: no document is closed.",
				"Not done: it is not said which document: its number, as documents lists it: type document N.",
				"Document 2, Annex, is closed: it is read, and nothing in it changes.")
		})
	})
	meetWithAnnex(t, nil, func(t *testing.T, r *room) {
		r.types("document close 2", "document 2")
		r.hears("Not done: not now: only the chair may do this.", "You are in document 2, Annex. Draft 3, 2 lines. Document 1 is before the meeting; document follow goes there.")
		r.ben(meeting.DocumentClosed{Number: 2, On: true})
		time.Sleep(3 * time.Second)
		r.types("edit 1 Annex => ANNEX", "propose 1 Annex => ANNEX", "documents", "where")
		r.hears("Document 2, Annex, is closed: it is read, and nothing in it changes.",
			"Not done: the document is closed, and nothing in it changes until the chair opens it again.",
			"Not done: the document is closed, and nothing in it changes until the chair opens it again.",
			"2 documents.", "1: Resolution 50, 3 lines, before the meeting.", "2: Annex, opened by Ben, 2 lines, closed by the chair, you are here.",
			"You look elsewhere: document follow goes along with the meeting.",
			"No line was read yet, of 2. Draft 3 of Annex. Nobody is heard. Microphone off. Link text only. This is document 2 of 2. The document is closed: nothing in it changes until the chair opens it again. Document 1 is before the meeting; document follow goes there.")
		r.ben(meeting.DocumentClosed{Number: 2})
		time.Sleep(3 * time.Second)
		r.types("edit 1 Annex => ANNEX")
		r.hears("Document 2, Annex, is open again.", "Line 1 now: ANNEX A")
	})
}

func TestWhoComesIsToldAmongWhichDocumentsAndThatOneIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, withAnnexes(nil))
		r.mustApply(meeting.Entered{Person: amina}, meeting.Person{}, 0)
		r.mustApply(meeting.DocumentOpened{Number: 2, Title: "Annex"}, ben, r.log.Last(ben.Number)+1)
		r.mustApply(meeting.DocumentClosed{Number: 1, On: true}, ben, r.log.Last(ben.Number)+1)
		r.welcome()
		r.hears("Connecting.", "Joined. Resolution 50. Draft 5, 3 lines. 2 people here. You are Amina (Kenya), delegate. This is document 1 of 2. The document is closed: nothing in it changes until the chair opens it again.")
		r.in.Close()
	})
}
