package meeting

import (
	"slices"
	"testing"

	"parley/collab/draft"
)

// lose has the server refuse the guest's first command, and nobody hear of it.
func (g *guest) lose() {
	g.table.t.Helper()
	g.refuseFirst()
	g.got = nil
}

func TestAnEditThatWasPassedOverIsTakenBackAndSaid(t *testing.T) {
	for name, own := range map[string]func(a *guest){
		"as everybody hears it": func(a *guest) { // its acceptance was lost with a line
			last := a.table.log[len(a.table.log)-1]
			a.got = []Notice{Happened{last}}
		},
		"accepted": func(a *guest) {},
	} {
		t.Run(name, func(t *testing.T) {
			tb := newTable(t, "one two")
			a := tb.join("Amina", Delegate)
			a.typed(7, "!")
			a.lose()
			if err := a.Say("hear, hear", tb.now); err != nil {
				t.Fatal(err)
			}
			a.typed(3, "s") // not sent yet
			sent := a.sent
			c := sent[0]
			e := tb.happen(Event{By: 1, Command: c.Number, Base: c.Base, What: c.Happens()})
			a.sent, a.got = nil, []Notice{Accepted{Command: c.Number, Number: e.Number, At: e.At}}
			own(a)
			before := a.Text()
			change, err := a.Take(a.got[0], tb.now)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := draft.Apply(before, change.Text, 1); err != nil || got.String() != a.Text().String() || !change.Chat || !change.Draft {
				t.Errorf("the screen was told of another change: %+v, %v", change, err)
			}
			refused := a.Refusals()
			if len(refused) != 1 || refused[0].Command.Number != 1 || a.Text().Slice(0, 3) != "one" || slices.ContainsFunc(a.waiting, func(c Command) bool { return c.Number <= e.Command }) {
				t.Errorf("got %q, %d refused, %d waiting", a.Text(), len(refused), a.Waiting())
			}
			a.got = nil
			tb.settle()
		})
	}
}

func TestAnEditRefusedWhileThereWasNoLineIsSaidThoughASnapshotComes(t *testing.T) {
	tb := newTable(t, "one two")
	a := tb.join("Amina", Delegate)
	a.typed(7, "!")
	a.lose()
	if err := a.Say("hear, hear", tb.now); err != nil {
		t.Fatal(err)
	}
	c := a.sent[0]
	tb.happen(Event{By: 1, Command: c.Number, Base: c.Base, What: c.Happens()})
	a.sent = nil
	w := Welcome{You: a.Me(), Head: tb.state.Head(), Last: c.Number, Snapshot: tb.state.Snapshot(2)}
	if _, err := a.Take(w, tb.now); err != nil {
		t.Fatal(err)
	}
	if got := a.Refusals(); len(got) != 1 || got[0].Command.Number != 1 || a.Waiting() != 0 {
		t.Errorf("got %v refused and %d waiting, want the edit said", got, a.Waiting())
	}
	a.typed(0, ">")
	if got := tb.settle(); got != ">one two" {
		t.Errorf("got %q", got)
	}
}

// The event is of a command that an earlier run of the same session had sent.
func TestAnOwnEventOfAnEarlierRunAnswersNothingThatWaits(t *testing.T) {
	tb := newTable(t, "one")
	a := tb.join("Amina", Delegate)
	tb.settle()
	a.number = 1
	a.typed(3, "!")
	a.Flush(tb.now)
	e := tb.happen(Event{By: a.Me().Number, Command: 1, Base: tb.state.Head(), What: Said{"from before"}})
	if _, err := a.Take(Happened{e}, tb.now); err != nil {
		t.Fatal(err)
	}
	if a.Waiting() != 1 {
		t.Errorf("%d commands wait, want the one that nobody has answered", a.Waiting())
	}
	if got := tb.settle(); got != "one!" {
		t.Errorf("got %q", got)
	}
}
