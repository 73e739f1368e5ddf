//go:build !unix

package pedal

import (
	"fmt"
	"os"
)

// own reports whether a directory is there. The system keeps others out of this
// user's directories.
func own(dir string) error {
	if _, err := os.Stat(dir); err != nil {
		return fmt.Errorf("look at the directory for the sockets: %w", err)
	}
	return nil
}

// refused reports whether nobody listens at a socket any more, which this
// system does not tell.
func refused(error) bool { return false }
