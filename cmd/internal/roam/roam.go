// Package roam watches the machine that this program runs on: whether it has
// lost or got addresses, as when a laptop goes from one network to another, and
// whether it slept, as when its lid was closed. Both mean that lines to a server
// should be looked after now, and not when their silence has lasted long enough.
package roam

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"time"
)

// every is how often the machine is looked at. Reading the addresses takes some
// 50 us.
const every = time.Second

// pausing is how long the program, or the machine, must have stood still for it
// to be a sleep: a busy machine or a corrected clock is none.
const pausing = 5 * time.Second

// A Change is what is not as it was.
type Change struct {
	Gone  []netip.Addr // addresses that the machine does not have any more
	Come  []netip.Addr // addresses that it has got
	Slept time.Duration
}

// Watch tells of each change until ctx ends.
func Watch(ctx context.Context, tell func(Change)) { watch(ctx, addresses, time.Now, tell) }

func watch(ctx context.Context, addresses func() ([]netip.Addr, error), now func() time.Time, tell func(Change)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	had, err := addresses()
	known, last := err == nil, now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		c := Change{Slept: stood(last, now())}
		last = now()
		if has, err := addresses(); err == nil {
			if known {
				c.Gone, c.Come = without(had, has), without(has, had)
			}
			had, known = has, true
		}
		if c.Slept > 0 || len(c.Gone) > 0 || len(c.Come) > 0 {
			tell(c)
		}
	}
}

// stood returns for how long the program stood still between two looks: by the
// clock that goes on while a machine sleeps, or by the one that does not but
// cannot be set. 0: it did not.
func stood(last, now time.Time) time.Duration {
	wall, steady := now.Round(0).Sub(last.Round(0)), now.Sub(last)
	if still := max(wall, steady) - every; still >= pausing {
		return still
	}
	return 0
}

// without are those of some addresses that are not among others.
func without(some, others []netip.Addr) (left []netip.Addr) {
	for _, a := range some {
		if !slices.Contains(others, a) {
			left = append(left, a)
		}
	}
	return left
}

// addresses are those by which the machine reaches others.
func addresses() ([]netip.Addr, error) {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	var out []netip.Addr
	for _, a := range all {
		if ip, ok := a.(*net.IPNet); ok {
			if at, ok := netip.AddrFromSlice(ip.IP); ok && !at.IsLoopback() {
				out = append(out, at.Unmap())
			}
		}
	}
	return out, nil
}
