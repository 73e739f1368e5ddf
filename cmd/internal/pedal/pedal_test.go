package pedal_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/cmd/internal/pedal"
)

// place is a short path that nobody else may enter: a socket's path has at most
// 107 bytes.
func place(t *testing.T) string {
	dir, err := os.MkdirTemp("", "p")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return filepath.Join(dir, "parley")
}

func TestAMeetingIsRung(t *testing.T) {
	dir := place(t)
	if all, err := pedal.Meetings(dir); err != nil || len(all) > 0 {
		t.Errorf("before there is a meeting: got %v, %v", all, err)
	}
	b, err := pedal.Hang(dir)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	talking := false
	go func() {
		defer close(done)
		b.Serve(func(o pedal.Order) pedal.Answer {
			switch o {
			case pedal.On:
				return pedal.Answer{Title: "Res. 50", Refused: "you listen"}
			case pedal.Toggle:
				talking = !talking
			}
			return pedal.Answer{Title: "Res. 50", Talking: talking}
		})
	}()
	all, err := pedal.Meetings(dir)
	if err != nil || len(all) != 1 || all[0].Title != "Res. 50" || all[0].Talking {
		t.Fatalf("got %+v, %v", all, err)
	}
	if a, err := all[0].Ring(pedal.Toggle); err != nil || !a.Talking {
		t.Errorf("toggle: got %+v, %v", a, err)
	}
	if a, err := all[0].Ring(pedal.On); err != nil || a.Refused != "you listen" {
		t.Errorf("refused: got %+v, %v", a, err)
	}
	if _, err := all[0].Ring("shout"); err == nil {
		t.Error("got an answer to what is no order")
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	<-done
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("got %v left behind", left)
	}
}

func TestWhatRingsWronglyHarmsNothing(t *testing.T) {
	dir := place(t)
	b, err := pedal.Hang(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	go b.Serve(func(pedal.Order) pedal.Answer { return pedal.Answer{Title: "here"} }) // ends when b is closed
	socket := filepath.Join(dir, fmt.Sprint(os.Getpid(), ".mic"))
	if info, err := os.Stat(socket); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v, want a socket for its owner only", info, err)
	}
	for _, what := range []string{"garbage\n", strings.Repeat("x", 10000) + "\n", "\n", ""} {
		c, err := net.Dial("unix", socket)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = c.Write([]byte(what)) // it may have been cut off already
		c.Close()
	}
	if all, err := pedal.Meetings(dir); err != nil || len(all) != 1 {
		t.Errorf("after garbage: got %v, %v", all, err)
	}
}

func TestWhatADeadProcessLeftIsTakenAway(t *testing.T) {
	dir := place(t)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "1.mic")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	l.Close()
	if all, err := pedal.Meetings(dir); err != nil || len(all) > 0 {
		t.Errorf("got %v, %v", all, err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want it gone", err)
	}
}

func TestADirectoryOpenToOthersIsNotUsed(t *testing.T) {
	dir := place(t)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := pedal.Hang(dir); !errors.Is(err, pedal.ErrUnsafe) {
		t.Errorf("hang: got %v, want %v", err, pedal.ErrUnsafe)
	}
	if _, err := pedal.Meetings(dir); !errors.Is(err, pedal.ErrUnsafe) {
		t.Errorf("ring: got %v, want %v", err, pedal.ErrUnsafe)
	}
}
