package export_test

import (
	"context"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/export"
	"parley/collab/meeting"
)

// BenchmarkReadDraft reads the draft of a meeting in which 20,000 letters were
// typed, by two delegations in turns of 50.
func BenchmarkReadDraft(b *testing.B) {
	h := open(&testing.T{}, "T", "the draft as it was brought\n")
	h.enters(kenya, "Amina", "Kenya", meeting.Delegate)
	h.enters(brazil, "Bruno", "Brazil", meeting.Delegate)
	const letters = "that Member States shall facilitate access;\n"
	for i := range 20_000 {
		by := kenya
		if i/50%2 == 1 {
			by = brazil
		}
		n := h.state.Text().Len()
		h.after(100*time.Millisecond).happens(by, meeting.Edited{Delta: delta.Replace(n, n-i%50, 0, letters[i%len(letters):i%len(letters)+1])})
	}
	for b.Loop() {
		if _, err := export.ReadDraft(context.Background(), h.log, name, 0, 0); err != nil {
			b.Fatal(err)
		}
	}
}
