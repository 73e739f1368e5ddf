package session

import (
	"context"
	"errors"
	"time"
)

// watch ends the line when it is dead, when the session wants a fresh one, or
// with ctx; it closes the socket, so that reader and writer end too. It wakes
// when there may be something to do, and never to look whether there is: a
// machine that sleeps saves its battery.
func (l *line) watch(ctx context.Context, end context.CancelCauseFunc) {
	due := time.NewTimer(l.untilLook())
	defer due.Stop()
	for {
		select {
		case <-due.C:
			l.inspect(end)
		case <-l.look:
		case <-l.s.moved:
			l.move(end)
		case <-l.s.rejoin:
			signal(l.s.rejoin) // for the next hello
			end(ErrRejoin)
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			if errors.Is(context.Cause(ctx), context.Canceled) {
				l.leave()
			}
			l.door.ws.CloseNow()
			return
		}
		due.Reset(l.untilLook())
	}
}

// inspect asks where an answer is late, and ends a line that is dead.
func (l *line) inspect(end context.CancelCauseFunc) {
	signalIf(l.late(), l.s.wake)
	if !time.Now().Before(l.door.socket.deadAt(l.owed(), l.answered())) {
		end(ErrDead)
		l.door.socket.Close() // a farewell would only wait
	}
}

// untilLook is how long nothing needs to be looked at unless something happens:
// what is heard only makes it longer, and of all else l.look tells. While an
// answer is late, or long in coming, what is heard may make it shorter, too.
func (l *line) untilLook() time.Duration {
	wait := time.Until(l.door.socket.deadAt(l.owed(), l.answered()))
	if l.welcomed() && l.owed() {
		at, soon := l.door.socket.lateAt()
		in := time.Until(at)
		if !soon || in <= 0 {
			in = askEvery
		}
		wait = min(wait, in)
	}
	return max(wait, 0)
}

// late reports whether an answer should be here by now.
func (l *line) late() bool {
	if !l.welcomed() || !l.owed() {
		return false
	}
	at, soon := l.door.socket.lateAt()
	return soon && !time.Now().Before(at)
}
