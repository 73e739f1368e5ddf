package session

import (
	"slices"
	"sync"
	"time"

	"parley/collab/keep"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// The bounds of what may wait to be confirmed. At five commands a second a
// person fills the first in five and a half hours without a line.
const (
	maxWaiting      = 100_000
	maxWaitingBytes = 64 << 20
)

// An outbox holds the commands asked and not yet answered, in order, with the
// frames they travel in. The front's goroutine puts, the line's goroutines
// take and confirm.
type outbox struct {
	mu    sync.Mutex // guards everything below
	queue []letter   // by growing number
	sent  int        // how many of the queue went out on this line
	bytes int        // of all the frames in the queue
	last  uint64     // the greatest number ever put
	full  bool       // refusing, until the queue is empty: see put

	// What of it is kept on the disk, where that is done.
	kept     uint64        // the last number that is being kept, or is
	answered []uint64      // what need not be kept any more
	stale    chan struct{} // holds one token when there is some of that; nil: nothing is kept
}

// A letter is one command as it travels. Its frame is never changed, so that a
// command sent twice is the same command.
type letter struct {
	number uint64
	base   meeting.Version
	at     time.Time
	frame  []byte
}

// put adds the command, or says why it cannot. Once full it takes nothing
// until all is confirmed: what was made on top of a command that was not taken
// must not travel without it.
func (o *outbox) put(c meeting.Command) error {
	frame, err := wire.Append(nil, wire.CommandFrame{Command: c})
	if err != nil {
		return meeting.Malformed
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case c.Number <= o.last:
		return meeting.Malformed
	case len(frame) > wire.MaxCommand:
		return meeting.TooBig
	}
	o.full = o.full && len(o.queue) > 0 || len(o.queue) >= maxWaiting || o.bytes+len(frame) > maxWaitingBytes
	if o.full {
		return meeting.TooFast
	}
	o.queue = append(o.queue, letter{c.Number, c.Base, time.Now(), frame})
	o.bytes += len(frame)
	o.last = c.Number
	return nil
}

// next returns the frame to send next on this line, nil if there is none.
// Numbers up to after are passed over: the log had them already.
func (o *outbox) next(after uint64) []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.sent < len(o.queue) {
		l := o.queue[o.sent]
		o.sent++
		if l.number > after {
			return l.frame
		}
	}
	return nil
}

// rewind makes everything unconfirmed go again, on a new line.
func (o *outbox) rewind() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent = 0
}

// confirm takes out the command that happened. A server takes a person's
// commands by growing number, so those before it never will: their numbers are
// returned. found is false if the command itself was not there.
func (o *outbox) confirm(number uint64) (passedOver []uint64, found bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := 0
	for ; n < len(o.queue) && o.queue[n].number <= number; n++ {
		if o.queue[n].number == number {
			found = true
		} else {
			passedOver = append(passedOver, o.queue[n].number)
		}
	}
	o.drop(0, n)
	return passedOver, found
}

// has reports whether the command waits to be confirmed.
func (o *outbox) has(number uint64) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	_, found := o.find(number)
	return found
}

// refuse takes out a command that will not happen, and reports whether it was
// there.
func (o *outbox) refuse(number uint64) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	i, found := o.find(number)
	if found {
		o.drop(i, i+1)
	}
	return found
}

func (o *outbox) find(number uint64) (int, bool) {
	return slices.BinarySearchFunc(o.queue, number, func(l letter, n uint64) int {
		switch {
		case l.number < n:
			return -1
		case l.number > n:
			return 1
		}
		return 0
	})
}

// drop takes queue[from:to] out. From the front, the common case, nothing is
// moved.
func (o *outbox) drop(from, to int) {
	for _, l := range o.queue[from:to] {
		o.bytes -= len(l.frame)
		if o.stale != nil {
			o.answered = append(o.answered, l.number)
		}
	}
	signal(o.stale)
	if o.sent > from {
		o.sent -= min(o.sent, to) - from
	}
	if from == 0 {
		clear(o.queue[:to]) // let the frames go
		o.queue = o.queue[to:]
		return
	}
	o.queue = slices.Delete(o.queue, from, to)
}

// restore begins with what an earlier run left: last is the greatest number it
// used, spoilt is what of it cannot be sent. It comes before any put.
func (o *outbox) restore(left, spoilt []keep.Letter, last uint64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, l := range left {
		o.queue = append(o.queue, letter{l.Number, l.Base, l.At, l.Frame})
		o.bytes += len(l.Frame)
	}
	for _, l := range spoilt {
		o.answered = append(o.answered, l.Number)
	}
	o.last, o.kept, o.stale = last, last, make(chan struct{}, 1)
}

// unkept returns what there is to be kept since it was last asked for.
func (o *outbox) unkept() (c keep.Change) {
	o.mu.Lock()
	defer o.mu.Unlock()
	first, _ := o.find(o.kept + 1)
	for _, l := range o.queue[first:] {
		c.Letters = append(c.Letters, keep.Letter{Number: l.number, Base: l.base, At: l.at, Frame: l.frame})
	}
	o.kept = o.last
	c.Answered, o.answered = o.answered, nil
	return c
}

// notKept takes back a change that could not be kept, to be tried again after
// what was kept up to a number.
func (o *outbox) notKept(c keep.Change, kept uint64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.kept, o.answered = kept, append(c.Answered, o.answered...)
}

// waiting returns how many commands are not confirmed, and how many of them
// went out on this line.
func (o *outbox) waiting() (all, underway int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.queue), o.sent
}

// oldestBase returns the base of the first command waiting, 0 if none is.
// Bases only grow, so it is the oldest.
func (o *outbox) oldestBase() meeting.Version {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.queue) == 0 {
		return 0
	}
	return o.queue[0].base
}
