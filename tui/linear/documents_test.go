package linear_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	paper "parley/collab/draft"
	"parley/collab/meeting"
	"parley/tui/linear"
	"parley/tui/wording"
)

const annexed = "Annex A\nThe network reaches [all] regions.\n"

// withAnnexes gives the front lines to other documents than the first, each of
// which is here at once unless the room is slow.
func withAnnexes(change func(*linear.Config)) func(*linear.Config) {
	return func(c *linear.Config) {
		if change != nil {
			change(c)
		}
		c.Document = c.Line.(*room).annex
		c.Open = func(file string) (wording.Opened, error) {
			if file == "none.md" {
				return wording.Opened{}, errors.New("there is no file none.md")
			}
			o := wording.Opened{Title: strings.TrimSuffix(file, ".md"), Text: annexed}
			if o.Title == "Marked" {
				o.Marked = func(table *meeting.Table) ([]paper.Wording, error) {
					return []paper.Wording{
						{Kind: paper.Change, Para: table.ID(2), Was: "The network reaches [all] regions.", Text: "The network reaches [all] places."},
						{Kind: paper.Remove, Para: 99, Was: "not there"},
					}, nil
				}
			}
			return o, nil
		}
	}
}

// annex is the line to document n.
func (r *room) annex(n int) linear.Line {
	a := &room{t: r.t, whole: r, number: n, log: meeting.New(), seen: 3}
	a.mustApply(meeting.Opened{Title: "Annex", Text: annexed}, meeting.Person{}, 0)
	a.mustApply(meeting.Entered{Person: ben}, meeting.Person{}, 0)
	a.mustApply(meeting.Entered{Person: amina}, meeting.Person{}, 0)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.annexes == nil {
		r.annexes = map[int]*room{}
	}
	r.annexes[n] = a
	if !r.slow {
		a.arrives()
	}
	return a
}

// arrives lets amina in.
func (a *room) arrives() {
	a.tell(meeting.LinkChanged{State: meeting.Dialling, Attempt: 1})
	a.tell(meeting.Welcome{You: amina, Document: a.number, Title: a.log.Title(), Head: a.log.Head(), Snapshot: a.log.Snapshot(a.log.Head()), Present: 2})
	a.tell(meeting.LinkChanged{State: meeting.Up, RoundTrip: 80 * time.Millisecond})
}

// document returns the room of document n.
func (r *room) document(n int) *room {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.annexes[n]
}

// meetWithAnnex runs a test with amina in a room in which ben has opened a
// second document.
func meetWithAnnex(t *testing.T, change func(*linear.Config), test func(t *testing.T, r *room)) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, withAnnexes(change))
		r.mustApply(meeting.Entered{Person: amina}, meeting.Person{}, 0)
		r.mustApply(meeting.DocumentOpened{Number: 2, Title: "Annex"}, ben, r.log.Last(ben.Number)+1)
		r.welcome()
		time.Sleep(3 * time.Second)
		r.said()
		test(t, r)
		r.in.Close()
	})
}

