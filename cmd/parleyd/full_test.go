//go:build unix

package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"parley/collab/session"
)

// TestADiskThatTakesNoMoreLosesNothing lets the system refuse what the server
// writes, halfway through a write, as a full disk does that nobody saw coming.
// The writers are told why, keep what they write, and bring it when the server
// is there again with room.
func TestADiskThatTakesNoMoreLosesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "meeting")
	d := &daemon{cmd: exec.Command("sh", "-c", `ulimit -f 100 && exec "$@"`, "sh", os.Args[0], "--listen", "127.0.0.1:0", "--data", dir)} // 51,200 bytes a file
	d.start(t)
	link := linkOf(t, d)
	var here []*writer
	for i, name := range []string{"amina", "boris", "chen"} {
		here = append(here, arrive(t, name, link, uint64(i)))
	}
	for _, w := range here {
		w.until(t, "it was told that the server cannot write", func() bool { return errors.Is(w.seat.Link().Why, session.ErrUnkept) })
	}
	time.Sleep(100 * time.Millisecond) // they write on
	for _, w := range here {
		w.do(func() { w.quiet = true })
	}
	if err := d.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = d.cmd.Wait()
	if code, said := d.cmd.ProcessState.ExitCode(), d.log.String(); code != 0 || !strings.Contains(said, "the log's disk is full or cannot be written") {
		t.Errorf("ended with %d and said:\n%s", code, said)
	}
	startDaemon(t, "--listen", link.Host, "--data", dir)
	leave(t, here)
	draft, _ := read(t, link)
	reckon(t, here, draft)
}
