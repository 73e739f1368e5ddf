package eventlog

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// damages are what a bad disk, a power cut or a hand does to a file.
var damages = []struct {
	name string
	does func([]byte) []byte // nil: the file is gone
}{
	{"cut in half", func(b []byte) []byte { return b[:len(b)/2] }},
	{"cut a little", func(b []byte) []byte { return b[:max(0, len(b)-10)] }},
	{"a bit flipped in the middle", func(b []byte) []byte { b[len(b)/2] ^= 4; return b }},
	{"a bit flipped at the end", func(b []byte) []byte { b[len(b)*9/10] ^= 4; return b }},
	{"half written", func(b []byte) []byte { clear(b[len(b)/2:]); return b }},
	{"gone", nil},
}

// whole makes a log of n entries with two snapshots, and closes it.
func whole(t *testing.T, n int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	j := open(t, dir)
	for i := range n {
		if _, err := j.Append(t.Context(), "m", uint64(i), fmt.Append(nil, "entry number ", i+1)); err != nil {
			t.Fatal(err)
		}
	}
	for _, at := range []uint64{50, 100} {
		if err := j.SaveSnapshot(t.Context(), "m", at, fmt.Append(nil, "snapshot at ", at)); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// files returns the names of the files in a directory and below.
func files(t *testing.T, dir string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && d.Name() != lockFile {
			name, _ := filepath.Rel(dir, path)
			all = append(all, name)
		}
		return err
	})
	if err != nil || len(all) < 5 {
		t.Fatalf("got files %q, %v", all, err)
	}
	return all
}

func TestDamagedFilesAreSaidAndNeverServedAsTruth(t *testing.T) {
	const n = 120
	from := whole(t, n)
	said := 0
	for _, name := range files(t, from) {
		for _, damage := range damages {
			for _, index := range []bool{true, false} { // JetStream reads its files through when it has no index
				what := fmt.Sprintf("%s %s, index there %v", name, damage.name, index)
				dir := t.TempDir()
				if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
					t.Fatal(err)
				}
				if !index {
					forget(t, dir)
				}
				spoil(t, filepath.Join(dir, name), damage.does)
				if opened(t, what, dir, n) {
					said++
				}
			}
		}
	}
	if said < 20 {
		t.Errorf("only %d of the damages were noticed", said)
	}
}

// forget removes JetStream's indexes.
func forget(t *testing.T, dir string) {
	t.Helper()
	for _, name := range files(t, dir) {
		if filepath.Base(name) == "index.db" {
			spoil(t, filepath.Join(dir, name), nil)
		}
	}
}

