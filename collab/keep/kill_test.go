//go:build unix

package keep_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"parley/collab/keep"
)

// keepsIn names the file in which this binary, started again, keeps letters
// until it is killed. It says each number once it is kept.
const keepsIn = "PARLEY_TEST_KEEPS_IN"

func TestMain(m *testing.M) {
	if path := os.Getenv(keepsIn); path != "" {
		f, err := keep.Open(path)
		for n := uint64(0); err == nil; n++ {
			next := f.Last() + 1
			c := keep.Change{Letters: letters(next, next+n%3)}
			if left := f.Letters(); n%5 == 4 {
				c.Answered = []uint64{left[0].Number}
			}
			if err = f.Keep(c); err == nil {
				fmt.Println(f.Last(), f.Letters()[0].Number)
			}
		}
		fmt.Println("error:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func TestNothingKeptIsLostWhenTheProcessIsKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "unsent")
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 15 {
		last, first := killed(t, path, 1+random.IntN(60))
		f, err := keep.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		left := numbers(f)
		if len(left) == 0 || left[len(left)-1] < last || left[0] > first+1 || f.Damage() != nil {
			t.Fatalf("said to be kept: %d to %d; found %v, damage %v", first, last, left, f.Damage())
		}
		for i, n := range left {
			if n != left[0]+uint64(i) {
				t.Fatalf("found %v, with a hole", left)
			}
		}
		f.Close()
	}
}

// killed runs the keeper, kills it when it has said so many lines, and returns
// the last and the first letter that it said it kept.
func killed(t *testing.T, path string, lines int) (last, first uint64) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), keepsIn+"="+path)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	s := bufio.NewScanner(out)
	for s.Scan() {
		a, b, _ := strings.Cut(s.Text(), " ")
		if last, err = strconv.ParseUint(a, 10, 64); err != nil {
			t.Fatalf("the keeper said %q", s.Text())
		}
		first, _ = strconv.ParseUint(b, 10, 64)
		if lines--; lines == 0 {
			must(t, cmd.Process.Kill())
		}
	}
	_ = cmd.Wait()
	return last, first
}

func TestAFullDiskIsSaidAndWhatWasKeptStays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "unsent")
	f := open(t, path)
	must(t, f.Keep(keep.Change{Letters: letters(1, 3)}))
	full(t, 1<<20) // more than go test's own log, which grows meanwhile
	heavy := func(n uint64) keep.Change {
		l := letter(n)
		l.Frame = make([]byte, 64<<10)
		return keep.Change{Letters: []keep.Letter{l}}
	}
	var err error
	n := uint64(4)
	for ; err == nil && n < 100; n++ {
		err = f.Keep(heavy(n))
	}
	if err == nil || !strings.Contains(err.Error(), path) {
		t.Fatalf("got %v after %d letters, want that %s cannot be written", err, n, path)
	}
	n-- // the one that was not taken
	if got := numbers(f); uint64(len(got)) != n-1 || f.Last() != n-1 {
		t.Errorf("after the error: got %v, want 1 to %d", got, n-1)
	}
	if err = f.Keep(heavy(n)); err == nil {
		t.Error("kept on a disk that is still full")
	}
	b, err := os.ReadFile(path)
	must(t, err)
	again, _ := reopened(t, b)
	if got := numbers(again); uint64(len(got)) != n-1 || again.Damage() != nil {
		t.Errorf("on the disk: got %v, damage %v, want 1 to %d", got, again.Damage(), n-1)
	}
	again.Close()
	full(t, unix.RLIM_INFINITY) // room again
	must(t, f.Keep(keep.Change{Letters: letters(n, n+1)}))
	must(t, f.Close())
	if f = open(t, path); uint64(len(numbers(f))) != n+1 || f.Damage() != nil {
		t.Errorf("with room again: got %v, damage %v", numbers(f), f.Damage())
	}
}

// full makes the system refuse to let files grow past so many bytes, which
// fails as a full disk does, halfway through a write.
func full(t *testing.T, bytes uint64) {
	t.Helper()
	var was unix.Rlimit
	must(t, unix.Getrlimit(unix.RLIMIT_FSIZE, &was))
	must(t, unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: min(bytes, was.Max), Max: was.Max}))
	t.Cleanup(func() { _ = unix.Setrlimit(unix.RLIMIT_FSIZE, &was) })
}
