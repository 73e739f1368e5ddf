package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
)

// smallDisk runs its arguments in a mount namespace of their own, in which
// disk is a file system in memory that is soon full.
const smallDisk = `mount -t tmpfs -o size=70m none disk && exec "$@"`

// canMount reports whether the system lets us do that.
func canMount() bool {
	return exec.Command("unshare", "-m", "sh", "-c", "mount -t tmpfs none /mnt").Run() == nil
}

// startSmall starts a parley that sees a small disk: startsmall NAME ARGS...
func startSmall(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.MkdirAll(ts.MkAbs("disk"), 0o700))
	p := &program{name: args[0], out: newTranscript(), done: make(chan struct{})}
	p.cmd = exec.Command("unshare", append([]string{"-m", "sh", "-c", smallDisk, "sh", "parley"}, args[1:]...)...)
	env := append(os.Environ(), "XDG_DATA_HOME="+ts.Getenv("XDG_DATA_HOME"), "HOME="+ts.Getenv("HOME"))
	ts.Check(p.run(ts.MkAbs("."), env))
	keep(ts, p)
}

// fillDisk makes that disk full, or not any more: fill NAME BYTES.
func fillDisk(ts *testscript.TestScript, _ bool, args []string) {
	p := running(ts, args, 2)
	size, err := strconv.Atoi(args[1])
	ts.Check(err)
	path := fmt.Sprintf("/proc/%d/root%s", p.cmd.Process.Pid, filepath.Join(ts.MkAbs("disk"), "other"))
	if size == 0 {
		ts.Check(os.Remove(path))
		return
	}
	ts.Check(os.WriteFile(path, make([]byte, size), 0o600))
}

// cutFiles does to files what a power cut does with a disk that lied: cut
// PATTERN.
func cutFiles(ts *testscript.TestScript, _ bool, args []string) {
	files, err := filepath.Glob(ts.MkAbs(args[0]))
	if err == nil && len(files) == 0 {
		err = errors.New("no such files")
	}
	ts.Check(err)
	for _, f := range files {
		info, err := os.Stat(f)
		ts.Check(err)
		ts.Check(os.Truncate(f, max(0, info.Size()-10)))
	}
}
