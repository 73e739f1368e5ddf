package session

import (
	"time"

	"parley/collab/meeting"
	"parley/collab/wire"
)

// How often the line is tried out: more often while the person is at work and
// wants to know how it is, seldom enough otherwise to cost 10 bytes a second.
const (
	pingWorking = 4 * time.Second
	pingIdle    = 10 * time.Second
	pingAgain   = 20 * time.Second // while an answer is stuck behind something long
	working     = time.Minute      // how long after the last thing sent
)

// A ping is the newest ping of a line. Guarded by line.mu.
type ping struct {
	stamp uint64
	sent  time.Time
	out   bool      // not answered yet
	again time.Time // when it was last sent

	told meeting.Version // up to where the server knows that the person has the text
}

// sendPing sends a ping if one is due. It says that no command still to come
// was made on an event before read.
func (l *line) sendPing(read meeting.Version) error {
	if l.untilPing() > 0 {
		return nil
	}
	if !l.owed() {
		l.door.socket.ask()
	}
	l.mu.Lock()
	now := time.Now()
	if l.ping.out && now.Sub(l.ping.sent) < pingAgain { // the same once more, so that the first answer gives the round trip
		l.ping.again = now
	} else {
		l.ping = ping{stamp: l.ping.stamp + 1, sent: now, out: true, again: now, told: l.ping.told}
	}
	stamp, told, shown := l.ping.stamp, l.ping.told, l.s.notices.shown()
	l.ping.told = max(told, shown)
	l.mu.Unlock()
	signal(l.look)
	if l.welcomed() && shown > told {
		if err := l.send(wire.HasFrame{Version: shown}); err != nil {
			return err
		}
	}
	return l.send(wire.PingFrame{Stamp: stamp, Seen: read})
}

// pingSoon has a ping sent as soon as the person's program will have taken in
// what has just come: others wait until the server knows.
func (l *line) pingSoon() {
	l.mu.Lock()
	if !l.ping.out {
		l.ping.sent = time.Now().Add(receiptAfter - pingWorking)
	}
	l.active = time.Now()
	l.mu.Unlock()
	signal(l.s.wake)
}

// receiptAfter is how long a program has to take in an event of which the
// server wants to know that.
const receiptAfter = 250 * time.Millisecond

// untilPing returns how long it is to the next ping. While one is unanswered
// the watch decides what that means; if it lets the line live, because a long
// message is coming in, the server must still hear from us now and then.
func (l *line) untilPing() time.Duration {
	every := pingIdle
	if time.Since(l.active) < working {
		every = pingWorking
	}
	ask := l.hurried.Load() || l.late()
	l.mu.Lock()
	defer l.mu.Unlock()
	if ask {
		return time.Until(l.ping.again.Add(askEvery))
	}
	if l.ping.out {
		every = pingAgain
	}
	return time.Until(l.ping.sent.Add(every))
}

func (l *line) pinging() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ping.out
}

// ponged takes in a pong. It returns the round trip, and false if this was
// not the answer to the newest ping.
func (l *line) ponged(stamp uint64) (time.Duration, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.ping.out || stamp != l.ping.stamp {
		return 0, false
	}
	l.ping.out = false
	l.hurried.Store(false)
	return time.Since(l.ping.sent), true
}
