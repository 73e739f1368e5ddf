package session_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/collabtest"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/text"
)

const (
	active  = 15 * time.Second // how long they type
	draft   = "The Parties shall cooperate.\nThe Parties may consult.\n\nDone at the seat.\n"
	counted = "abcdefghijklm\nnopqrstuvwxyz\n\nABCDEFGHIJKLMNOPQRSTUVWXYZ\n" // the draft where every letter is accounted for
	healing = 5 * time.Minute                                                // within which all must be quiet and equal
)

// seeds is how many meetings are tried: -args -seeds 5000 for a longer look.
var seeds = flag.Uint64("seeds", usualSeeds, "how many random meetings to hold")

// from is the first of them.
var from = flag.Uint64("from", 0, "the first random meeting to hold")

// seen counts what befell all meetings together, so that a fault that never
// came about is noticed.
var seen struct{ commands, restarts, crashes, tooSlow, troubles, repeats, rows atomic.Int64 }

// TestWhateverTheNetworkDoesAllEndEqual lets two to eight people type, paste,
// delete, undo and chat at once, over lines that delay, break and fall silent,
// at a server that is restarted and killed, with a disk that fails and a reader
// who is too slow. Then it mends everything, and expects one text with every
// letter in its place.
func TestWhateverTheNetworkDoesAllEndEqual(t *testing.T) {
	t.Run("meetings", func(t *testing.T) {
		for seed := *from; seed < *from+*seeds; seed++ {
			t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { meet(t, seed) })
			})
		}
	})
	t.Logf("%d meetings: %d commands, %d sent again; %d restarts and %d kills of the server, %d failures of its disk, %d readers cut for being slow",
		*seeds, seen.commands.Load(), seen.repeats.Load(), seen.restarts.Load(), seen.crashes.Load(), seen.troubles.Load(), seen.tooSlow.Load())
	if *seeds >= 200 && (seen.restarts.Load() == 0 || seen.crashes.Load() == 0 || seen.tooSlow.Load() == 0 || seen.troubles.Load() == 0 || seen.rows.Load() == 0) {
		t.Error("a fault never came about: this test shows less than it says")
	}
}

// meet is one meeting. What befalls it depends on the seed: in every third the
// server ends now and then, in every fifth its disk fails now and then, in
// every fourth one reader is too slow.
func meet(t *testing.T, seed uint64) {
	n := newNetwork(seed)
	chance := rand.New(rand.NewPCG(seed, 3))
	people := 2 + int(seed%7)
	ends, fails, slow := seed%3 == 0, seed%5 == 2, seed%4 == 1
	limits := hub.Limits{Snapshot: 60}
	if slow {
		limits.Waiting = 1500
	}
	h := openCounted(t, n, limits)
	if fails {
		h.fail(rand.New(rand.NewPCG(seed, 4)))
	}
	var delegates []*delegate
	come := func() {
		i := len(delegates)
		w := collabtest.Weather{Delay: time.Duration(5+i*i*15) * time.Millisecond, Jitter: time.Duration(i*40) * time.Millisecond}
		if slow && i == 1 {
			w = collabtest.Weather{Delay: 200 * time.Millisecond, Rate: 800, Window: 1000}
		}
		delegates = append(delegates, sit(t, n, seed, i, w))
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
		if ends && chance.IntN(3) == 0 {
			h.end(chance.IntN(2) == 0)
		}
	}
	h.fail(nil)
	for _, d := range delegates {
		d.do(func() { d.quiet = true })
	}
	truth := settle(t, h, delegates)
	for _, d := range delegates {
		d.do(func() { compare(t, d, truth) })
	}
	account(t, h, delegates, truth)
	if ends {
		lookBack(t, h, chance)
	}
	for _, d := range delegates {
		d.leave()
		seen.commands.Add(int64(len(d.asked)))
		seen.tooSlow.Add(int64(d.tooSlow))
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
