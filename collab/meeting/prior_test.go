package meeting

import (
	"testing"

	"parley/collab/delta"
)

// refuse has the server refuse the guest's first command on its way.
func (g *guest) refuseFirst() {
	g.table.t.Helper()
	g.Flush(g.table.now)
	g.got = append(g.got, Refused{g.sent[0].Number, TooBig})
	g.sent = g.sent[1:]
}

func TestWhatWasTypedOnARefusedEditGoesWithItHereAndOnTheServer(t *testing.T) {
	tb := newTable(t, "one two")
	a, b := tb.join("Amina", Delegate), tb.join("Bruno", Delegate)
	a.typed(7, "!")
	tb.settle()
	if err := a.EditWhole(delta.Replace(8, 0, 3, "six"), tb.now); err != nil { // as long as what it replaces
		t.Fatal(err)
	}
	a.deleted(0, 4) // which was its own word, and not "one "
	a.typed(0, "sixth")
	a.Flush(tb.now)
	a.deleted(0, 5)
	a.refuseFirst()
	a.hear() // of that alone
	if got := a.Text().String(); got != "one two!" {
		t.Errorf("Amina has %q as soon as the first is refused", got)
	}
	a.arrive()
	a.hear()
	if got := a.Text().String(); got != "one two!" {
		t.Errorf("Amina has %q, want what it was", got)
	}
	refusals := a.Refusals()
	for i, r := range refusals {
		if want := []Refusal{TooBig, Unfounded, Unfounded, Unfounded}[i]; r.Why != want {
			t.Errorf("refusal %d: got %v, want %v", i, r.Why, want)
		}
	}
	b.typed(0, ">")
	a.typed(8, "?")
	if got := tb.settle(); got != ">one two!?" || len(refusals) < 2 {
		t.Errorf("got %q, %d refused", got, len(refusals))
	}
}

func TestWhatIsTypedAfterARefusalIsTakenThoughWorkOnTheRefusedIsStillUnderWay(t *testing.T) {
	tb := newTable(t, "one two")
	a := tb.join("Amina", Delegate)
	a.typed(0, "six")
	a.Flush(tb.now)
	a.typed(3, " ")
	a.refuseFirst()
	a.hear()
	a.typed(7, "!")
	a.Flush(tb.now)
	a.typed(8, "?")
	if got := tb.settle(); got != "one two!?" {
		t.Errorf("got %q, want what was typed since", got)
	}
	if got := a.Refusals(); len(got) != 2 {
		t.Errorf("got %d refusals, want the edit and the one on top of it", len(got))
	}
}

func TestACommandStandsOnOwnOnesThatTheLogDidNotHaveAndNoOthers(t *testing.T) {
	tb := newTable(t, "one two")
	a, b := tb.join("Amina", Delegate), tb.join("Bruno", Delegate)
	var priors []uint64
	sent := func() {
		a.Flush(tb.now)
		priors = append(priors, a.sent[len(a.sent)-1].Prior)
	}
	a.typed(0, "a") // 1
	sent()
	a.typed(1, "b") // 2
	sent()
	if err := a.Say("hear, hear", tb.now); err != nil { // 3
		t.Fatal(err)
	}
	sent()
	a.Undo(tb.now) // 4
	sent()
	b.typed(3, "x")
	b.arrive()
	a.hear()        // the log goes on, without what is under way
	a.typed(0, "c") // 5
	sent()
	tb.settle()
	a.typed(0, "d") // 6
	sent()
	want := []uint64{0, 1, 0, 2, 4, 0}
	for i := range want {
		if priors[i] != want[i] {
			t.Errorf("command %d stands on %d, want %d", i+1, priors[i], want[i])
		}
	}
	tb.settle()
}
