// Package lock lets one process at a time use what a file stands for. The
// system lets go of the lock when the process ends, however that happens.
package lock

import (
	"errors"
	"fmt"
	"os"
)

// ErrHeld reports a lock that another process has, or another part of this one.
var ErrHeld = errors.New("another process has it")

// Take takes the lock of the file at path, which is made where it is missing.
// Closing the file gives it back; it may be removed before. The error wraps
// ErrHeld while another has it.
func Take(path string) (*os.File, error) {
	for {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return nil, err
		}
		if err := take(f); err != nil {
			return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), f.Close())
		}
		current, err := isAt(f, path)
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		if current {
			return f, nil
		}
		f.Close() // nobody's any more
	}
}

// isAt reports whether the file is the one at path still: whoever had it may
// have removed it between its being opened and its being locked, and then
// another could lock the next one of that name.
func isAt(f *os.File, path string) (bool, error) {
	ours, err := f.Stat()
	if err != nil {
		return false, err
	}
	there, err := os.Stat(path)
	return err == nil && os.SameFile(ours, there), nil
}
