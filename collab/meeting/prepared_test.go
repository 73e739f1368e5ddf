package meeting

import (
	"strings"
	"testing"

	"parley/collab/floor"
)

func TestAPreparedStatementIsReadyAndIsDeliveredInItsTurn(t *testing.T) {
	r := newRoom(t)
	r.refuses(r.amina, Prepared{Text: "We thank the chair."}, NotListed)
	r.act(r.caio, Floored{floor.Ask{}})
	r.act(r.amina, Floored{floor.Ask{On: "P-31"}})
	r.act(r.amina, Prepared{Text: "We thank the chair."})
	r.act(r.amina, Prepared{Text: "We thank the chair,\nand support P-31."})
	number := r.state.Proceedings().OwnRequest(r.amina.Me().Member())
	for _, g := range []*guest{r.chair, r.amina, r.caio} {
		if _, ready := g.Proceedings().ReadyFor(number); !ready {
			t.Errorf("%s does not see that the statement is ready", g.Me().Name)
		}
	}
	r.refuses(r.chair, Delivered{}, NoFloor)
	r.act(r.chair, Floored{floor.Give{}})
	r.refuses(r.chair, Delivered{}, NotPrepared)
	r.act(r.chair, Floored{floor.Give{}})
	r.refuses(r.caio, Delivered{}, NotYours)
	r.act(r.chair, Delivered{}) // whose line may be lost
	for _, g := range r.seats {
		p := g.Proceedings()
		if n := len(p.Statements); n != 1 || p.Statements[0].Text != "We thank the chair,\nand support P-31." || p.Statements[0].On != "P-31" ||
			p.Statements[0].By.Delegation != "Kenya" || !p.Statements[0].Done || len(p.Ready) != 0 {
			t.Errorf("%s has %+v", g.Me().Name, p.Statements)
		}
	}
}

func TestAPreparedStatementGoesWithItsRequest(t *testing.T) {
	r := newRoom(t)
	ready := func() int { return len(r.state.Proceedings().Ready) }
	r.act(r.amina, Floored{floor.Ask{}})
	r.act(r.amina, Prepared{Text: "One."})
	r.act(r.amina, Prepared{})
	if ready() != 0 {
		t.Error("it was taken back and is there")
	}
	r.act(r.amina, Prepared{Text: "One."})
	r.act(r.amina, Floored{floor.Withdraw{}})
	if ready() != 0 {
		t.Error("the request was withdrawn and its statement is there")
	}
	r.act(r.amina, Floored{floor.Ask{}})
	r.act(r.grace, Prepared{Text: "For the delegation."}) // any member's
	r.act(r.chair, Floored{floor.Give{}})
	r.act(r.chair, Floored{floor.Pass{}}) // it comes back
	if ready() != 1 {
		t.Error("the turn was passed and its statement is gone")
	}
	r.act(r.chair, Adjourned{true})
	if ready() != 0 {
		t.Error("the meeting is closed and a statement waits")
	}
	r.refuses(r.amina, Prepared{Text: "One."}, IsAdjourned)
}

func TestAPreparedStatementHasItsLimits(t *testing.T) {
	r := newRoom(t)
	r.act(r.amina, Floored{floor.Ask{}})
	r.refuses(r.scribe, Prepared{Text: "One."}, NotAllowed)
	r.refuses(r.amina, Prepared{Text: " One."}, Malformed)
	r.refuses(r.amina, Prepared{Text: "\x1b[31m"}, Malformed)
	r.refuses(r.amina, Prepared{Text: strings.Repeat("a", MaxStatement+1)}, TooBig)
}

func TestNobodyElseReadsAStatementThatIsNotDelivered(t *testing.T) {
	r := newRoom(t)
	r.act(r.amina, Floored{floor.Ask{}})
	r.act(r.amina, Prepared{Text: "We give way."})
	snapshot := r.state.Snapshot(r.state.Head())
	for _, tt := range []struct {
		g    *guest
		want string
	}{{r.amina, "We give way."}, {r.chair, "We give way."}, {r.caio, ""}} {
		got := snapshot.For(tt.g.Me()).Proceedings.Ready
		if len(got) != 1 || got[0].Text != tt.want {
			t.Errorf("%s gets %+v", tt.g.Me().Name, got)
		}
	}
	open, readers, private := Event{By: r.amina.Me().Number, What: Prepared{Request: 1, Ready: true, Text: "We give way."}}.Open()
	if !private || readers.To != ToChair || open.What != (Prepared{Request: 1, Ready: true}) {
		t.Errorf("got %+v for %+v", open.What, readers)
	}
}
