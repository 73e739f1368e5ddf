package wire_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

// An edit may have 50,000 steps, and one connection brings 24 such at once: a
// draft in which every other letter is somebody else's.
func TestADraftInWhichEveryOtherLetterIsSomebodyElsesIsWelcomed(t *testing.T) {
	const each, edits = 24_900, 24
	s := newSitting(t, 1)
	number := uint64(0)
	edit := func(d delta.Delta) {
		number++
		c := meeting.Command{Number: number, Base: s.state.Head(), Ask: meeting.Edit{Delta: d}}
		if err := s.state.Check(s.writers[0].Me(), c); err != nil {
			t.Fatal(err)
		}
		s.happen(meeting.Event{By: 1, Command: c.Number, Base: c.Base, What: c.Happens()})
	}
	edit(delta.Replace(s.state.Text().Len(), 0, 0, strings.Repeat("a", each*edits)))
	for i := range edits {
		var b delta.Builder
		b.Keep(2 * each * i)
		for range each {
			b.Keep(1)
			b.Insert("x")
		}
		b.Keep(s.state.Text().Len() - 2*each*i - each)
		c := meeting.Command{Number: uint64(i + 1), Base: s.state.Head(), Ask: meeting.Edit{Delta: b.Delta()}}
		if err := s.state.Check(s.writers[1].Me(), c); err != nil {
			t.Fatal(err)
		}
		s.happen(meeting.Event{By: 2, Command: c.Number, Base: c.Base, What: c.Happens()})
	}
	for range 2 * meeting.UndoReach { // so that these are in the draft, and not among the last edits
		n := s.state.Text().Len()
		edit(delta.Replace(n, n, 0, "y"))
	}
	snap := s.state.Snapshot(s.state.Head())
	if len(snap.Text) < 2*each*edits {
		t.Fatalf("the draft has %d pieces", len(snap.Text))
	}
	b := on(t, meeting.Welcome{You: s.writers[0].Me(), Head: s.state.Head(), At: time.UnixMilli(1), Snapshot: snap})
	said, err := wire.ParseSaid(b)
	if err != nil {
		t.Fatalf("nobody can read the welcome of %d bytes: %v", len(b), err)
	}
	if got := said.(meeting.Welcome).Snapshot.Text; !slices.Equal(got, snap.Text) {
		t.Errorf("got %d pieces, want %d", len(got), len(snap.Text))
	}
	same(t, restored(t, s.state, s.state.Head()), s.state)
}

func TestADraftKeepsWhoWroteWhichLetters(t *testing.T) {
	for _, pieces := range [][]meeting.Piece{
		nil,
		{{By: 0, Text: "a"}},
		{{By: 3, Text: "👩\u200d🚀"}, {By: math.MaxUint32, Text: "é\n"}, {By: 3, Text: strings.Repeat("中", 300)}},
	} {
		b, err := wire.EncodeSnapshot(&meeting.Snapshot{Text: pieces})
		if err != nil {
			t.Fatal(err)
		}
		snap, err := wire.DecodeSnapshot(b)
		if err != nil || !slices.Equal(snap.Text, pieces) {
			t.Errorf("got %v, %v; want %v", snap, err, pieces)
		}
	}
	b, err := wire.EncodeSnapshot(&meeting.Snapshot{Text: []meeting.Piece{{By: 1, Text: "a"}, {By: text.Author(2)}}})
	if err != nil {
		t.Fatal(err)
	}
	if snap, err := wire.DecodeSnapshot(b); err != nil || len(snap.Text) != 1 {
		t.Errorf("a piece of nothing: got %v, %v", snap, err)
	}
}
