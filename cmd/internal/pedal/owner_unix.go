//go:build unix

package pedal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// own reports whether a directory is this user's, and closed to all others.
func own(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return fmt.Errorf("look at the directory for the sockets: %w", err)
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.IsDir() || int(stat.Uid) != os.Getuid() || info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%w: %s", ErrUnsafe, dir)
	}
	return nil
}

// refused reports whether nobody listens at a socket any more.
func refused(err error) bool {
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, fs.ErrNotExist)
}
