package lock

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestALockIsHeldByOneAndGoesToTheNext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "in-use")
	first := taken(t, path)
	if _, err := Take(path); !errors.Is(err, ErrHeld) || !strings.Contains(err.Error(), path) {
		t.Fatalf("a second one got %v, want ErrHeld and the file's name", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	taken(t, path).Close()
}

func TestAFileThatWasRemovedIsNobodysLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "in-use")
	before := taken(t, path)
	defer before.Close()
	if err := os.Remove(path); err != nil {
		t.Skip("this system keeps a file that is open:", err)
	}
	if at, err := isAt(before, path); at || err != nil {
		t.Errorf("the removed file counts as the one there (%v, %v)", at, err)
	}
	now := taken(t, path)
	defer now.Close()
	if at, err := isAt(before, path); at || err != nil {
		t.Errorf("the removed file counts as the new one (%v, %v)", at, err)
	}
	if _, err := Take(path); !errors.Is(err, ErrHeld) {
		t.Errorf("got %v, want ErrHeld: the new file has a holder", err)
	}
}

func TestALockWhereNoFileCanBeIsRefused(t *testing.T) {
	if _, err := Take(filepath.Join(t.TempDir(), "nowhere", "in-use")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want that there is no such directory", err)
	}
}

func taken(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := Take(path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