func TestWhatIsReadAndWrittenIsOfTheDocumentInView(t *testing.T) {
	meetWithAnnex(t, nil, func(t *testing.T, r *room) {
		r.types("documents", "document 2", "read 1", "edit 2 reaches => connects", "wait sent", "documents")
		r.hears("2 documents.", "1: Resolution 50, 3 lines, before the meeting, you are here.", "2: Annex, opened by Ben.",
			"You are in document 2, Annex. Draft 3, 2 lines. Document 1 is before the meeting; document follow goes there.",
			"Line 1. Annex A", "Line 2 now: The network connects [all] regions.", "Waited for: sent.",
			"2 documents.", "1: Resolution 50, 3 lines, before the meeting.", "2: Annex, opened by Ben, 2 lines, you are here.",
			"You look elsewhere: document follow goes along with the meeting.")
		r.types("brackets", "propose 1 Annex => ANNEX")
		time.Sleep(3 * time.Second)
		r.types("proposals")
		r.types("undo", "wait sent", "where", "document follow", "read 1", "brackets")
		r.hears("1 bracket open.", "#1, line 2: all.",
			"Proposed: delete: Annex; insert: ANNEX. Sent, waiting.",
			"Document 2: Received. P-1, change, on line 1, by Kenya: delete: Annex; insert: ANNEX. Not decided.",
			"Document 2: P-1 is on the screen of 3 of 3.", "P-1, change, on line 1, by Kenya: delete: Annex; insert: ANNEX. Not decided.",
			"Taken back. Line 2 now: The network reaches [all] regions.", "Waited for: sent.",
			"Line 2 of 2. Draft 6 of Annex. Nobody is heard. Microphone off. Link text only. This is document 2 of 2. Document 1 is before the meeting; document follow goes there.",
			"You are in document 1, Resolution 50. Draft 4, 3 lines.", "Line 1. The Assembly,", "0 brackets open.")
		if got, want := r.document(2).log.Text().String(), annexed; got != want {
			t.Errorf("the annex reads %q, want %q", got, want)
		}
	})
}

func TestOthersInAnotherDocumentAreToldWithItsNumber(t *testing.T) {
	meetWithAnnex(t, nil, func(t *testing.T, r *room) {
		r.types("document 2", "document 1")
		r.said()
		r.document(2).benWrites(0, 5, "ANNEX")
		r.later("Document 2: Ben wrote in line 1: ANNEX A")
		r.document(2).benProposes(2, "The network reaches [all] places.")
		r.later("Document 2: Proposal P-1, change, on line 2, by Ben: delete: regions; insert: places. Not decided.")
		r.benWrites(0, 3, "This")
		r.later("Ben wrote in line 1: This Assembly,")
		r.types("document 2")
		r.said()
		r.benWrites(0, 4, "The")
		r.document(2).benWrites(0, 5, "Annex")
		r.later("Document 1: Ben wrote in line 1: The Assembly,", "Document 2: Ben wrote in line 1: Annex A")
	})
}

func TestAProgramIsToldTheDocumentThatIsNotTheFirst(t *testing.T) {
	meetWithAnnex(t, asJSON, func(t *testing.T, r *room) {
		r.types("document 2")
		r.said()
		r.document(2).benWrites(0, 5, "<b>")
		r.types()
		r.benWrites(0, 3, "This")
		r.types("read 1", "chat hello")
		r.hears(`{"event":"edit","number":4,"by":"Ben","person":2,"line":1,"text":"<b> A","inserted":"<b>","deleted":5,"document":2}`,
			`{"event":"edit","number":5,"by":"Ben","person":2,"line":1,"text":"This Assembly,","inserted":"This","deleted":3}`,
			`{"event":"read","version":4,"line":1,"lines":2,"text":"<b> A","document":2}`,
			`{"event":"chat","number":6,"by":"Amina (Kenya)","person":1,"text":"hello","own":true}`)
	})
}

func TestWhoFollowsGoesWithTheMeetingAndWhoDoesNotStays(t *testing.T) {
	meetWithAnnex(t, nil, func(t *testing.T, r *room) {
		r.ben(meeting.DocumentBefore{Number: 2})
		r.types("read 1") // of the document that the meeting deals with
		r.hears("Document 2 is before the meeting: Annex.", "You are in document 2, Annex. Draft 3, 2 lines.", "Line 1. Annex A")
		r.types("document 1")
		r.hears("You are in document 1, Resolution 50. Draft 5, 3 lines. Document 2 is before the meeting; document follow goes there.")
		r.ben(meeting.DocumentBefore{Number: 2})
		r.later("Document 2 is before the meeting: Annex. document follow goes there.")
		r.types("document follow", "read 1")
		r.hears("You are in document 2, Annex. Draft 3, 2 lines.", "Line 1. Annex A")
		r.types("document 1")
		r.said()
		r.ben(meeting.DocumentBefore{Number: 1}) // the meeting comes to where she is
		r.ben(meeting.DocumentBefore{Number: 2})
		r.later("Document 1 is before the meeting: Resolution 50.", "Document 2 is before the meeting: Annex.", "You are in document 2, Annex. Draft 3, 2 lines.")
	})
}

