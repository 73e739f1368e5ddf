package main

import (
	"context"
	"os"
	"runtime"
	"time"
)

const (
	// lookOften is how often the server looks at how busy it is, and lookSeldom while it
	// does next to nothing: a crowd that comes at once waits for its second processor so
	// long at most.
	lookOften, lookSeldom = 200 * time.Millisecond, time.Second
	// busy and calm are shares of one processor. From busy on the server uses all
	// that the machine has, and below calm for calmFor one is enough again.
	busy    = 0.6
	calm    = 0.4
	calmFor = 2 * time.Second
	// idle is the share up to which it does next to nothing.
	idle = 0.02
)

// spares has the process run on one processor while that is enough for it, until
// ctx ends. What a meeting brings are thousands of short pieces of work, and with
// more processors the runtime wakes another thread for each, which finds nothing
// left to do: for a join that is as much as its handshakes. Who sets GOMAXPROCS has
// decided.
func spares(ctx context.Context) {
	_, decided := os.LookupEnv("GOMAXPROCS")
	used, known := processorTime()
	if decided || !known || runtime.GOMAXPROCS(0) == 1 {
		return
	}
	defer runtime.SetDefaultGOMAXPROCS()
	tick := time.NewTimer(lookOften)
	defer tick.Stop()
	t := newThrift(time.Now(), used)
	for all := true; ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		used, _ = processorTime()
		before := all
		switch all = t.look(time.Now(), used); {
		case all && !before:
			runtime.SetDefaultGOMAXPROCS()
		case before && !all:
			runtime.GOMAXPROCS(1)
		}
		tick.Reset(t.next)
	}
}

// A thrift knows when one processor is enough.
type thrift struct {
	all  bool
	used time.Duration // processor time up to the last look
	at   time.Time     // when that was
	busy time.Time     // when one was last not enough by far
	next time.Duration // after how long to look again
}

// newThrift begins with all processors: what a server that starts has to do is
// often a lot.
func newThrift(now time.Time, used time.Duration) *thrift {
	return &thrift{all: true, used: used, at: now, busy: now}
}

// look takes in how much processor time the process has used by now, and reports
// whether it is to use all processors until the next look.
func (t *thrift) look(now time.Time, used time.Duration) (all bool) {
	share := float64(used-t.used) / float64(max(now.Sub(t.at), 1))
	t.used, t.at = used, now
	if share >= calm {
		t.busy = now
	}
	if t.next = lookOften; share < idle {
		t.next = lookSeldom
	}
	switch {
	case share >= busy:
		t.all = true
	case now.Sub(t.busy) >= calmFor:
		t.all = false
	}
	return t.all
}
