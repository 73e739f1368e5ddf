package serve

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/adrg/xdg"
)

// Check finds what can be known to be wrong before Open, and creates nothing:
// an address that is none, a directory with other things in it, a draft that
// cannot be read for a meeting that is new. Open does it too; it is for callers
// that create something of their own before.
func (c Config) Check() error {
	if err := checkListen(c.Listen); err != nil {
		return err
	}
	if err := c.Domain.check(); err != nil {
		return err
	}
	if err := CheckMode(c.Mode); err != nil {
		return err
	}
	begun, err := used(c.Data)
	if err != nil || begun {
		return err
	}
	_, err = c.draft()
	for _, d := range c.Documents {
		if err == nil {
			_, err = d.Text()
		}
	}
	return err
}

func (c Config) draft() (string, error) {
	if c.Draft == nil {
		return "", nil
	}
	return c.Draft()
}

// ours is what a meeting has in its directory, and what a file system puts
// there by itself.
var ours = []string{"log", keyFile, certificateFile, addressFile, "server.log", controlFile, closedDir, authorityDir, "lost+found"}

// used reports whether there is a log in the directory. One that has anything
// else in it and no log is refused: nobody wants a meeting among other files,
// nor another one under the name of one whose log was lost.
func used(dir string) (bool, error) {
	there, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look into the directory of the meeting: %w", err)
	}
	for _, sign := range []string{"in-use", "jetstream"} { // either may be lost in a copy
		if !gone(filepath.Join(dir, "log", sign)) {
			return true, nil
		}
	}
	for _, file := range []string{keyFile, certificateFile} { // made after the log
		if !gone(filepath.Join(dir, file)) {
			return false, fmt.Errorf("%s has the keys of a meeting, and its log is gone: put back a copy of the whole directory, or remove %s and %s to open another meeting with other links", dir, keyFile, certificateFile)
		}
	}
	for _, f := range there {
		if name := f.Name(); !slices.Contains(ours, name) && !strings.HasPrefix(name, ".new-") {
			return false, fmt.Errorf("%s has no meeting, but other files, such as %s: give an empty directory, or one that is not there yet, with --data", dir, name)
		}
	}
	return false, nil
}

// Home is the directory for meetings that are not given one. It is empty where
// the environment says of no place for this user's data.
func Home() string {
	if _, err := os.UserHomeDir(); err != nil && !filepath.IsAbs(os.Getenv("XDG_DATA_HOME")) {
		return ""
	}
	return filepath.Join(xdg.DataHome, "parley")
}

// ErrNoHome reports that nobody said where to keep the meeting.
var ErrNoHome = errors.New("there is no place for the meeting, as neither HOME nor XDG_DATA_HOME is set: give a directory with --data")
