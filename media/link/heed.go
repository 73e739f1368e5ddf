package link

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"time"
)

// When a path is doubted, and when it counts as dead. Those who speak or hear
// want to know within 5 s; those who do neither wait longer, because there is
// less to go by. What is asked for more often is a check, some 110 bytes each way.
const (
	look = 100 * time.Millisecond
	// askAfter is how long nothing may have come until we ask, askEvery how often.
	// A network whose queue fills suddenly with 3 s must have brought an answer
	// before deadAfter.
	askAfter = 750 * time.Millisecond
	askEvery = 500 * time.Millisecond
	// doubtAfter, and a round trip, is when other ways are dialled, and when we ask
	// each urgeEvery: two or three checks were lost, or the way is blocked.
	doubtAfter = 2 * time.Second
	urgeEvery  = 250 * time.Millisecond
	deadAfter  = 4700 * time.Millisecond
	// usualTrip is the longest round trip that deadAfter allows for; a longer one
	// counts twice.
	usualTrip = 600 * time.Millisecond
	// The same while nobody is heard: two of the checks of each 2 s are missing.
	idleDoubt, idleDead = 5 * time.Second, 9 * time.Second
	// The same after a hint that the network has changed.
	hintDoubt, hintDead = 500 * time.Millisecond, 2500 * time.Millisecond
	// lively is how long after the last packet somebody counts as speaking.
	lively = 2 * time.Second
	// longSleep is how long a machine must have slept for its link to be given up
	// unasked: the server forgets who gave no sign for 30 s (RFC 7675).
	longSleep = 20 * time.Second
)

// heed watches the path in use while the link is up. One that is silent is asked;
// where that does not help, other ways are tried, and when none works in time the
// link is over.
func (l *Link) heed() {
	next := time.NewTimer(look)
	defer next.Stop()
	var asked time.Time
	var away chan struct{} // closed to call off the search for another way; nil: there is none
	stop := func() {
		if away != nil {
			close(away)
			away = nil
		}
	}
	defer stop()
	for {
		select {
		case <-l.done:
			return
		case <-next.C:
		case <-l.stirred:
		}
		p, now := l.path.Load(), time.Now()
		quiet, doubt, dead := l.quiet(p, now)
		every := askEvery
		if quiet > doubt {
			every = urgeEvery
		} else {
			stop()
		}
		if quiet > askAfter && now.Sub(asked) >= every && (quiet > doubt || l.busy(p, now)) {
			asked = now
			_ = l.ask(p) // what cannot be sent is not answered
		}
		if quiet > doubt && away == nil && !l.searching.Load() && p.wire.stream == nil && len(l.config.Ways) > 0 {
			away = make(chan struct{})
			until := away
			l.searching.Store(true)
			l.tasks.start(func() { l.detour(p, until); l.searching.Store(false) })
		}
		if quiet > dead {
			l.end(fmt.Errorf("%w: nothing heard for %v", ErrLost, quiet.Round(look)))
			return
		}
		if away != nil || l.searching.Load() {
			next.Reset(look)
		} else {
			next.Reset(max(l.unheeded(p, now)-quiet, look))
		}
	}
}

// unheeded is how long a path may be silent until something is to be done about it, as
// long as nobody begins to speak and nobody hints.
func (l *Link) unheeded(p *path, now time.Time) time.Duration {
	switch at := l.hinted.Load(); {
	case at != 0 && p.wire.heard.Load() <= at:
		return 0
	case l.busy(p, now):
		return askAfter
	}
	return idleDoubt
}

// stir has the path looked at now: what is borne has changed.
func (l *Link) stir() {
	select {
	case l.stirred <- struct{}{}:
	default:
	}
}

// quiet returns for how long nothing has come on a path, and from when on that is
// a reason to doubt it and to give it up.
func (l *Link) quiet(p *path, now time.Time) (quiet, doubt, dead time.Duration) {
	heard := time.Unix(0, max(p.wire.heard.Load(), l.upAt.Load()))
	if quiet = now.Sub(heard); quiet < hintDoubt {
		return quiet, idleDoubt, idleDead // the usual case, ten times a second: the rest is not looked at
	}
	trip := l.trip()
	long := 2 * max(trip-usualTrip, 0)
	doubt, dead = idleDoubt+trip, idleDead+long
	if l.busy(p, now) {
		doubt, dead = doubtAfter+trip, deadAfter+long
	}
	if at := l.hinted.Load(); at != 0 {
		hint := time.Unix(0, at)
		if heard.After(hint) {
			l.hinted.CompareAndSwap(at, 0)
		} else {
			since := max(hint.Sub(heard), 0)
			doubt, dead = min(doubt, since+hintDoubt+trip), min(dead, since+hintDead+2*trip)
		}
	}
	return quiet, doubt, dead
}

// busy reports whether this person speaks, or somebody was heard when the path
// fell silent.
func (l *Link) busy(p *path, now time.Time) bool {
	return now.UnixNano()-l.spoke.Load() < int64(lively) || p.wire.heard.Load()-l.sounded.Load() < int64(lively/2)
}

// trip is the newest round trip of the connection checks.
func (l *Link) trip() time.Duration {
	p := l.path.Load()
	if p == nil {
		return 0
	}
	newest, _ := p.wire.trips.read()
	return newest
}

// detour looks for another way when UDP is doubted, as if it had been blocked
// from the start, and takes the first that works. It ends when until is closed:
// UDP was only late. Keys and numbers go on as they are.
func (l *Link) detour(from *path, until <-chan struct{}) {
	l.log.Debug("sound doubts its path", "way", from.name)
	ctx, cancel := context.WithCancel(context.Background())
	opened := make(chan *path, len(l.config.Ways))
	ended := make(chan struct{})
	go func() { // ends soon after ctx
		defer close(ended)
		_ = l.dialWays(ctx, 0, opened)
	}()
	defer func() {
		cancel()
		<-ended
		l.release()
	}()
	for {
		select {
		case p := <-opened:
			if l.move(p) {
				return
			}
		case <-until:
			return
		case <-l.done:
			return
		}
	}
}

// Moved tells that this machine's network is not what it was: addresses that it
// does not have any more, or that it slept. The server is asked at once whether
// it still hears us, which shows it where we are now; a link that cannot go on
// ends, to be dialled again.
func (l *Link) Moved(gone []netip.Addr, slept time.Duration) {
	p := l.path.Load()
	switch {
	case p == nil || l.upAt.Load() == 0:
		return
	case slept >= longSleep:
		l.end(fmt.Errorf("%w: this machine slept", ErrLost))
		return
	case p.wire.stream != nil && wentBy(p.wire.stream.goesBy(), gone):
		l.end(fmt.Errorf("%w: this machine has left the network", ErrLost))
		return
	}
	l.hinted.CompareAndSwap(0, time.Now().UnixNano())
	l.stir()
	_ = l.ask(p) // heed asks again
}

// wentBy reports whether an address is one of those that are gone.
func wentBy(at net.Addr, gone []netip.Addr) bool {
	tcp, ok := at.(*net.TCPAddr)
	return ok && slices.Contains(gone, tcp.AddrPort().Addr().Unmap().WithZone(""))
}
