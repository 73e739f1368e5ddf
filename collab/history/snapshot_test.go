package history_test

import (
	"context"
	"errors"
	"testing"

	"parley/collab/archive"
	"parley/collab/eventlog"
	"parley/collab/history"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// A swapped is a log with a snapshot that is not its own.
type swapped struct {
	history.Log
	at meeting.Version
	b  []byte
}

func (s swapped) Snapshot(context.Context, string) (uint64, []byte, error) { return s.at, s.b, nil }

func (w *written) snapshot() []byte {
	w.t.Helper()
	inner, err := wire.EncodeSnapshot(w.state.Full(w.state.Head()))
	w.must(err)
	w.must(w.past.Seal())
	return archive.Append(nil, inner, &w.past)
}

func TestASnapshotThatIsAheadOfItsLogIsDamageAndNotThePast(t *testing.T) {
	whole, cut := newWritten(t, 4), newWritten(t, 4) // the same meeting, of which one log has less
	whole.live(20)
	cut.live(10)
	h, err := history.Open(t.Context(), swapped{cut.log, whole.state.Head(), whole.snapshot()}, "m")
	if !errors.Is(err, eventlog.ErrDamaged) {
		t.Errorf("got %v, %v; want %v", h, err, eventlog.ErrDamaged)
	}
}

func TestASnapshotThatIsNotOfItsVersionIsNotUsed(t *testing.T) {
	w := newWritten(t, 4)
	w.live(20)
	for _, at := range []meeting.Version{3, w.state.Head() - 1, w.state.Head() + 1} {
		h, err := history.Open(t.Context(), swapped{w.log, at, w.snapshot()}, "m")
		w.must(err)
		if got, _ := h.Text(h.Head()); h.Head() != w.state.Head() || got.String() != w.state.Text().String() {
			t.Errorf("at %d: got %q at %d, want what the log says", at, got, h.Head())
		}
	}
}

func TestASnapshotOfAnotherMeetingGivesWayToTheWholeLog(t *testing.T) {
	w, other := newWritten(t, 4), newWritten(t, 5)
	other.live(20)
	w.live(60) // of the same people, so that most of it does not fit the other's text
	h, err := history.Open(t.Context(), swapped{w.log, other.state.Head(), other.snapshot()}, "m")
	w.must(err)
	if got, _ := h.Text(h.Head()); got.String() != w.state.Text().String() {
		t.Errorf("got %q, want %q", got, w.state.Text())
	}
}
