package replay_test

import (
	"os"
	"testing"

	"parley/cmd/internal/replay"
)

// BenchmarkReplay replays the trace that PARLEY_TRACE names, or the small ones
// of our own.
func BenchmarkReplay(b *testing.B) {
	files := []string{"testdata/sequential.json", "testdata/concurrent.json"}
	if file := os.Getenv("PARLEY_TRACE"); file != "" {
		files = []string{file}
	}
	for _, file := range files {
		trace, err := replay.Load(file)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(trace.Kind, func(b *testing.B) {
			edits := 0
			for b.Loop() {
				r, err := replay.Run(trace)
				if err != nil || !r.OK {
					b.Fatal(r, err)
				}
				edits += r.Edits
			}
			b.ReportMetric(float64(edits)/b.Elapsed().Seconds(), "edits/s")
		})
	}
}
