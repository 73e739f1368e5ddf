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

// often is how often the machine is looked at where it tells nothing of itself, and
// seldom where it does. Reading the addresses takes some 50 us, and waking for it as
// much again.
const (
	often  = time.Second
	seldom = 10 * time.Second
)

// apart is the least time between two looks, however much the machine tells.
const apart = 100 * time.Millisecond

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
func Watch(ctx context.Context, tell func(Change)) {
	news, stop := listen()
	defer stop()
	watch(ctx, news, addresses, time.Now, tell)
}

// watch looks whenever there is news, which is nil where none ever comes, and now
// and then.
func watch(ctx context.Context, news <-chan struct{}, addresses func() ([]netip.Addr, error), now func() time.Time, tell func(Change)) {
	every := often
	if news != nil {
		every = seldom
	}
	look := time.NewTimer(every)
	defer look.Stop()
	had, err := addresses()
	known, last := err == nil, now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-news:
			look.Reset(min(every, max(0, apart-now().Sub(last))))
			continue
		case <-look.C:
			look.Reset(every)
		}
		c := Change{Slept: stood(last, now(), every)}
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

// stood returns for how long the program stood still between two looks; 0: it did
// not.
func stood(last, now time.Time, every time.Duration) time.Duration {
	return still(now.Round(0).Sub(last.Round(0)), now.Sub(last), every)
}

// still is for how long the program stood still, by the clock on the wall, which goes
// on while a machine sleeps, and a steady one that cannot be set and does not: what
// the two differ by, or what either shows beyond the time between looks.
func still(wall, steady, every time.Duration) time.Duration {
	if d := max(wall-steady, wall-every, steady-every); d >= pausing {
		return d
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
