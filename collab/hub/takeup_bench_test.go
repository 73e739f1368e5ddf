package hub

import (
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/eventlog"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// BenchmarkTakeUp takes a meeting of 300,000 edits up: from its snapshot, as
// after a restart, and from the whole log.
func BenchmarkTakeUp(b *testing.B) {
	const edits = 300_000
	log := eventlog.NewMemory()
	h := newHall(New(Config{Log: log}).config, "m", newCounts())
	if _, err := h.takeUp(b.Context(), "", "resolves\n"); err != nil {
		b.Fatal(err)
	}
	person := meeting.Person{Number: 1, Name: "Amina", Role: meeting.Delegate}
	at, length := time.UnixMilli(1_800_000_000_000), 9
	for i := range uint64(edits) {
		e := meeting.Event{Number: h.state.Head() + 1, At: at, By: person.Number, Command: i + 1, Base: h.state.Head(), What: meeting.Edited{Delta: delta.Replace(length, int(i*7)%length, 0, "x")}}
		entry, err := wire.EncodeEvent(e)
		if err == nil {
			_, err = log.Append(b.Context(), "m", e.Number-1, entry)
		}
		if err == nil {
			err = h.happen(e, entry, nil)
		}
		if err != nil {
			b.Fatal(err)
		}
		at, length = at.Add(200*time.Millisecond), length+1
	}
	takeUp := func(b *testing.B) {
		for b.Loop() {
			h := newHall(New(Config{Log: log}).config, "m", newCounts())
			if err := h.restore(b.Context()); err != nil || h.state.Text().Len() != edits+9 {
				b.Fatal(err, h.state.Text().Len())
			}
		}
	}
	b.Run("from the whole log", takeUp)
	h.keep(h.newSave())
	b.Run("from a snapshot", takeUp)
}
