package eventlog

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// appendFor names the directory to which this test program, run again as a
// child, appends until it is killed.
const appendFor = "EVENTLOG_TEST_APPENDS_TO"

func TestMain(m *testing.M) {
	if dir := os.Getenv(appendFor); dir != "" {
		appendForEver(dir)
	}
	os.Exit(m.Run())
}

func appendForEver(dir string) {
	j, err := Open(dir)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	var after uint64
	j.Read(context.Background(), "m", 0, func(number uint64, _ []byte) error { after = number; return nil })
	for {
		number, err := j.Append(context.Background(), "m", after, fmt.Append(nil, "entry ", after+1))
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(number) // acknowledged: must never be lost
		after = number
	}
}

func TestWhatWasAcknowledgedOutlivesAKill(t *testing.T) {
	dir := t.TempDir()
	var acknowledged uint64
	for range 3 {
		child := exec.Command(os.Args[0], "-test.run=^$")
		child.Env = append(os.Environ(), appendFor+"="+dir)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for i := 0; lines.Scan(); i++ {
			var number uint64
			if _, err := fmt.Sscan(lines.Text(), &number); err != nil || number != acknowledged+1 && i > 0 || number <= acknowledged {
				t.Errorf("after %d the child says %q", acknowledged, lines.Text())
				break
			}
			if acknowledged = number; i == 150 {
				child.Process.Kill() // SIGKILL, in the midst of the next append; what it still printed is read on
			}
		}
		child.Process.Kill()
		child.Wait()
	}
	j := open(t, dir)
	got := read(t, j, "m", 0)
	if len(got) < int(acknowledged) || acknowledged < 450 {
		t.Fatalf("got %d entries, want at least the %d acknowledged", len(got), acknowledged)
	}
	for i, e := range got {
		if want := fmt.Sprint("entry ", i+1); e != want {
			t.Fatalf("got %q, want %q", e, want)
		}
	}
	if _, err := j.Append(t.Context(), "m", uint64(len(got)), []byte("goes on")); err != nil {
		t.Error(err)
	}
}

func TestALogIsThereWhenOpenedAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "directory")
	j := open(t, dir)
	fill(t, j, "m", "a", "b")
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	j = open(t, dir)
	if got, want := read(t, j, "m", 0), []string{"a", "b"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, err := j.Meetings(t.Context()); err != nil || !slices.Equal(got, []string{"m"}) {
		t.Errorf("got meetings %q, %v", got, err)
	}
	if _, err := j.Append(t.Context(), "m", 2, []byte("c")); err != nil {
		t.Error(err)
	}
}

func TestADirectoryHasOneOwner(t *testing.T) {
	dir := t.TempDir()
	j := open(t, dir)
	if _, err := Open(dir); !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), dir) {
		t.Errorf("got %v, want ErrInUse that names %s", err, dir)
	}
	fill(t, j, "m", "the first is not disturbed")
	j.Close()
	open(t, dir)
}

func TestADirectoryThatCannotBeIsNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(file, "below")} {
		if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), dir) {
			t.Errorf("got %v, want an error that names %s", err, dir)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "jetstream"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("a file in the log's place: got %v, want an error that names %s", err, dir)
	}
}

func TestAFullDiskSaysSoAndGoesOnWithRoom(t *testing.T) {
	j := open(t, t.TempDir())
	fill(t, j, "m", "a")
	if _, known := freeBytes(j.embedded.dir); !known {
		t.Skip("this system does not say how full its disk is")
	}
	j.embedded.keepFree.Store(math.MaxUint64)
	if _, err := j.Append(t.Context(), "m", 1, []byte("b")); !errors.Is(err, ErrFull) {
		t.Errorf("got %v, want ErrFull", err)
	}
	j.embedded.keepFree.Store(0)
	if _, err := j.Append(t.Context(), "m", 1, []byte("b")); err != nil {
		t.Error(err)
	}
	if got, want := read(t, j, "m", 0), []string{"a", "b"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestALogThatStoppedSaysSo(t *testing.T) {
	j := open(t, t.TempDir())
	fill(t, j, "m", "a")
	if err := j.embedded.server.DisableJetStream(); err != nil { // as it does by itself when a write fails
		t.Fatal(err)
	}
	if _, err := j.Append(t.Context(), "m", 1, []byte("b")); !errors.Is(err, ErrFull) {
		t.Errorf("got %v, want ErrFull", err)
	}
}

func TestNobodyThereIsSaid(t *testing.T) {
	if _, err := Dial("nats://127.0.0.1:1"); err == nil || !strings.Contains(err.Error(), "127.0.0.1:1") {
		t.Errorf("got %v, want an error that names the server", err)
	}
}

func TestALogRunsInVirtualTime(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		j, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		fill(t, j, "m", "a")
		time.Sleep(time.Hour)
		if got, want := read(t, j, "m", 0), []string{"a"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		j.Close()
		time.Sleep(10 * time.Second) // the server's last timers
	})
}

func BenchmarkAppend(b *testing.B) {
	j := open(b, b.TempDir())
	entry := make([]byte, 60)
	after := uint64(0)
	for b.Loop() {
		number, err := j.Append(b.Context(), "m", after, entry)
		if err != nil {
			b.Fatal(err)
		}
		after = number
	}
}

func BenchmarkRead(b *testing.B) {
	const n = 20_000
	j := open(b, b.TempDir())
	entry := make([]byte, 60)
	for i := range uint64(n) {
		if _, err := j.Append(b.Context(), "m", i, entry); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		var got int
		if err := j.Read(b.Context(), "m", 0, func(uint64, []byte) error { got++; return nil }); err != nil || got != n {
			b.Fatal(got, err)
		}
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}

func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	for b.Loop() {
		j, err := Open(dir)
		if err != nil {
			b.Fatal(err)
		}
		j.Close()
	}
}

func TestEveryEntryIsSyncedToTheDisk(t *testing.T) {
	j := open(t, t.TempDir())
	if c := j.embedded.server.JetStreamConfig(); c == nil || !c.SyncAlways {
		t.Errorf("JetStream works with %+v, want SyncAlways: what is acknowledged would not be on the disk for two minutes", c)
	}
}
