package keep

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"
)

func TestWhatIsKeptIsOnTheDiskWithItsDirectory(t *testing.T) {
	var waited []string
	defer func(before func(*os.File) error) { synced = before }(synced)
	synced = func(f *os.File) error {
		waited = append(waited, f.Name())
		return f.Sync()
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "unsent")
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for n := range uint64(2) {
		if err := f.Keep(Change{Letters: []Letter{{Number: n + 1, At: time.UnixMilli(1), Frame: []byte("one")}}}); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{path + ".new", dir, path}
	if runtime.GOOS == "windows" { // which has no such thing as a directory that is written
		want = slices.Delete(want, 1, 2)
	}
	if !slices.Equal(waited, want) {
		t.Errorf("waited for %q, want %q", waited, want)
	}
}

func TestAFileThatNamesNoSessionIsDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "unsent")
	b := begin([16]byte{}, 0, 3)
	if err := create(path, b); err != nil {
		t.Fatal(err)
	}
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if f.Damage() == nil || f.Damage().Aside == "" || f.Nonce() == [16]byte{} {
		t.Errorf("got damage %v, session %x", f.Damage(), f.Nonce())
	}
}