func spoil(t *testing.T, path string, how func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(path)
	switch {
	case errors.Is(err, os.ErrNotExist): // forgotten already
		return
	case err == nil && how == nil:
		err = os.Remove(path)
	case err == nil:
		err = os.WriteFile(path, how(b), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// opened opens a damaged log. Either it says so in one sentence, or it has
// everything; what it hands out is right either way. It reports which.
func opened(t *testing.T, what, dir string, n int) (said bool) {
	t.Helper()
	j, err := Open(dir)
	if err != nil {
		if !strings.Contains(err.Error(), dir) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want one sentence that names %s", what, err, dir)
		}
		return true
	}
	defer j.Close()
	got := 0
	err = j.Read(t.Context(), "m", 0, func(number uint64, entry []byte) error {
		if got++; string(entry) != fmt.Sprint("entry number ", number) {
			t.Errorf("%s: entry %d is %q", what, number, entry)
		}
		return nil
	})
	switch {
	case err == nil && got != n:
		t.Errorf("%s: got %d entries of %d and not a word", what, got, n)
	case err != nil && (!errors.Is(err, ErrDamaged) || strings.Contains(err.Error(), "\n")):
		t.Errorf("%s: got %v, want one sentence that wraps ErrDamaged", what, err)
	}
	if names, err := j.Meetings(t.Context()); err != nil || len(names) != 1 {
		t.Errorf("%s: got meetings %q, %v", what, names, err)
	}
	if err != nil { // nobody may go on with it as if it were new
		if _, err := j.Append(t.Context(), "m", 0, nil); err == nil {
			t.Errorf("%s: a new log was begun over the damaged one", what)
		}
	}
	at, b, damaged := j.Snapshot(t.Context(), "m")
	if b != nil && string(b) != fmt.Sprint("snapshot at ", at) {
		t.Errorf("%s: the snapshot at %d is %q", what, at, b)
	}
	if err := j.SaveSnapshot(t.Context(), "m", 120, []byte("snapshot at 120")); err != nil {
		t.Errorf("%s: save a new snapshot: %v", what, err)
	}
	if at, b, err := j.Snapshot(t.Context(), "m"); at != 120 || string(b) != "snapshot at 120" {
		t.Errorf("%s: the new snapshot is %q at %d, %v", what, b, at, err)
	}
	return err != nil || damaged != nil
}

func TestOfADamagedSnapshotTheOneBeforeIsUsed(t *testing.T) {
	j := open(t, t.TempDir())
	for _, at := range []uint64{1, 2, 3} {
		if err := j.SaveSnapshot(t.Context(), "m", at, fmt.Append(nil, "at ", at)); err != nil {
			t.Fatal(err)
		}
	}
	whole, damaged, err := j.shots(t.Context(), "m")
	if err != nil || damaged != nil || len(whole) != snapshotsKept || whole[0].at != 3 || whole[1].at != 2 {
		t.Fatalf("got %v, %v, %v, want the two newest", whole, damaged, err)
	}
	for _, tt := range []struct {
		name    string
		parts   []part
		at      uint64
		damaged bool
	}{
		{"both whole", []part{{save: 1, at: 1, parts: 1, sequence: 1}, {save: 2, at: 2, parts: 1, sequence: 2}}, 2, false},
		{"the newer unreadable", []part{{save: 1, at: 1, parts: 1, sequence: 1}, {sequence: 2, unreadable: true}}, 1, true},
		{"the newer not finished", []part{{save: 1, at: 1, parts: 1, sequence: 1}, {save: 2, at: 2, parts: 2, sequence: 2}}, 1, false},
		{"the newer without its beginning", []part{{save: 1, at: 1, parts: 1, sequence: 1}, {save: 2, at: 2, index: 1, parts: 2, sequence: 3}}, 1, true},
		{"one with a hole", []part{{save: 1, at: 1, parts: 3, sequence: 1}, {sequence: 2, unreadable: true}, {save: 1, at: 1, index: 2, parts: 3, sequence: 3}}, 0, true},
		{"one that was given up, and a later one", []part{{save: 1, at: 1, parts: 2, sequence: 1}, {save: 2, at: 2, parts: 1, sequence: 2}}, 2, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			whole, damaged := assemble(tt.parts)
			if (damaged != nil) != tt.damaged || tt.at != 0 && (len(whole) == 0 || whole[0].at != tt.at) || tt.at == 0 && len(whole) > 0 {
				t.Errorf("got %v, %v, want the one at %d, damaged %v", whole, damaged, tt.at, tt.damaged)
			}
		})
	}
}

func TestAPartThatIsNotAsItWasWrittenIsNoticed(t *testing.T) {
	m := split("m", 7, []byte("abc"))[0]
	if p := parsePart("m", 1, m); p.unreadable || p.at != 7 || string(p.bytes) != "abc" || p.parts != 1 {
		t.Errorf("got %+v", p)
	}
	if p := parsePart("n", 1, m); !p.unreadable {
		t.Error("a part of another meeting's snapshot was read")
	}
	for i := range m {
		m[i] ^= 1
		if p := parsePart("m", 1, m); !p.unreadable {
			t.Errorf("byte %d changed, and nobody noticed", i)
		}
		m[i] ^= 1
	}
	if p := parsePart("m", 1, m[:partHead-1]); !p.unreadable {
		t.Error("a part cut short was read")
	}
}
