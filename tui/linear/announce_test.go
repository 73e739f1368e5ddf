package linear_test

import (
	"testing"
	"time"

	"parley/collab/meeting"
)

func TestAnnouncementsComeInBatchesTheMostPressingFirst(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		time.Sleep(3 * time.Second)
		r.ben(meeting.Said{Text: "one"})
		time.Sleep(150 * time.Millisecond)
		r.hears("Chat, Ben: one") // nothing was told for a while: no reason to wait
		r.ben(meeting.Said{Text: "two"})
		r.benWrites(0, 0, "x")
		r.notices <- meeting.LinkChanged{State: meeting.Waiting, Attempt: 1, Since: time.Now()}
		time.Sleep(time.Second)
		r.hears()
		r.later("Link lost. Trying again by itself; what you write meanwhile is sent then.", "Chat, Ben: two", "Ben wrote in line 1: xThe Assembly,")
		r.types("again")
		r.hears("Link lost. Trying again by itself; what you write meanwhile is sent then.", "Chat, Ben: two", "Ben wrote in line 1: xThe Assembly,")
	})
}

func TestWhereOneIsCanBeHeardAgainRightAfterJoining(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.types("again")
		r.hears("Joined. Resolution 50. Draft 2, 3 lines. 2 people here. You are Amina (Kenya), delegate.")
	})
}

func TestAnAnswerIsWhatIsHeardLast(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.ben(meeting.Said{Text: "one"})
		r.types("read 1")
		r.hears("Chat, Ben: one", "Line 1. The Assembly,")
	})
}

func TestWhatIsAnnouncedIsThePersonsChoice(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.types("urgency turn")
		r.hears("Your turn, decisions, the link and the sound are announced, nothing else.")
		r.ben(meeting.Said{Text: "one"})
		r.benWrites(0, 0, "x")
		r.later()
		r.notices <- meeting.LinkChanged{State: meeting.Waiting, Attempt: 1, Since: time.Now()}
		r.later("Link lost. Trying again by itself; what you write meanwhile is sent then.")
		r.types("urgency off")
		r.hears("Nothing is announced; answers to what you type still are. Left out until now: 2 announcements.")
		r.notices <- meeting.LinkChanged{State: meeting.Up}
		r.later()
		r.types("urgency all", "urgency loud")
		r.hears("Everything is announced. Left out until now: 1 announcement.",
			"Not done: what is announced is off, turn or all: type urgency off|turn|all.")
	})
}

func TestAProgramIsToldAtOnceWhateverTheUrgency(t *testing.T) {
	meet(t, asJSON, func(t *testing.T, r *room) {
		r.types("urgency off")
		r.said()
		r.ben(meeting.Said{Text: "one"})
		r.types("again")
		r.hears(`{"event":"chat","number":3,"by":"Ben","person":2,"text":"one","own":false}`, `{"event":"again","lines":["Chat, Ben: one"]}`)
	})
}

func TestWhereFindAndChanges(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.types("where", "again", "find STATES", "find nowhere", "where")
		r.hears("No line was read yet, of 3. Draft 2 of Resolution 50. Nobody is heard. Microphone off. Link text only.",
			"Joined. Resolution 50. Draft 2, 3 lines. 2 people here. You are Amina (Kenya), delegate.",
			"Line 3. that Member States should act;", `Not done: "nowhere" stands nowhere in the draft.`,
			"Line 3 of 3. Draft 2 of Resolution 50. Nobody is heard. Microphone off. Link text only.")
		r.types("changes")
		r.hears("No changes. Draft 2.")
		r.benReplaces("should", "shall")
		r.later("Ben wrote in line 3: that Member States shall act;")
		r.types("changes", "changes")
		r.hears("1 change. Draft 3.", "Line 3, Ben. that Member States [delete: should] [insert: shall] act;", "No changes. Draft 3.")
	})
}
