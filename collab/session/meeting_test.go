package session_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/collabtest"
	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
)

const (
	people  = 5
	active  = 15 * time.Second // how long they type
	draft   = "The Parties shall cooperate.\nThe Parties may consult.\n\nDone at the seat.\n"
	healing = 5 * time.Minute // within which all must be quiet and equal
)

// seeds is how many meetings are tried: -args -seeds 5000 for a longer look.
var seeds = flag.Uint64("seeds", usualSeeds, "how many random meetings to hold")

// TestFiveClientsEndEqual lets five people type, delete, undo and chat at once
// over lines that delay, break and fall silent, then mends the lines, and
// expects one text.
func TestFiveClientsEndEqual(t *testing.T) {
	for seed := range *seeds {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { meet(t, seed) })
		})
	}
}

// meet is one meeting. Every fourth only inserts, so that every letter can be
// counted; every tenth has its server restarted.
func meet(t *testing.T, seed uint64) {
	n := newNetwork(seed)
	chance := rand.New(rand.NewPCG(seed, 3))
	h := openHub(t, n)
	var delegates []*delegate
	come := func() {
		i := len(delegates)
		d := sit(t, n, seed, i, collabtest.Weather{
			Delay: time.Duration(5+i*i*15) * time.Millisecond, Jitter: time.Duration(i*40) * time.Millisecond,
		})
		delegates = append(delegates, d)
	}
	for range people - 1 {
		come()
	}
	begin := time.Now()
	for time.Since(begin) < active {
		if len(delegates) < people && time.Since(begin) > active/2 {
			come()
			delegates[people-1].late = true
		}
		time.Sleep(time.Duration(200+chance.IntN(3000)) * time.Millisecond)
		n.Spoil(chance)
		if seed%10 == 7 && chance.IntN(3) == 0 {
			h.restart()
		}
	}
	for _, d := range delegates {
		d.do(func() { d.quiet = true })
	}
	truth := settle(t, h, delegates)
	for _, d := range delegates {
		d.do(func() { compare(t, d, truth) })
	}
	account(t, h, delegates, seed%4 == 0)
	for _, d := range delegates {
		d.leave()
	}
	h.close()
}

// settle waits until everybody has everything, and returns the state that the
// log gives.
func settle(t *testing.T, h *hubs, delegates []*delegate) *meeting.State {
	deadline := time.Now().Add(healing)
	for {
		time.Sleep(time.Second)
		truth := h.replay()
		waiting := ""
		for i, d := range delegates {
			d.do(func() {
				if w, v := d.seat.Waiting(), d.seat.Version(); w > 0 || d.Waiting() > 0 || v != truth.Head() {
					waiting += fmt.Sprintf("\n%d: %d waiting in the seat, %d in the outbox, at version %d of %d, line %+v",
						i, w, d.Waiting(), v, truth.Head(), d.seat.Link())
				}
			})
		}
		if waiting == "" {
			return truth
		}
		if time.Now().After(deadline) {
			t.Fatalf("not quiet after %v:%s", healing, waiting)
		}
	}
}

func compare(t *testing.T, d *delegate, truth *meeting.State) {
	if got, want := d.seat.Text().String(), truth.Text().String(); got != want {
		t.Errorf("%s has another text:\n%q\nthe log says\n%q", d.name, got, want)
	}
	if got, want := authors(d.seat.Text()), authors(truth.Text()); got != want {
		t.Errorf("%s has other authors:\n%s\nthe log says\n%s", d.name, got, want)
	}
	if got, want := lines(d.seat.Chat()), lines(truth.Chat()); got != want {
		t.Errorf("%s has another chat:\n%s\nthe log says\n%s", d.name, got, want)
	}
	if d.refused > 0 {
		t.Errorf("%s was refused %d commands: %v", d.name, d.refused, d.refusals)
	}
	if d.broken != nil {
		t.Errorf("%s came apart: %v", d.name, d.broken)
	}
	if d.afresh > 0 && !d.late && !d.rejoins {
		t.Errorf("%s needed %d fresh copies, and has seen all from the beginning", d.name, d.afresh)
	}
}

// authors is who wrote what.
func authors(t text.Text) string {
	var b strings.Builder
	last, n := text.Author(0), 0
	for span := range t.Spans(0, t.Len()) {
		if span.By != last && n > 0 {
			fmt.Fprintf(&b, "%d:%d ", last, n)
			n = 0
		}
		last, n = span.By, n+len(span.Text)
	}
	fmt.Fprintf(&b, "%d:%d", last, n)
	return b.String()
}

func lines(chat []meeting.Line) string {
	var b strings.Builder
	for _, l := range chat {
		fmt.Fprintf(&b, "%d %d %s\n", l.Number, l.By, l.Text)
	}
	return b.String()
}

// account checks that the log has every command asked exactly once, as it was
// asked, and, where nobody deleted, that the text has every letter.
func account(t *testing.T, h *hubs, delegates []*delegate, onlyInserts bool) {
	typed := map[text.Author]int{}
	inLog := map[text.Author]map[uint64]meeting.What{}
	for _, e := range h.events() {
		if e.Command == 0 {
			continue
		}
		if inLog[e.By] == nil {
			inLog[e.By] = map[uint64]meeting.What{}
		}
		if _, twice := inLog[e.By][e.Command]; twice {
			t.Errorf("command %d of %d happened twice", e.Command, e.By)
		}
		inLog[e.By][e.Command] = e.What
		if edit, ok := e.What.(meeting.Edited); ok {
			typed[e.By] += inserted(edit.Delta)
		}
	}
	for _, d := range delegates {
		d.do(func() {
			me := d.seat.Me().Number
			for _, c := range d.asked {
				if got := inLog[me][c.Number]; fmt.Sprint(got) != fmt.Sprint(c.Happens()) {
					t.Errorf("command %d of %s: asked %v, the log has %v", c.Number, d.name, c.Happens(), got)
				}
			}
			if len(d.asked) != len(inLog[me]) {
				t.Errorf("%s asked %d commands, the log has %d", d.name, len(d.asked), len(inLog[me]))
			}
			if !onlyInserts {
				return
			}
			kept := 0
			for span := range d.seat.Text().Spans(0, d.seat.Text().Len()) {
				if span.By == me {
					kept += len(span.Text)
				}
			}
			if kept != typed[me] {
				t.Errorf("%s typed %d letters, the text has %d of them", d.name, typed[me], kept)
			}
		})
	}
}

func inserted(d delta.Delta) (n int) {
	for op := range d.Ops() {
		n += len(op.Insert)
	}
	return n
}
