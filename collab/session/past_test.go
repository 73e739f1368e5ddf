package session_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	rules "parley/collab/draft"
	"parley/collab/history"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/text"
)

// lookBack checks what the history says of a meeting, out of the newest
// snapshot that any of its servers left and the log behind it, against a replay
// of the whole log: the text at some versions, what happened between them, and
// who put each letter there.
func lookBack(t *testing.T, h *hubs, chance *rand.Rand) {
	past, err := history.Open(context.Background(), h.log, hub.Name(meetingID))
	if err != nil {
		t.Fatal(err)
	}
	events := h.events()
	states := map[meeting.Version]text.Text{}
	s := meeting.New()
	looked := []meeting.Version{past.Head()}
	for range 4 {
		looked = append(looked, 1+meeting.Version(chance.IntN(len(events))))
	}
	for _, e := range events {
		if err := s.Apply(e); err != nil {
			t.Fatal(err)
		}
		states[e.Number] = s.Text()
	}
	for i, v := range looked {
		got, err := past.Text(v)
		if err != nil || got.String() != states[v].String() || authors(got) != authors(states[v]) {
			t.Errorf("the text at version %d: got %q, %v, want %q", v, got, err, states[v])
		}
		w := looked[(i+1)%len(looked)]
		d, err := past.Between(v, w)
		if err != nil {
			t.Fatal(err)
		}
		if after, err := rules.Apply(states[v], d, 0); err != nil || after.String() != states[w].String() {
			t.Errorf("version %d and what happened up to %d make %q, %v, want %q", v, w, after, err, states[w])
		}
		blame(t, past, v, states[v], events)
	}
}

// blame checks who is said to have put each letter of a version there: with an
// edit that typed it, or with an undo, which may bring letters back.
func blame(t *testing.T, past *history.History, v meeting.Version, at text.Text, events []meeting.Event) {
	spans, err := past.Blame(v, 0, at.Len())
	if err != nil {
		t.Fatal(err)
	}
	end := 0
	for _, span := range spans {
		if span.From != end || span.To <= span.From || span.Version < 1 || span.Version > v {
			t.Fatalf("version %d: %+v after %d", v, span, end)
		}
		end = span.To
		e := events[span.Version-1]
		if !e.At.Equal(span.At) {
			t.Errorf("version %d: event %d was at %v, not %v", v, span.Version, e.At, span.At)
		}
		typed := ""
		switch what := e.What.(type) {
		case meeting.Undone:
			continue
		case meeting.Opened:
			typed = what.Text
		case meeting.Edited:
			for op := range what.Delta.Ops() {
				typed += op.Insert
			}
		}
		for _, r := range at.Cut(span.From, span.To).String() {
			if span.By != e.By || !strings.ContainsRune(typed, r) {
				t.Errorf("version %d: %q is not of event %d by %d", v, r, span.Version, span.By)
			}
		}
	}
	if end != at.Len() {
		t.Errorf("version %d: %d of %d code points have somebody", v, end, at.Len())
	}
}
