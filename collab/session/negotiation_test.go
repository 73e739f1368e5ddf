package session_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/collabtest"
	paper "parley/collab/draft"
	"parley/collab/eventlog"
	"parley/collab/hub"
	"parley/collab/meeting"
)

// TestANegotiationOverABadNetworkIsTheSameEverywhere lets people type, propose,
// support, decide and hold brackets over lines that break, at a server that is
// restarted and killed and goes on from its snapshots. In the end everybody has
// the same text, the same paragraphs, and the same proposals over them.
func TestANegotiationOverABadNetworkIsTheSameEverywhere(t *testing.T) {
	var decided atomic.Int64
	t.Run("meetings", func(t *testing.T) {
		for seed := *from; seed < *from+*seeds/10; seed++ {
			t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { decided.Add(int64(negotiate(t, seed))) })
			})
		}
	})
	if got := decided.Load(); *seeds >= 200 && got < int64(*seeds/10) { // of few meetings it says nothing
		t.Errorf("only %d decisions changed the text: this shows too little", got)
	}
}

const negotiated = "resolves\nthat States [should] act\nto report [by 2028 | yearly]\n\ninstructs the Director\nto publish\n"

// negotiate is one meeting. It returns how many decisions changed the text.
func negotiate(t *testing.T, seed uint64) (decided int) {
	n := newNetwork(seed)
	chance := rand.New(rand.NewPCG(seed, 3))
	h := &hubs{t: t, n: n, limits: hub.Limits{Snapshot: 40, Resume: 50}, log: eventlog.NewMemory(), draft: negotiated}
	h.start()
	var all []*delegate
	for i := range 2 + int(seed%4) {
		role := meeting.Delegate
		if i < 2 {
			role = meeting.Chair
		}
		d := sitAs(t, n, seed, i, role, collabtest.Weather{Delay: time.Duration(5+i*i*30) * time.Millisecond, Jitter: time.Duration(i*40) * time.Millisecond})
		d.do(func() { d.negotiates = true })
		all = append(all, d)
	}
	for begin := time.Now(); time.Since(begin) < active; {
		time.Sleep(time.Duration(200+chance.IntN(3000)) * time.Millisecond)
		n.Spoil(chance)
		if chance.IntN(3) == 0 {
			h.end(chance.IntN(2) == 0)
		}
	}
	for _, d := range all {
		d.do(func() { d.quiet = true })
	}
	truth := settle(t, h, all)
	for _, d := range all {
		d.do(func() {
			if got, want := d.seat.Text().String(), truth.Text().String(); got != want {
				t.Errorf("%s has another text:\n%q\nthe log says\n%q", d.name, got, want)
			}
			if got, want := lies(d.seat.Table().Overlay), lies(truth.Overlay()); got != want {
				t.Errorf("%s has over the text\n%s\nthe log says\n%s", d.name, got, want)
			}
			if d.broken != nil {
				t.Errorf("%s came apart: %v", d.name, d.broken)
			}
		})
		d.leave()
	}
	for _, e := range h.events() {
		if d, ok := e.What.(meeting.Decided); ok && d.Delta.Changes() {
			decided++
		}
	}
	h.close()
	return decided
}

// negotiate does one thing about proposals.
func (d *delegate) negotiate(now time.Time) {
	tab := d.seat.Table()
	line := 1 + d.chance.IntN(tab.Text.Lines())
	was := tab.Text.Line(line - 1)
	w := paper.Wording{Kind: paper.Kind(1 + d.chance.IntN(5)), Para: tab.ID(line), Was: was}
	switch w.Kind {
	case paper.Change:
		w.Text = strings.Replace(was, "s", "shall ", 1) + " and more"
	case paper.Insert:
		w.Was, w.Text = "", "to add a paragraph"
	case paper.Move:
		w.After = tab.ID(1 + d.chance.IntN(tab.Text.Lines()))
	}
	p := 1 + d.chance.IntN(max(1, len(tab.Overlay.Proposals())))
	outcomes := []paper.Outcome{paper.Accepted, paper.Accepted, paper.Bracketed, paper.Alternatives, paper.Rejected, paper.Parked, paper.Editorial, paper.Agreed, paper.Undecided}
	asks := []meeting.Ask{meeting.Propose{Wording: w}, meeting.Propose{Wording: w}, meeting.React{Proposal: p, Stance: paper.Stance(d.chance.IntN(4))},
		meeting.Remark{Proposal: p, Text: "a remark"}, meeting.Amend{Proposal: p, Wording: w}, meeting.Retract{Proposal: p},
		meeting.Decide{Proposal: p, Outcome: outcomes[d.chance.IntN(len(outcomes))]}, meeting.Decide{Proposal: p, Outcome: paper.Accepted}, meeting.Undecide{Proposal: p},
		meeting.Decide{Para: tab.ID(line), Outcome: []paper.Outcome{paper.Agreed, paper.Undecided}[d.chance.IntN(2)]}}
	if pairs := tab.Brackets.Pairs; len(pairs) > 0 {
		asks = append(asks, meeting.Retain{At: pairs[d.chance.IntN(len(pairs))].Open, Off: d.chance.IntN(4) == 0})
	}
	if len(was) > 3 {
		start := tab.Text.LineStart(line - 1)
		asks = append(asks, meeting.Remark{From: start + 1, To: start + 3, Text: "about these words"})
	}
	_, _ = d.seat.Negotiate(asks[d.chance.IntN(len(asks))], now) // refused where it makes no sense
}

// lies is what lies over a draft, line by line.
func lies(o *paper.Overlay) string {
	r := o.Record()
	var b strings.Builder
	fmt.Fprintln(&b, r.IDs, r.Next, r.Gone, r.Agreed, r.Marked, r.Brackets, r.Settings)
	for _, p := range r.Proposals {
		fmt.Fprintf(&b, "%+v\n", p)
	}
	for _, m := range r.Marks {
		fmt.Fprintf(&b, "%+v\n", m)
	}
	if r.Window != nil {
		fmt.Fprintf(&b, "%+v\n", *r.Window)
	}
	return b.String()
}
