package voice

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"parley/media/link"
)

// A Line is a connection to the others. It is what voice needs of a link.Link;
// the methods are described there.
type Line interface {
	Send(opus []byte, samples int, level int, first bool) error
	SendRED(packed []byte, samples int, level int, first bool) error
	Skip(samples int)
	AskAgain(slot int, sequences []uint16)
	Wish(w link.Wish)
	Collect()
	Await()
	Done() <-chan struct{}
	Err() error
	Stats() link.Stats
	Urges() <-chan struct{}
	Close() error
}

var _ Line = (*link.Link)(nil)

const (
	attemptAtMost = 30 * time.Second // a handshake over two satellite hops with losses takes 10
	firstWait     = 500 * time.Millisecond
	longestWait   = 15 * time.Second
	stableAfter   = 10 * time.Second // a line that held so long is redialled at once
)

// keepLine dials, and dials again, until ctx ends. It runs in Run's goroutine.
func (v *Voice) keepLine(ctx context.Context) {
	defer func() { v.status.move(Off, nil, 0) }()
	trying := Connecting
	var why error
	for attempt := 1; ctx.Err() == nil; attempt++ {
		if !v.wantsLine() {
			if v.idleUntilWanted(ctx); ctx.Err() != nil {
				return
			}
			trying, why, attempt = Connecting, nil, 1
		}
		v.status.move(trying, why, attempt)
		if !v.sleep(ctx, wait(attempt)) {
			return
		}
		line, err := v.dialUnlessMoved(ctx)
		if err != nil {
			v.log.Debug("no sound connection", "attempt", attempt, "why", err)
			why = err
			continue
		}
		if !v.wantsLine() { // not any more
			_ = line.Close() // nothing went through it
			continue
		}
		trying = Lost
		began := time.Now()
		why = v.hold(ctx, line)
		v.log.Debug("sound connection ended", "why", why)
		if ctx.Err() == nil && v.wantsLine() {
			v.tellLost()
		}
		if time.Since(began) > stableAfter {
			attempt = 0
		}
	}
}

// Lost returns a channel on which there is a token when a line that was up, and is
// still wanted, has been lost.
func (v *Voice) Lost() <-chan struct{} { return v.lost }

func (v *Voice) tellLost() {
	select {
	case v.lost <- struct{}{}:
	default:
	}
}

// idleUntilWanted waits until a line is wanted, or ctx ends.
func (v *Voice) idleUntilWanted(ctx context.Context) {
	v.status.move(Off, nil, 0)
	for !v.wantsLine() {
		select {
		case <-v.wishes.changed:
		case <-ctx.Done():
			return
		}
	}
}

// Rest lets go of the line, and has none until it is told otherwise: the person
// wants to do without sound for a while. It may be called from any goroutine.
func (v *Voice) Rest(on bool) {
	if v.resting.Swap(on) == on {
		return
	}
	v.wishes.mu.Lock()
	v.wishes.tell()
	v.wishes.mu.Unlock()
	if line := v.current(); on && line != nil {
		go func() { _ = line.Close() }() // it says goodbye, which may take a moment; hold sees that it is done
	}
}

// wantsLine reports whether there is anything to say or to hear. A sound card that is missing
// counts: it may be plugged in, and until then one can see who speaks.
func (v *Voice) wantsLine() bool {
	if v.resting.Load() {
		return false
	}
	mute := v.askedMic() == "none" && v.config.Clip == nil
	return v.config.Dial != nil && !(mute && v.askedEar() == "none")
}

// wait is how long to wait before an attempt: not at all before the first, then
// twice as long each time, and never exactly as long as everybody else.
func wait(attempt int) time.Duration {
	if attempt <= 1 {
		return 0
	}
	d := longestWait
	if doublings := attempt - 2; doublings < 5 {
		d = firstWait << doublings
	}
	return d/2 + rand.N(d/2)
}

// sleep waits for d, or until the network has changed, and reports that ctx did
// not end meanwhile.
func (v *Voice) sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-v.moved:
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}

// dial makes one attempt.
func (v *Voice) dial(ctx context.Context) (Line, error) {
	for _, h := range v.slots {
		h.restart()
	}
	attempt, cancel := context.WithTimeout(ctx, attemptAtMost)
	defer cancel()
	line, err := v.config.Dial(attempt, v.hear)
	if err == nil && line == nil {
		return nil, errors.New("dial: no line and no error")
	}
	return line, err
}

// hold keeps a line in use until it ends, and returns why it did. Meanwhile it
// counts what goes through.
func (v *Voice) hold(ctx context.Context, line Line) error {
	v.status.connected(line)
	v.trip.Store(int64(line.Stats().RoundTrip))
	v.line.Store(&line)
	var w weather
	line.Wish(v.wish(0))
	defer func() {
		v.line.Store(nil)
		v.status.disconnected()
		if err := line.Close(); err != nil {
			v.log.Debug("close sound connection", "why", err)
		}
	}()
	seconds := time.NewTicker(time.Second)
	defer seconds.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-line.Done():
			return line.Err()
		case now := <-seconds.C:
			stats := line.Stats()
			v.trip.Store(int64(stats.RoundTrip))
			v.status.count(now, stats)
			v.adapt(now, line, &w, stats)
		case <-line.Urges():
			v.speakLess(&w, line.Stats())
		}
	}
}
