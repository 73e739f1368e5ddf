package replay

import (
	"fmt"
	"time"

	"parley/collab/meeting"
)

// A client is one agent of a concurrent trace at its seat.
type client struct {
	*meeting.Seat
	person meeting.Person
	all    []meeting.Command // ever sent
	taken  int               // of them by the server
	past   int               // transactions that these have left behind
	heard  int               // events taken in
	last   []uint64          // the last command of each of its transactions
}

// A table is the clients of a concurrent trace and the server between them.
type table struct {
	trace   *Trace
	server  *server
	clients []*client
	events  []meeting.Event // after those that opened the meeting
	of      []int           // of each: which of its author's transactions it is of, counted from 1
	upTo    [][]int         // for each transaction and agent: how many of the agent's it has seen
	edits   int
}

// runConcurrent replays what several people did at once. Each has a seat of
// their own, hears exactly what they had seen before they type, and is heard
// when somebody had seen it.
func (t *Trace) runConcurrent(r *Report) (*server, error) {
	tb, err := newTable(t)
	if err != nil {
		return nil, err
	}
	times := t.times()
	err = r.time(func() error {
		for i := range t.Txns {
			if err := tb.act(i, times[i].UTC()); err != nil {
				return fmt.Errorf("transaction %d: %w", i, err)
			}
		}
		return tb.settle(times[len(times)-1].UTC())
	})
	if err != nil {
		return nil, err
	}
	r.Edits, r.OK = tb.edits, true
	for _, c := range tb.clients {
		r.OK = r.OK && c.Text().String() == t.End
		single, err := weigh(c.all)
		if err != nil {
			return nil, err
		}
		batches, err := gathered(c.all)
		if err != nil {
			return nil, err
		}
		inBatches, err := weigh(batches)
		if err != nil {
			return nil, err
		}
		r.WireBytesSingle += single
		r.WireBytesBatched += inBatches
	}
	return tb.server, nil
}

func newTable(t *Trace) (*table, error) {
	agents := 0
	for _, txn := range t.Txns {
		agents = max(agents, txn.Agent+1)
	}
	s, err := open(t.Start, agents)
	if err != nil {
		return nil, err
	}
	edits := 0
	for _, txn := range t.Txns {
		edits += len(txn.Patches)
	}
	tb := &table{trace: t, server: s, events: make([]meeting.Event, 0, edits), of: make([]int, 0, edits)}
	for i := range agents {
		c := &client{person: author(i), all: make([]meeting.Command, 0, edits), last: make([]uint64, 0, len(t.Txns))}
		c.Seat = meeting.NewSeat(func(m meeting.Command) { c.all = append(c.all, m) })
		w := meeting.Welcome{You: c.person, Head: s.state.Head(), Snapshot: s.state.Snapshot(s.state.Head())}
		if _, err := c.Take(w, time.Time{}); err != nil {
			return nil, err
		}
		tb.clients = append(tb.clients, c)
	}
	return tb, tb.ancestors(agents)
}

// ancestors works out what each transaction had seen: of every agent so many.
// An agent must have seen all its own.
func (tb *table) ancestors(agents int) error {
	made := make([]int, agents)
	for i, txn := range tb.trace.Txns {
		seen := make([]int, agents)
		for _, p := range txn.Parents {
			for a, n := range tb.upTo[p] {
				seen[a] = max(seen[a], n)
			}
		}
		if seen[txn.Agent] != made[txn.Agent] {
			return fmt.Errorf("transaction %d: agent %d had not seen its own last: %w", i, txn.Agent, ErrTrace)
		}
		made[txn.Agent]++
		seen[txn.Agent]++
		tb.upTo = append(tb.upTo, seen)
	}
	return nil
}

