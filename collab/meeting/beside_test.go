package meeting

import (
	"testing"
	"time"

	"parley/collab/draft"
	"parley/collab/floor"
)

// An objection in another document asks for the floor of the meeting, and says
// which document it is about unless that is the one before the meeting.
func TestAnObjectionInAnotherDocumentAsksForTheFloorOfTheMeeting(t *testing.T) {
	for _, tt := range []struct {
		name   string
		before int
		want   string
	}{{"beside the one before the meeting", 1, "2/P-1"}, {"in the one before the meeting", 2, "P-1"}} {
		t.Run(tt.name, func(t *testing.T) {
			first, second := newTable(t, "resolves"), newTable(t, "annex")
			g := first.join("Amina", Delegate)
			first.everybody(first.happen(Event{By: 1, What: DocumentOpened{Number: 2, Title: "Annex"}}), nil)
			first.everybody(first.happen(Event{By: 1, What: DocumentBefore{tt.before}}), nil)
			g.hear()
			o := second.join("Amina", Delegate)
			second.join("Bruno", Delegate)
			var there []Command
			o.Seat = g.Beside(2, func(c Command) { there = append(there, c) })
			second.everybody(second.happen(Event{By: 2, What: Proposed{Wording: draft.Wording{Kind: draft.Keep, Para: second.state.Overlay().ID(1), Was: "annex"}}}), nil)
			second.everybody(second.happen(Event{By: 2, What: ObjectionsAsked{Proposal: 1}}), nil)
			o.got = []Notice{Welcome{You: g.Me(), Document: 2, Title: "Annex", Head: second.state.Head(), Snapshot: second.state.Snapshot(second.state.Head())}}
			o.hear()
			if _, err := o.Negotiate(React{Proposal: 1, Stance: draft.Objecting}, time.Time{}); err != nil {
				t.Fatal(err)
			}
			if len(there) != 1 {
				t.Errorf("%d commands went to the document, want the objection alone", len(there))
			}
			if n := len(g.sent); n != 1 {
				t.Fatalf("%d commands went to the meeting, want one", n)
			}
			if got, want := g.sent[0].Ask, (Floored{floor.Ask{On: tt.want}}); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}
