package wire_test

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

// TestASnapshotThatIsBentAnywhereIsRefusedOrHolds changes single numbers, words
// and lists of a good snapshot. Whoever joins with it is told that it makes no
// sense, or has a meeting that can be read and written in.
func TestASnapshotThatIsBentAnywhereIsRefusedOrHolds(t *testing.T) {
	const rounds = 300
	taken := 0
	s := negotiated(t)
	good, err := wire.EncodeSnapshot(s.state.Full(1))
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(rounds) {
		snap, err := wire.DecodeSnapshot(good)
		if err != nil {
			t.Fatal(err)
		}
		chance := rand.New(rand.NewPCG(seed, 5))
		for range 1 + chance.IntN(3) {
			bend(reflect.ValueOf(snap).Elem(), chance)
		}
		b, err := wire.EncodeSnapshot(snap)
		if err != nil {
			continue
		}
		if snap, err = wire.DecodeSnapshot(b); err != nil {
			continue
		}
		if joins(t, seed, snap) {
			taken++
		}
	}
	t.Logf("%d of %d were taken", taken, rounds)
	if taken == 0 || taken == rounds {
		t.Error("this shows nothing")
	}
}

// negotiated is a meeting with something of everything in it.
func negotiated(t *testing.T) *sitting {
	s := newSitting(t, 5)
	wording := func(kind draft.Kind, para, after draft.ID, was, is string) draft.Wording {
		return draft.Wording{Kind: kind, Para: para, After: after, Was: was, Text: is}
	}
	edit := func(by text.Author, command uint64, d delta.Delta) meeting.Event {
		return meeting.Event{By: by, Command: command, Base: s.state.Head(), What: meeting.Edited{Delta: d}}
	}
	s.happen(edit(1, 1, delta.Replace(s.state.Text().Len(), 0, 0, "first [one]\n")))
	s.happen(edit(2, 1, delta.Replace(s.state.Text().Len(), 0, 3, "")))
	s.happen(edit(3, 1, delta.Replace(s.state.Text().Len(), 8, 6, "")))
	for i, w := range []meeting.What{
		meeting.Proposed{Wording: wording(draft.Change, 4, 0, s.state.Text().Line(0), "other words")},
		meeting.Proposed{Wording: wording(draft.Insert, 4, 0, "", "a new one")},
		meeting.Proposed{Wording: wording(draft.Move, 4, 3, s.state.Text().Line(0), "")},
		meeting.Reacted{Proposal: 1, Stance: draft.Supporting}, meeting.Remarked{Proposal: 1, Text: "a remark"}, meeting.Remarked{From: 1, To: 3, Text: "about these"},
		meeting.Said{Text: "hear, hear"}, meeting.ObjectionsAsked{Proposal: 3}, meeting.Decided{Para: 3, Outcome: draft.Agreed},
		meeting.Decided{Proposal: 2, Para: 4, Outcome: draft.Accepted, Author: 2, Delta: delta.Replace(s.state.Text().Len(), s.state.Text().LineEnd(0), 0, "\na new one")},
		meeting.Removed{Person: 3, Name: "Writer 3"}, meeting.Guarded{On: true},
	} {
		s.happen(meeting.Event{By: text.Author(1 + i%3), Command: uint64(2 + i), Base: s.state.Head(), What: w})
	}
	s.happen(meeting.Event{By: 1, Command: 20, Base: s.state.Head(), What: meeting.Undone{Of: []uint64{1}}})
	return s
}

// work does what people do.
func work(t *testing.T, seed uint64, seat *meeting.Seat, now time.Time) {
	t.Helper()
	tab := seat.Table()
	if lines := seat.Text().Lines(); len(tab.IDs) != lines || len(tab.Labels) != lines {
		t.Errorf("seed %d: %d lines have %d ids and %d labels", seed, lines, len(tab.IDs), len(tab.Labels))
	}
	if n := seat.Len(); n < 1000 {
		if err := seat.Edit(delta.Replace(n, n/2, n/4, "x\n"), now); err != nil && err != meeting.LockedParagraph {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
	for _, p := range tab.Overlay.Proposals() {
		tab.Overlay.Base(tab.Text, p)
		for out := range draft.Withdrawn {
			seat.Negotiate(meeting.Decide{Proposal: p.Number, Outcome: out}, now) //nolint:errcheck // must not fall over, may be refused
		}
		seat.Negotiate(meeting.Undecide{Proposal: p.Number}, now) //nolint:errcheck // likewise
	}
	seat.Undo(now)
	seat.Redo(now)
	seat.Chat()
	seat.Cursors()
	for n := range 4 {
		_, err := seat.Take(meeting.Happened{Event: meeting.Event{Number: seat.Version() + 1, By: 2, Command: 90, Base: seat.Version(), What: meeting.Undecided{Proposal: n}}}, now)
		if seat.Table(); err != nil {
			return
		}
	}
}

// joins takes a snapshot as a seat does and as a server does, and works on it.
func joins(t *testing.T, seed uint64, snap *meeting.Snapshot) (taken bool) {
	t.Helper()
	defer func() {
		if why := recover(); why != nil {
			t.Errorf("seed %d: whoever joined fell over: %v", seed, why)
		}
	}()
	now := time.UnixMilli(0)
	seat := meeting.NewSeat(func(meeting.Command) {})
	if _, err := seat.Take(meeting.Welcome{You: meeting.Person{Number: 1, Role: meeting.Chair}, Snapshot: snap}, now); err != nil {
		return false
	}
	work(t, seed, seat, now)
	state, err := meeting.FromSnapshot(snap)
	if err != nil {
		t.Errorf("seed %d: a server refuses what a seat takes: %v", seed, err)
		return false
	}
	if _, err := meeting.FromSnapshot(state.Full(state.Oldest())); err != nil {
		t.Errorf("seed %d: what it leads to cannot be handed on: %v", seed, err)
	}
	return true
}

// bend changes something of a value: which is left to chance.
func bend(v reflect.Value, chance *rand.Rand) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			bend(v.Elem(), chance)
		}
	case reflect.Struct:
		if f := v.Field(chance.IntN(max(1, v.NumField()))); f.CanSet() {
			bend(f, chance)
		}
	case reflect.Slice:
		switch n := v.Len(); {
		case n == 0:
		case chance.IntN(8) == 0:
			v.Set(v.Slice(0, chance.IntN(n)))
		case chance.IntN(8) == 0:
			v.Set(reflect.AppendSlice(v, v))
		default:
			bend(v.Index(chance.IntN(n)), chance)
		}
	case reflect.Int, reflect.Int64:
		v.SetInt([]int64{0, 1, 2, v.Int() + 1, 1 << 20, 1 << 31}[chance.IntN(6)])
	case reflect.Uint8:
		v.SetUint(uint64(chance.IntN(20)))
	case reflect.Uint, reflect.Uint32, reflect.Uint64:
		v.SetUint([]uint64{0, 1, 2, v.Uint() + 1, v.Uint() - 1, 1<<32 - 1}[chance.IntN(6)])
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.String:
		v.SetString([]string{"", "x", v.String() + "\n", "[" + v.String(), "ä"}[chance.IntN(5)])
	}
}