// act has a transaction's agent hear what it had seen, and then do it.
func (tb *table) act(i int, now time.Time) error {
	txn := tb.trace.Txns[i]
	c := tb.clients[txn.Agent]
	for a, other := range tb.clients {
		if a == txn.Agent {
			continue
		}
		if err := tb.deliver(other, tb.upTo[i][a], now); err != nil {
			return err
		}
	}
	if err := tb.hear(c, tb.upTo[i], now); err != nil {
		return err
	}
	for _, p := range txn.Patches {
		d, err := p.delta(c.Len())
		if err != nil {
			return err
		}
		if err := c.EditWhole(d, now); err != nil {
			return err
		}
		if d.Changes() {
			tb.edits++
		}
	}
	c.last = append(c.last, uint64(len(c.all)))
	return nil
}

// deliver lets the server take what a client sent up to its nth transaction.
func (tb *table) deliver(c *client, n int, now time.Time) error {
	if n == 0 {
		return nil
	}
	for c.taken < len(c.all) && c.all[c.taken].Number <= c.last[n-1] {
		m := c.all[c.taken]
		c.taken++
		if err := tb.server.state.Check(c.person, m); err != nil {
			return fmt.Errorf("command %d of agent %d is refused: %w", m.Number, c.person.Number-1, err)
		}
		e := meeting.Event{Number: tb.server.state.Head() + 1, At: now, By: c.person.Number, Command: m.Number, Base: m.Base, What: m.Happens()}
		if err := tb.server.happen(e); err != nil {
			return err
		}
		for c.last[c.past] < m.Number {
			c.past++
		}
		tb.events, tb.of = append(tb.events, e), append(tb.of, c.past+1)
	}
	return nil
}

// hear tells a client what is in the log up to the last that it is to have
// seen. It returns an error when something else of others' is before that: no
// server could have told it so.
func (tb *table) hear(c *client, seen []int, now time.Time) error {
	upTo := c.heard
	for i := c.heard; i < len(tb.events); i++ {
		if by := tb.events[i].By; by != c.person.Number && tb.of[i] <= seen[by-1] {
			upTo = i + 1
		}
	}
	for ; c.heard < upTo; c.heard++ {
		e := tb.events[c.heard]
		if e.By != c.person.Number && tb.of[c.heard] > seen[e.By-1] {
			return fmt.Errorf("its author had seen what came after event %d, but not that: %w", e.Number, ErrTrace)
		}
		if err := c.tell(e, now); err != nil {
			return err
		}
	}
	return nil
}

func (c *client) tell(e meeting.Event, now time.Time) (err error) {
	var n meeting.Notice = meeting.Happened{Event: e}
	if e.By == c.person.Number {
		n = meeting.Accepted{Command: e.Command, Number: e.Number, At: e.At}
	}
	_, err = c.Take(n, now)
	return err
}

// settle delivers everything to everybody.
func (tb *table) settle(now time.Time) error {
	for _, c := range tb.clients {
		if err := tb.deliver(c, len(c.last), now); err != nil {
			return err
		}
	}
	for _, c := range tb.clients {
		for ; c.heard < len(tb.events); c.heard++ {
			if err := c.tell(tb.events[c.heard], now); err != nil {
				return err
			}
		}
	}
	return nil
}

// gathered puts together what one client typed on one version within a batch's
// time, at the pace of typing.
func gathered(commands []meeting.Command) (all []meeting.Command, err error) {
	const each = int(meeting.BatchFor / pace)
	in := 0
	for _, c := range commands {
		last := len(all) - 1
		if last < 0 || in == each || all[last].Base != c.Base {
			if last >= 0 && c.Prior != 0 {
				c.Prior = all[last].Number // which stands for those put together with it
			}
			all, in = append(all, c), 1
			continue
		}
		d, err := all[last].Ask.(meeting.Edit).Delta.Compose(c.Ask.(meeting.Edit).Delta)
		if err != nil {
			return nil, err
		}
		all[last].Ask, in = meeting.Edit{Delta: d}, in+1
	}
	return all, nil
}
