package meeting

import (
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/text"
)

// A table is a server and seats at it in one goroutine: what is sent waits in
// queues until the test delivers it.
type table struct {
	t     *testing.T
	now   time.Time
	state *State
	log   []Event
	seats []*guest
}

// A guest is a seat with what is under way to and from it.
type guest struct {
	*Seat
	table *table
	sent  []Command
	got   []Notice
}

func newTable(t *testing.T, draft string) *table {
	tb := &table{t: t, now: time.UnixMilli(1_000_000).UTC(), state: New()}
	tb.happen(Event{What: Opened{"Res. 50", draft}})
	tb.happen(Event{What: Served{1}})
	return tb
}

func (tb *table) happen(e Event) Event {
	tb.t.Helper()
	e.Number, e.At = tb.state.Head()+1, tb.now
	if err := tb.state.Apply(e); err != nil {
		tb.t.Fatal(err)
	}
	tb.log = append(tb.log, e)
	return e
}

func (tb *table) join(name string, role Role) *guest {
	g := &guest{table: tb}
	g.Seat = NewSeat(func(c Command) { g.sent = append(g.sent, c) })
	n := text.Author(len(tb.seats) + 1)
	p := Person{Number: n, Session: Session{byte(n)}, Name: name, Role: role}
	tb.seats = append(tb.seats, g)
	if role.Writes() {
		tb.everybody(tb.happen(Event{By: n, What: Entered{p}}), nil)
	}
	g.got = []Notice{Welcome{You: p, Title: tb.state.Title(), Head: tb.state.Head(), Snapshot: tb.state.Snapshot(tb.state.Head())}}
	g.hear()
	return g
}

func (tb *table) everybody(e Event, but *guest) {
	for _, g := range tb.seats {
		if g != but {
			g.got = append(g.got, Happened{e})
		}
	}
}

// typed inserts s at the place, key by key.
func (g *guest) typed(at int, s string) {
	g.table.t.Helper()
	for _, r := range s {
		if err := g.Edit(delta.Replace(g.Text().Len(), at, 0, string(r)), g.table.now); err != nil {
			g.table.t.Fatal(err)
		}
		at++
	}
}

func (g *guest) deleted(at, n int) {
	g.table.t.Helper()
	if err := g.Edit(delta.Replace(g.Text().Len(), at, n, ""), g.table.now); err != nil {
		g.table.t.Fatal(err)
	}
}

// arrive lets the server take what the guest sent.
func (g *guest) arrive() {
	g.table.t.Helper()
	g.Flush(g.table.now)
	for _, c := range g.sent {
		if err := g.table.state.Check(g.Me(), c); err != nil {
			g.got = append(g.got, Refused{c.Number, err.(Refusal)})
			continue
		}
		what, err := g.table.state.Means(g.Me(), c, g.table.now)
		if err != nil {
			g.got = append(g.got, Refused{c.Number, err.(Refusal)})
			continue
		}
		e := g.table.happen(Event{By: g.Me().Number, Command: c.Number, Base: c.Base, What: what})
		if Completed(what) {
			g.table.everybody(e, nil)
			continue
		}
		g.got = append(g.got, Accepted{c.Number, e.Number, e.At, g.table.state.Sum()})
		g.table.everybody(e, g)
	}
	g.sent = nil
}

// hear lets the guest take what the server said.
func (g *guest) hear() {
	g.table.t.Helper()
	for _, n := range g.got {
		if _, err := g.Take(n, g.table.now); err != nil {
			g.table.t.Fatal(err)
		}
	}
	g.got = nil
}

// settle delivers everything both ways and compares all texts.
func (tb *table) settle() string {
	tb.t.Helper()
	for _, g := range tb.seats {
		g.arrive()
	}
	for _, g := range tb.seats {
		g.hear()
		if got, want := g.Text().String(), tb.state.Text().String(); got != want {
			tb.t.Errorf("%s has %q, the server %q", g.Me().Name, got, want)
		}
		if g.Waiting() != 0 {
			tb.t.Errorf("%s still waits for %d commands", g.Me().Name, g.Waiting())
		}
	}
	return tb.state.Text().String()
}
