// Package eventlog keeps the log of each meeting: entries numbered from 1
// without a gap, appended by compare-and-append, durable when Append returns.
// Jet keeps it in NATS JetStream, inside this process or in a cluster; Memory
// keeps it nowhere, for tests in virtual time. What the entries mean is not
// known here. Both are safe for concurrent use.
package eventlog

import (
	"errors"
	"fmt"
)

var (
	// ErrStale reports that somebody else's entry was first: read what is new,
	// decide again, and append after that.
	ErrStale = errors.New("the log has moved on")
	// ErrFull reports that the log can take no more: its disk is full or
	// cannot be written. The entry is not kept.
	ErrFull = errors.New("the log's disk is full or cannot be written")
	// ErrTooBig reports an entry longer than MaxEntry.
	ErrTooBig = errors.New("the entry is too big")
	// ErrClosed reports a log that was closed.
	ErrClosed = errors.New("the log is closed")
	// ErrDamaged reports entries or a snapshot that are missing or not as they
	// were written. Nothing of them is handed out.
	ErrDamaged = errors.New("the log's files are damaged")
	// ErrInUse reports a directory that another process has open.
	ErrInUse = errors.New("another parley is using this directory")
)

const (
	// MaxEntry is the longest entry, in bytes.
	MaxEntry = 16<<20 - 64<<10
	// MaxName is the longest name of a meeting, in letters, digits, - and _.
	MaxName = 64
)

// checkName keeps names to what is one token of a subject and one file name.
func checkName(meeting string) error {
	if meeting == "" || len(meeting) > MaxName {
		return fmt.Errorf("a meeting's name has 1 to %d characters, not %d", MaxName, len(meeting))
	}
	for _, r := range meeting {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' {
			return fmt.Errorf("%q does not belong in a meeting's name", r)
		}
	}
	return nil
}
