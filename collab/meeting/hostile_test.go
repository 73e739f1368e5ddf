package meeting

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/text"
)

// TestWhateverAServerSaysHappenedASeatTakesItOrSaysThatItCannot plays a server
// that says, in messages that are in order each by itself, what makes no sense
// together: decisions about nothing, undos of what never was, marks behind the
// end. A seat may ask for the meeting afresh, and must not fall over.
func TestWhateverAServerSaysHappenedASeatTakesItOrSaysThatItCannot(t *testing.T) {
	for seed := range uint64(100) {
		chance := rand.New(rand.NewPCG(seed, 11))
		tb := newTable(t, "resolves\nthat States [should] act\nto report [by 2028 | yearly]\n\nto publish")
		g := tb.join("Amina", Chair)
		tb.join("Boris", Delegate)
		tb.settle()
		for step := range 60 {
			if chance.IntN(4) == 0 {
				someEdit(g, chance)
			}
			e := someEvent(g, chance)
			err := g.takes(t, e, tb.now)
			if err != nil && !errors.Is(err, ErrResync) {
				t.Fatalf("seed %d, step %d, %+v: %v", seed, step, e, err)
			}
			if tab := g.Table(); tab.Text.Lines() != len(tab.IDs) {
				t.Fatalf("seed %d, step %d, %+v: %d lines have %d ids", seed, step, e, tab.Text.Lines(), len(tab.IDs))
			}
		}
		if _, err := FromSnapshot(g.state.Snapshot(g.state.Oldest())); err != nil {
			t.Errorf("seed %d: nobody could join with %v", seed, err)
		}
	}
}

// takes has a seat take an event; a panic is an error.
func (g *guest) takes(t *testing.T, e Event, now time.Time) (err error) {
	t.Helper()
	defer func() {
		if why := recover(); why != nil {
			err = fmt.Errorf("it fell over: %v", why)
		}
	}()
	_, err = g.Take(Happened{Event: e}, now)
	return err
}

// someEvent is any that wire lets through.
func someEvent(g *guest, chance *rand.Rand) Event {
	n := func(most int) int { return chance.IntN(most + 1) }
	id := func() draft.ID { return draft.ID(n(12)) }
	word := func() string {
		return []string{"", "word", "[half", "] other", "resolves", strings.Repeat("x", 300)}[n(5)]
	}
	wording := draft.Wording{Kind: draft.Kind(1 + n(4)), Para: id(), After: id(), Was: word(), Text: word(), Joins: chance.Uint64(), Note: word(), For: "x"}
	length := g.state.Own().Len() + n(2) - 1
	change := delta.New(delta.Op{Keep: max(0, length)})
	if length > 0 {
		at := n(length - 1)
		change = delta.Replace(length, at, n(min(9, length-at)), []string{"", "y", "\n", "a\nb\n[c"}[n(3)])
	}
	numbers := []uint64{uint64(n(30)), uint64(n(30))}
	whats := []What{
		Proposed{wording}, Proposed{wording}, Amended{n(9), wording}, Retracted{n(9)}, Reacted{n(9), draft.Stance(n(3))},
		Remarked{n(3), n(90), n(90), "a remark"}, Remarked{0, n(90), n(90), "a remark"},
		Decided{Proposal: n(9), Para: id(), Outcome: draft.Outcome(n(int(draft.Withdrawn))), Author: text.Author(n(4)), Delta: change},
		Decided{Proposal: n(9), Para: id(), Outcome: draft.Outcome(n(int(draft.Withdrawn))), Author: text.Author(n(4))},
		Undecided{n(9), text.Author(n(4)), Version(n(60))}, Undecided{Proposal: n(9)},
		ObjectionsAsked{Proposal: n(9), Off: n(1) == 0}, ObjectionsOpen{n(9), n(5), n(5)}, Retained{n(90), n(1) == 0},
		Arranged{draft.Settings{Writers: draft.Writers(n(1))}},
		Edited{Delta: change}, Edited{Delta: change}, Edited{Delta: change}, Undone{numbers}, Said{Text: "x"}, Opened{Title: "again", Text: "x"},
		Entered{Person{Number: text.Author(n(4)), Name: "Eve", Role: Delegate}},
	}
	return Event{Number: g.state.Head() + 1, At: g.table.now, By: text.Author(n(4)), Command: uint64(n(40)), Base: Version(n(int(g.state.Head()) + 1)), What: whats[chance.IntN(len(whats))]}
}
