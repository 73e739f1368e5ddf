package meeting

import (
	"slices"
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/merge"
	"parley/collab/text"
)

// A typist types at its own place of a draft, and one letter in 200 is a line
// break. It hears what others did lag events late.
type typist struct {
	by     text.Author
	at     int // where its next letter goes, in the text it sees
	number uint64
}

const lag = 10

// duet is what two typists at once made of a long draft, as the log has it: each
// has seen of the other's all but the last lag.
func duet(events int) (start string, log []merge.Numbered) {
	start = strings.Repeat("The Parties shall consider.\n", 4000)
	doc := merge.New(text.New(start, 0), 0)
	ways := [2]typist{{by: 1, at: 20}, {by: 2, at: 60_000}}
	for n := range events {
		w := &ways[n%2]
		letter := "x"
		if w.number++; w.number%200 == 0 {
			letter = "\n"
		}
		base := Version(max(0, n-lag))
		seen := doc.Len() - (min(n, lag)+1)/2 // without the last of the other's
		if w.by == 2 {
			w.at = 60_000 + int(w.number-1) + (n-min(n, lag)+1)/2 // behind what it has seen of the other's
		}
		e := merge.Entry{By: w.by, Number: w.number, Base: base, Delta: delta.Replace(seen, w.at, 0, letter)}
		if _, err := doc.Append(Version(n+1), e); err != nil {
			panic(err)
		}
		w.at++
		log = append(log, merge.Numbered{At: Version(n + 1), Entry: e})
	}
	return start, log
}

// play takes a log in at the first typist's own machine, on which each letter of
// theirs is pending until lag events later.
func play(log []merge.Numbered, pend func(merge.Entry), take func(merge.Numbered)) {
	next := 0
	for i := range log {
		for ; next < len(log) && log[next].Base <= Version(i); next++ {
			if log[next].By == 1 {
				pend(log[next].Entry)
			}
		}
		take(log[i])
	}
}

func playState(tb testing.TB, start string, log []merge.Numbered) *State {
	s := New()
	s.doc = merge.New(text.New(start, 0), 0)
	s.trail.overlay = overlayOf(start)
	play(log, func(e merge.Entry) {
		if _, err := s.pend(e); err != nil {
			tb.Fatal(err)
		}
	}, func(n merge.Numbered) {
		if _, err := s.change(n.At, &n.Entry); err != nil {
			tb.Fatal(err)
		}
	})
	return s
}

func playBare(tb testing.TB, start string, log []merge.Numbered) *merge.Document {
	doc := merge.New(text.New(start, 0), 0)
	play(log, func(e merge.Entry) {
		if _, err := doc.Pend(e); err != nil {
			tb.Fatal(err)
		}
	}, func(n merge.Numbered) {
		if _, err := doc.Append(n.At, n.Entry); err != nil {
			tb.Fatal(err)
		}
	})
	return doc
}

// BenchmarkTwoTypeAtOnce is what a client does with a log while something of its
// own is always pending: how long that takes, and how many times as long as the
// bare document, without an overlay.
func BenchmarkTwoTypeAtOnce(b *testing.B) {
	start, log := duet(10_000)
	var state, bare time.Duration
	for b.Loop() {
		began := time.Now()
		playBare(b, start, log)
		bare += time.Since(began)
		began = time.Now()
		playState(b, start, log)
		state += time.Since(began)
	}
	b.ReportMetric(float64(state)/float64(bare), "x-bare")
	b.ReportMetric(float64(b.N*len(log))/state.Seconds(), "events/s")
}

func overlayOf(start string) *draft.Overlay { return draft.New(text.New(start, 0)) }

func TestALogTypedByTwoGivesTheSameParagraphsWhereSomethingIsPendingAndWhereNothingIs(t *testing.T) {
	start, log := duet(3000)
	mine, doc := playState(t, start, log), playBare(t, start, log)
	server := New()
	server.doc = merge.New(text.New(start, 0), 0)
	server.trail.overlay = overlayOf(start)
	for _, n := range log {
		if _, err := server.change(n.At, &n.Entry); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(mine.Overlay().IDs(), server.Overlay().IDs()) {
		t.Error("the ids of the paragraphs are others")
	}
	if mine.Text().String() != doc.Text().String() || mine.Own().String() != server.Text().String() {
		t.Error("the texts are others")
	}
}

func TestLettersTypedWhileSomethingIsPendingAreNotPlacedTwice(t *testing.T) {
	start, log := duet(350) // no line break yet
	if s := playState(t, start, log); s.trail.twin != nil || len(s.trail.late) > 0 {
		t.Errorf("%d events wait", len(s.trail.late))
	}
}

func TestTheLogsOwnTextIsThereWhileEventsWait(t *testing.T) {
	start, log := duet(900)
	s := New()
	s.doc = merge.New(text.New(start, 0), 0)
	s.trail.overlay = overlayOf(start)
	asked := 0
	play(log, func(e merge.Entry) {
		if _, err := s.pend(e); err != nil {
			t.Fatal(err)
		}
	}, func(n merge.Numbered) {
		if _, err := s.change(n.At, &n.Entry); err != nil {
			t.Fatal(err)
		}
		if asked++; asked%7 == 0 {
			if own := s.Own(); own.Lines() != s.Overlay().Lines() {
				t.Fatalf("after event %d: %d lines, %d ids", n.At, own.Lines(), s.Overlay().Lines())
			}
		}
	})
}