func TestWhatWasMeantForTheDocumentBeforeIsNotWrittenIntoTheNext(t *testing.T) {
	meetWithAnnex(t, nil, func(t *testing.T, r *room) {
		moved := func(n int) {
			r.ben(meeting.DocumentBefore{Number: n})
			time.Sleep(3 * time.Second)
			r.said()
		}
		refused := "Not done: the meeting went to document 2, Annex, just before: say it again if it is meant for that one."
		moved(2)
		r.types("edit 1 Annex => ANNEX")
		r.hears(refused)
		r.types("edit 1 Annex => ANNEX")
		r.hears("Line 1 now: ANNEX A")
		moved(1)
		moved(2)
		r.types("read 1", "edit 1 ANNEX => Annex") // she knows where she is
		r.hears("Line 1. ANNEX A", "Line 1 now: Annex A")
		moved(1)
		moved(2)
		time.Sleep(10 * time.Second)
		r.types("edit 1 Annex => ANNEX")
		r.hears("Line 1 now: ANNEX A")
	})
}

func TestWhoWaitsForADocumentWritesInItAtOnce(t *testing.T) {
	meetWithAnnex(t, nil, func(t *testing.T, r *room) {
		r.types("wait document")
		r.ben(meeting.DocumentBefore{Number: 2})
		r.types("edit 1 Annex => ANNEX")
		r.later("Document 2 is before the meeting: Annex.", "Waited for: document.", "You are in document 2, Annex. Draft 3, 2 lines.", "Line 1 now: ANNEX A")
	})
}

func TestADocumentThatDoesNotComeLeavesOneWhereOneIs(t *testing.T) {
	meetWithAnnex(t, nil, func(t *testing.T, r *room) {
		r.slow = true
		r.types("document 2", "read 1")
		r.hears()
		time.Sleep(31 * time.Second)
		r.hears("Not done: document 2 has not come yet: try again when the link is up (status).", "Line 1. The Assembly,")
		r.types("document 2")
		time.Sleep(5 * time.Second)
		r.document(2).arrives()
		r.hears("You are in document 2, Annex. Draft 3, 2 lines. Document 1 is before the meeting; document follow goes there.")
		r.types("document 3")
		r.hears("Not done: there is no document 3, the meeting has 2 documents: documents lists them.")
	})
}

func TestADocumentWhoseLineHasEndedIsNotWaitedFor(t *testing.T) {
	meetWithAnnex(t, nil, func(t *testing.T, r *room) {
		r.slow = true
		r.types("document 2")
		r.document(2).tell(meeting.LinkChanged{State: meeting.Ended, Why: errors.New("the meeting has no such document")})
		r.hears("Document 2: Its line has ended: the meeting has no such document.", "Not done: document 2 has not come yet: try again when the link is up (status).")
		r.ben(meeting.DocumentBefore{Number: 2})
		r.types("read 1")
		r.hears("Document 2 is before the meeting: Annex.", "Line 1. The Assembly,")
	})
}

func TestWhatIsWrittenInAnotherDocumentIsWaitedForAtTheEnd(t *testing.T) {
	meetWithAnnex(t, nil, func(t *testing.T, r *room) {
		r.types("document 2")
		r.said()
		r.document(2).silent = true
		r.types("add 0 never received", "document 1", "status")
		if said := strings.Join(r.said(), "\n"); !strings.Contains(said, "1 change or line of yours not received yet") {
			t.Errorf("status does not say that a change of the annex waits: %s", said)
		}
		r.types("quit")
		time.Sleep(25 * time.Second)
		r.hears("Left. Not received by the server: 1 change or line of yours.")
		if err := <-r.ended; !errors.Is(err, linear.ErrFailed) {
			t.Errorf("got %v, want ErrFailed", err)
		}
	})
}

