package session

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"parley/collab/meeting"
	"parley/collab/text"
)

func TestASlowFrontGetsEveryFactAndTheNewestOfTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newNotices()
		const n = 10_000
		for i := range n {
			q.push(meeting.Happened{Event: meeting.Event{Number: meeting.Version(i + 1)}})
			q.push(meeting.Pointed{By: text.Author(i % 3), At: i})
			q.push(meeting.LinkChanged{Attempt: i})
			q.push(meeting.Roster{Present: i})
		}
		q.finish()
		go func() { q.pump(t.Context()); close(q.out) }()
		var facts, others int
		pointers := map[text.Author]int{}
		for notice := range q.out {
			switch notice := notice.(type) {
			case meeting.Happened:
				if facts++; notice.Event.Number != meeting.Version(facts) {
					t.Fatalf("event %d came as number %d", notice.Event.Number, facts)
				}
			case meeting.Pointed:
				pointers[notice.By] = notice.At
				others++
			case meeting.LinkChanged:
				if others++; notice.Attempt != n-1 {
					t.Errorf("the line of try %d, want the newest", notice.Attempt)
				}
			case meeting.Roster:
				if others++; notice.Present != n-1 {
					t.Errorf("a roster of %d, want the newest", notice.Present)
				}
			}
		}
		if facts != n || others != 5 {
			t.Errorf("got %d facts and %d others, want %d and 5", facts, others, n)
		}
		if pointers[0] != n-1 || pointers[1] != n-3 || pointers[2] != n-2 {
			t.Errorf("got pointers %v, want the newest", pointers)
		}
		if q.cost != 0 {
			t.Errorf("%d bytes counted, want 0", q.cost)
		}
	})
}

func TestWhatOnlyTheNewestCountsOfTakesNoRoom(t *testing.T) {
	q := newNotices()
	for i := range 1_000_000 {
		q.push(meeting.Pointed{By: 1, At: i})
	}
	if len(q.queue) > 2048 {
		t.Errorf("%d places kept for one pointer", len(q.queue))
	}
	if n, _ := q.pop(); n.(meeting.Pointed).At != 999_999 {
		t.Errorf("got %v, want the newest", n)
	}
}

func TestAFrontTooFarBehindStopsTheLine(t *testing.T) {
	q, megabyte := newNotices(), strings.Repeat("a", 1<<20)
	for !q.overfull() {
		q.push(meeting.Happened{Event: meeting.Event{What: meeting.Opened{Text: megabyte}}})
	}
	if len(q.queue) > 65 {
		t.Errorf("%d MB taken in", len(q.queue))
	}
	for !q.settled() {
		q.pop()
	}
	if len(q.queue) < 20 || len(q.queue) > 40 {
		t.Errorf("goes on with %d MB waiting, want about half", len(q.queue))
	}
}

func TestThePumpEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newNotices()
		for range 100 { // more than the channel holds, and nobody reads
			q.push(meeting.Happened{})
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan bool)
		go func() { q.pump(ctx); close(done) }()
		synctest.Wait()
		cancel()
		<-done
	})
}
