package replay_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/cmd/internal/replay"
)

func TestATraceIsReplayedToItsEnd(t *testing.T) {
	for _, name := range []string{"sequential", "concurrent"} {
		t.Run(name, func(t *testing.T) {
			trace, err := replay.Load(filepath.Join("testdata", name+".json"))
			if err != nil {
				t.Fatal(err)
			}
			r, err := replay.Run(trace)
			if err != nil {
				t.Fatal(err)
			}
			if !r.OK || r.Edits != len(trace.Txns) {
				t.Errorf("got ok %v after %d edits, want all %d", r.OK, r.Edits, len(trace.Txns))
			}
			if r.Seconds <= 0 || r.EditsPerSecond <= 0 || r.OpenMS <= 0 || r.HeapMB <= 0 {
				t.Errorf("a figure is missing: %+v", r)
			}
			inserted := 0
			for _, x := range trace.Txns {
				inserted += len(x.Patches[0].Insert)
			}
			for name, n := range map[string]int{"a message an edit": r.WireBytesSingle, "batched": r.WireBytesBatched, "the log": r.LogBytes} {
				if n < inserted || n > 60*r.Edits {
					t.Errorf("%s takes %d bytes for %d edits that insert %d", name, n, r.Edits, inserted)
				}
			}
			if r.WireBytesBatched >= r.WireBytesSingle || r.SnapshotBytes >= r.LogBytes {
				t.Errorf("batches take %d bytes, single edits %d; the snapshot %d, the log %d", r.WireBytesBatched, r.WireBytesSingle, r.SnapshotBytes, r.LogBytes)
			}
		})
	}
}

func TestATraceThatDoesNotEndAsItSaysIsNotOK(t *testing.T) {
	trace, err := replay.Load("testdata/concurrent.json")
	if err != nil {
		t.Fatal(err)
	}
	trace.End += "!"
	if r, err := replay.Run(trace); err != nil || r.OK {
		t.Errorf("got ok %v, %v", r.OK, err)
	}
}

func TestAPackedTraceIsUnpacked(t *testing.T) {
	plain, err := os.ReadFile("testdata/sequential.json")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(plain)
	z.Close()
	trace, err := replay.Load(file(t, b.String()))
	if err != nil || len(trace.Txns) == 0 {
		t.Errorf("got %v", err)
	}
}

func file(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "trace")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWhatIsNoTraceIsSaidInOneSentence(t *testing.T) {
	for _, tt := range []struct{ name, content, want string }{
		{"no JSON", "RESOLUTION 50", "no editing trace"},
		{"nothing", "", "no editing trace"},
		{"cut short", `{"txns":[{"patches":[[0,0,"a"]`, "no editing trace"},
		{"a packed file cut short", "\x1f\x8b\x08", "no editing trace"},
		{"JSON of something else", `{"name":"parley"}`, "it has no transactions"},
		{"another kind", `{"kind":"quantum","txns":[{"patches":[]}]}`, `its kind is "quantum"`},
		{"a patch of two", `{"txns":[{"patches":[[0,0]]}]}`, "a patch of 2 parts"},
		{"a patch with a negative place", `{"txns":[{"patches":[[-1,0,"a"]]}]}`, "transaction 0 has an edit that no draft can have"},
		{"a control character", `{"txns":[{"patches":[[0,0,"\u0007"]]}]}`, "transaction 0 has an edit that no draft can have"},
		{"a parent to come", `{"kind":"concurrent","txns":[{"parents":[0],"patches":[]}]}`, "not there yet"},
		{"a negative agent", `{"kind":"concurrent","txns":[{"agent":-1,"patches":[]}]}`, "is by agent -1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := replay.Load(file(t, tt.content))
			if !errors.Is(err, replay.ErrTrace) || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one sentence with %q", err, tt.want)
			}
		})
	}
	if _, err := replay.Load("testdata/none.json"); err == nil || !strings.Contains(err.Error(), "testdata/none.json") {
		t.Errorf("got %v, want an error that names the file", err)
	}
}

func TestATraceThatCannotHaveBeenIsSaidToBeSo(t *testing.T) {
	for _, tt := range []struct{ name, content, want string }{
		{"an edit behind the end", `{"txns":[{"patches":[[5,0,"a"]]}]}`, "in a text of 0 code points"},
		{"a concurrent edit behind the end", `{"kind":"concurrent","txns":[{"patches":[[5,0,"a"]]}]}`, "in a text of 0 code points"},
		{"an agent that forgot its own", `{"kind":"concurrent","txns":[{"patches":[[0,0,"a"]]},{"patches":[[0,0,"a"]]}]}`, "had not seen its own last"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			trace, err := replay.Load(file(t, tt.content))
			if err != nil {
				t.Fatal(err)
			}
			if _, err = replay.Run(trace); !errors.Is(err, replay.ErrTrace) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}
