//go:build unix

package main

import (
	"syscall"
	"time"
)

// processorTime is how much processor time the process has used since it began,
// in user and system mode.
func processorTime() (used time.Duration, known bool) {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0, false
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), true
}