func TestAPlaceInAnotherDocumentIsGoneToAndAskedFor(t *testing.T) {
	meetWithAnnex(t, nil, func(t *testing.T, r *room) {
		r.types("2/2", "floor 2 a word")
		r.hears("You are in document 2, Annex. Draft 3, 2 lines. Document 1 is before the meeting; document follow goes there.",
			"Line 2. The network reaches open bracket 1 all close bracket 1 regions.",
			"Request sent.", "Received. You are next.")
		r.types("withdraw", "floor on 2 a word", "queue")
		r.hears("Withdrawn.", "Request sent.", "Received. You are next.", "Nobody has the floor. 1 waits.", "1: you, Kenya, on 2/2: a word.")
	})
}

func TestAProposalInAnotherDocumentIsTurnedToFromWhereOneIs(t *testing.T) {
	meetWithAnnex(t, nil, func(t *testing.T, r *room) {
		r.types("read 2/1")
		r.hears("Document 2: Line 1. Annex A")
		r.document(2).benProposes(2, "The network reaches [all] places.")
		r.later("Document 2: Proposal P-1, change, on line 2, by Ben: delete: regions; insert: places. Not decided.")
		r.document(2).ben(meeting.ObjectionsAsked{Proposal: 1})
		r.later("Document 2: Any objection to P-1? Waiting until all have the text. object 2/1 objects.")
		r.types("support 2/P-1")
		r.hears("Document 2: Support P-1. Sent, waiting.", "Document 2: You support P-1. Kenya supports. Not decided.")
		r.types("object 1", "edit 2/1 A => B", "support 3/1", "where")
		r.hears("Not done: there is no P-1: proposals lists those that there are.",
			`Not done: "A" stands more than once in line 1: give more words around it.`, "Not done: there is no document 3, the meeting has 2 documents: documents lists them.",
			"No line was read yet, of 3. Draft 4 of Resolution 50. Nobody is heard. Microphone off. Link text only. This is document 1 of 2.")
		r.types("object 2/1", "queue")
		time.Sleep(3 * time.Second)
		said := strings.Join(r.said(), "\n")
		for _, want := range []string{"Document 2: You object to P-1. Kenya supported it before. Kenya objects. Not decided.", "1: you, Kenya, on 2/P-1."} {
			if !strings.Contains(said, want) {
				t.Errorf("nobody said %q in\n%s", want, said)
			}
		}
	})
}

func TestTheChairOpensAFileAndPutsItBeforeTheMeeting(t *testing.T) {
	was := amina
	amina.Role = meeting.Chair
	defer func() { amina = was }()
	meetWithAnnex(t, nil, func(t *testing.T, r *room) {
		r.types("open none.md", "open Annex B.md", "document before 3", "read 1", "open")
		r.hears("Not done: there is no file none.md.", "To be opened as a document: Annex B.", "Received. Document 3 is open: Annex B. document 3 goes there.",
			"Document 3 is before the meeting: Annex B.", "You are in document 3, Annex B. Draft 3, 2 lines.", "Line 1. Annex A",
			"The meeting is open.")
	})
}

func TestWhoPutsADocumentBeforeTheMeetingStaysUntilItIsThere(t *testing.T) {
	was := amina
	amina.Role = meeting.Chair
	defer func() { amina = was }()
	meetWithAnnex(t, nil, func(t *testing.T, r *room) {
		r.types("open Annex B.md", "document 3")
		r.said()
		r.mu.Lock()
		r.silent = true
		r.mu.Unlock()
		r.types("document before 2")
		r.ben(meeting.Said{Text: "one moment"}) // something comes before the answer
		r.later("Chat, Ben: one moment")        // and she is where she was
		_ = r.leaves()                          // the command is not received
	})
}

