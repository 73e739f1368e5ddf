package replay

import (
	"os"
	"testing"

	"parley/collab/delta"
)

// sequential returns the edits of the trace that PARLEY_TRACE names, or of the
// small one of our own.
func sequential(t testing.TB) (string, []delta.Delta) {
	file := "testdata/sequential.json"
	if named := os.Getenv("PARLEY_TRACE"); named != "" {
		file = named
	}
	trace, err := Load(file)
	if err != nil {
		t.Fatal(err)
	}
	deltas, _, err := trace.deltas()
	if err != nil {
		t.Fatal(err)
	}
	return trace.Start, deltas[:min(len(deltas), mostOverLine)]
}

func TestEditsComeThroughToASecondClient(t *testing.T) {
	start, deltas := sequential(t)
	rate, err := overLine(start, deltas)
	if err != nil || rate <= 0 {
		t.Errorf("%d edits over the line: %v a second, %v", len(deltas), rate, err)
	}
}

// BenchmarkOverTheLine is an edit from one client's seat to another's.
func BenchmarkOverTheLine(b *testing.B) {
	start, deltas := sequential(b)
	best := 0.0
	for b.Loop() {
		rate, err := overLine(start, deltas)
		if err != nil {
			b.Fatal(err)
		}
		best = max(best, rate)
	}
	b.ReportMetric(best, "best-edits/s")
}
