package linear_test

import (
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/floor"
	"parley/collab/meeting"
)

// listens is meet with amina on the list of those who are here.
func listens(t *testing.T, test func(t *testing.T, r *room)) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, nil)
		r.mustApply(meeting.Entered{Person: amina}, meeting.Person{}, 0)
		r.welcome().said()
		test(t, r)
		r.in.Close()
		<-r.ended
	})
}

// late has a command of amina's reach the server after all.
func (r *room) late(what meeting.What) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notices <- meeting.Happened{Event: r.mustApply(what, amina, r.log.Last(amina.Number)+1)}
}

func TestTheListIsReadOnceWhatWasAskedIsAnswered(t *testing.T) {
	listens(t, func(t *testing.T, r *room) {
		r.silent = true
		r.types("floor on P-31", "queue")
		r.hears("Request sent.")
		time.Sleep(time.Second)
		r.late(meeting.Floored{Act: floor.Ask{On: "P-31"}})
		r.hears("Received. You are next.", "Nobody has the floor. 1 waits.", "1: you, Kenya, on P-31.")
	})
}

func TestTheListIsReadThoughTheServerIsSilent(t *testing.T) {
	listens(t, func(t *testing.T, r *room) {
		r.silent = true
		r.types("floor", "queue")
		r.hears("Request sent.")
		time.Sleep(5100 * time.Millisecond)
		r.hears("Nobody has the floor. Nobody waits.")
	})
}

func TestAListIsReadAtOnceWhileTheLineIsDown(t *testing.T) {
	listens(t, func(t *testing.T, r *room) {
		r.silent = true
		r.notices <- meeting.LinkChanged{State: meeting.Waiting}
		r.types("floor")
		r.said()
		r.types("queue")
		r.hears("Nobody has the floor. Nobody waits.")
	})
}

func TestASpeakerIsToldTheWholeTimeWhateverTheWordOfItTook(t *testing.T) {
	listens(t, func(t *testing.T, r *room) {
		r.ben(meeting.Floored{Act: floor.Limit{Per: 16 * time.Second}})
		r.types("floor")
		r.later("Each speaker has 0:16.", "Request sent.", "Received. You are next.")
		r.mu.Lock()
		given := r.mustApply(meeting.Floored{Act: floor.Give{}}, ben, r.log.Last(ben.Number)+1)
		r.mu.Unlock()
		time.Sleep(1500 * time.Millisecond)
		r.notices <- meeting.Happened{Event: given}
		if got := r.said(); len(got) == 0 || got[0] != "You have the floor, for 0:16. statement TEXT speaks in writing." {
			t.Errorf("got %q", got)
		}
	})
}