func TestWhoFollowsTheChairGoesIntoAnotherDocument(t *testing.T) {
	meetWithAnnex(t, nil, func(t *testing.T, r *room) {
		r.types("2/1", "document 1", "read 3")
		r.said()
		at := func(in *room, line int) {
			in.tell(meeting.Pointed{By: ben.Number, Base: in.log.Head(), At: in.log.Text().LineStart(line - 1)})
		}
		at(r.document(2), 2) // nobody follows yet
		r.hears()
		r.types("follow")
		at(r, 2)
		r.hears("You follow the chair as soon as it is known where the chair is.", "The chair is at line 2: resolves")
		at(r.document(2), 1)
		r.later("You are in document 2, Annex. Draft 3, 2 lines. Document 1 is before the meeting; document follow goes there.", "Document 2: The chair is at line 1: Annex A")
		r.types("follow")
		r.hears("You do not follow the chair any more.", "You are in document 1, Resolution 50. Draft 4, 3 lines.", "Line 3. that Member States should act;")
		r.types("follow", "document 2")
		r.later("You follow the chair.", "The chair is at line 2: resolves", "You do not follow the chair any more.",
			"You are in document 2, Annex. Draft 3, 2 lines. Document 1 is before the meeting; document follow goes there.")
	})
}

func TestWhatAFileMarksIsProposedInItsDocument(t *testing.T) {
	was := amina
	amina.Role = meeting.Chair
	defer func() { amina = was }()
	meetWithAnnex(t, nil, func(t *testing.T, r *room) {
		r.types("open Marked.md")
		r.later("To be opened as a document: Marked.", "Received. Document 3 is open: Marked. document 3 goes there.",
			"Not done: not proposed: delete: not there: that paragraph is not in the text any more.",
			"Document 3: Proposed as the file marks them: 1 change. Sent, waiting.",
			"Document 3: Received. P-1, change, on line 2, by Kenya: delete: regions; insert: places. Not decided.",
			"Document 3: P-1 is on the screen of 3 of 3.")
		r.types("wait sent")
		r.hears("Waited for: sent.")
		if got := len(r.document(3).log.Overlay().Proposals()); got != 1 {
			t.Errorf("the document has %d proposals, want 1", got)
		}
	})
}

func TestWhatAFileMarksIsNotLostUnsaid(t *testing.T) {
	was := amina
	amina.Role = meeting.Chair
	defer func() { amina = was }()
	meetWithAnnex(t, nil, func(t *testing.T, r *room) {
		r.slow = true
		r.types("open Marked.md", "quit")
		r.said()
		time.Sleep(25 * time.Second)
		r.hears("Not done: the changes marked in the file of document 3 were not proposed: propose them with parley import.", "Left.")
	})
}

func TestWhoPutsADocumentBeforeTheMeetingGoesThere(t *testing.T) {
	was := amina
	amina.Role = meeting.Chair
	defer func() { amina = was }()
	meetWithAnnex(t, nil, func(t *testing.T, r *room) {
		r.types("document 2", "document before 1", "read 1", "document 2", "document before 2", "document before 1", "read 1")
		r.hears("You are in document 2, Annex. Draft 3, 2 lines. Document 1 is before the meeting; document follow goes there.",
			"Document 1 is before the meeting: Resolution 50.", "You are in document 1, Resolution 50. Draft 5, 3 lines.", "Line 1. The Assembly,",
			"You are in document 2, Annex. Draft 3, 2 lines. Document 1 is before the meeting; document follow goes there.",
			"Document 2 is before the meeting: Annex.", "Document 1 is before the meeting: Resolution 50.", "You are in document 1, Resolution 50. Draft 7, 3 lines.", "Line 1. The Assembly,")
	})
}

func TestADelegateOpensNoDocuments(t *testing.T) {
	meetWithAnnex(t, nil, func(t *testing.T, r *room) {
		r.types("open Annex.md", "document before 2", "document", "document x", "document 0", "document 33", "document 99999")
		r.hears("Not done: not now: only the chair and the editors open documents.", "Not done: not now: only the chair may do this.",
			"Not done: it is not said which document: its number, as documents lists it: type document N.", `Not done: "x" is no document's number: type document N.`, `Not done: "0" is no document's number: type document N.`,
			"Not done: there is no document 33, the meeting has 2 documents: documents lists them.", "Not done: there is no document 99999, the meeting has 2 documents: documents lists them.")
	})
}
