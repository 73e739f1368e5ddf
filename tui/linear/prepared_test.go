package linear_test

import (
	"testing"
	"time"

	paragraphs "parley/collab/draft"
	"parley/collab/floor"
	"parley/collab/meeting"
)

// A statement is prepared and delivered by somebody whose line is lost: both are
// kept in order, and each time it is said that they wait.
func TestAStatementIsPreparedAndDeliveredWithoutALink(t *testing.T) {
	const lost = "Waiting for the link; what you write meanwhile is sent then."
	meet(t, nil, func(t *testing.T, r *room) {
		r.ben(meeting.Entered{Person: amina})
		r.types("floor")
		r.ben(meeting.Floored{Act: floor.Give{}})
		time.Sleep(3 * time.Second)
		r.said()
		r.mu.Lock()
		r.silent = true
		r.mu.Unlock()
		r.notices <- meeting.LinkChanged{State: meeting.Dialling, Attempt: 1, Since: time.Now()}
		time.Sleep(3 * time.Second)
		r.said()
		r.types("prepare")
		r.hears("Not done: no statement of yours is ready: prepare TEXT keeps one.")
		r.types("deliver")
		r.hears("Not done: not now: no statement is prepared for this turn.")
		r.types("prepare Kenya can agree.")
		r.hears(lost)
		r.types("prepare")
		r.hears("Statement for your turn, not received yet: Kenya can agree.")
		r.types("deliver")
		r.hears(lost)
		r.types("deliver")
		r.hears("Not done: not now: no statement is prepared for this turn.")
		r.types("chat we are in the dark")
		r.hears("You said: we are in the dark", lost)
		r.notices <- meeting.Refused{Command: 2, Why: meeting.TooOld} // lets amina leave
		r.notices <- meeting.Refused{Command: 3, Why: meeting.TooOld}
		r.notices <- meeting.Refused{Command: 4, Why: meeting.TooOld}
	})
}

func TestWhatBecameOfFloorAndProposalsMeanwhileIsSaid(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		propose := func() {
			r.ben(meeting.Proposed{Wording: paragraphs.Wording{Kind: paragraphs.Remove, Para: r.log.Overlay().ID(3), Was: r.log.Text().Line(3)}})
		}
		r.ben(meeting.Entered{Person: amina})
		r.ben(meeting.Floored{Act: floor.Ask{}})
		r.types("floor", "prepare Kenya can agree.")
		propose()
		time.Sleep(3 * time.Second)
		r.said()
		r.away(54*time.Second, false, func() {
			propose()
			r.ben(meeting.Decided{Proposal: 1, Outcome: paragraphs.Parked})
			r.ben(meeting.Floored{Act: floor.Give{}})
			r.ben(meeting.Floored{Act: floor.Give{}})
		})
		time.Sleep(3 * time.Second)
		r.said()
		r.types("away")
		r.hears("Away 54 s: 2 speakers; 1 proposal; P-1 parked; you have the floor.", "P-1 delete line 3, Ben: parked.", "P-2 delete line 3, Ben, new: not decided.")
		r.away(20*time.Second, false, func() {
			r.ben(meeting.Delivered{Request: 2, By: amina.Member(), Text: "Kenya can agree."})
			r.ben(meeting.Floored{Act: floor.End{}})
		})
		time.Sleep(3 * time.Second)
		r.said()
		r.types("away")
		r.hears("Away 20 s: your statement is in the record; your turn has ended.")
	})
}

func TestWhoIsInterruptedIsToldThatTheyComeBack(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.ben(meeting.Entered{Person: amina})
		r.types("floor")
		r.ben(meeting.Floored{Act: floor.Give{}})
		time.Sleep(3 * time.Second)
		r.said()
		r.ben(meeting.Floored{Act: floor.Pass{}})
		r.hears("You were interrupted, and come back.", "* You are next.")
		r.ben(meeting.Floored{Act: floor.Give{}})
		r.ben(meeting.Floored{Act: floor.Ask{Kind: floor.Order}})
		time.Sleep(3 * time.Second)
		r.said()
		r.ben(meeting.Floored{Act: floor.Give{}})
		r.hears("Ben has the floor, point of order. You were interrupted, and come back.")
		r.later("* You are next after Ben.")
	})
}

func TestWhoseTurnHasEndedIsNotToldThatItComesBackForAnotherRequest(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		ali := meeting.Person{Number: 7, Session: meeting.Session{7}, Name: "Ali", Delegation: "Kenya", Role: meeting.Delegate}
		r.ben(meeting.Entered{Person: amina})
		r.other(ali, meeting.Entered{Person: ali})
		r.types("floor")
		r.other(ali, meeting.Floored{Act: floor.Ask{Kind: floor.Reply}})
		r.ben(meeting.Floored{Act: floor.Give{}})
		time.Sleep(3 * time.Second)
		r.said()
		r.ben(meeting.Floored{Act: floor.End{}})
		r.hears("Your turn has ended.")
	})
}

func TestWhoseRequestIsTakenOffTheListIsToldSo(t *testing.T) {
	for _, c := range []struct {
		what meeting.What
		said []string
	}{
		{meeting.Floored{Act: floor.Withdraw{Number: 1}}, []string{"You are off the speakers' list.", "A request for the floor was withdrawn."}},
		{meeting.Adjourned{On: true}, []string{"The meeting is closed by the chair.", "You are off the speakers' list."}},
	} {
		meet(t, nil, func(t *testing.T, r *room) {
			r.ben(meeting.Entered{Person: amina})
			r.types("floor")
			time.Sleep(3 * time.Second)
			r.said()
			r.ben(c.what)
			r.later(c.said...)
		})
	}
	meet(t, nil, func(t *testing.T, r *room) {
		r.ben(meeting.Entered{Person: amina})
		r.types("floor")
		time.Sleep(3 * time.Second)
		r.said()
		r.types("withdraw")
		r.hears("Withdrawn.")
		r.later()
	})
}
