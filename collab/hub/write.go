package hub

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/coder/websocket"

	"parley/collab/parcel"
	"parley/collab/text"
	"parley/collab/wire"
)

// pointEvery is how often one connection is told where others' cursors are.
const pointEvery = 200 * time.Millisecond

// A batch is what the writer sends in one go.
type batch struct {
	letters []letter
	points  map[text.Author][]byte
	shared  bool // there is something in it that others are told too
}

// writerStays is how long a writer stays after what it sent last, if it was
// something that others were told too: while people type it is not started for every
// keystroke, and one that is started anew may send pointers at once. Behind an answer
// nothing comes as a rule, and a timer that ends wakes a machine that sleeps.
const writerStays = pointEvery

// write sends what is in the queue, and pointers when there is nothing else,
// until there has been nothing for a while or the connection has ended. Most
// people read, and a goroutine that waits for words to a reader takes 8 kB.
func (a *attendee) write() {
	defer a.writer.Done()
	var pointed time.Time // when pointers were last sent
	var later alarm
	defer later.stop()
	for shared := false; ; {
		b, wait := a.take(pointed)
		if len(b.letters) > 0 || len(b.points) > 0 {
			shared = shared || b.shared
			if len(b.points) > 0 {
				pointed = time.Now()
			}
			if err := b.send(a.ws, a.conn); err != nil {
				a.config.Logger.Debug("a connection ended", "person", a.number.Load(), "why", err)
				a.cut()
				return
			}
			if b.welcomes() {
				a.first.welcomed()
				if a.greeted != nil {
					a.greeted()
					a.greeted = nil // it holds the request
				}
			}
			continue
		}
		if wait <= 0 {
			if !shared && a.retires() {
				return
			}
			wait = writerStays
		}
		select {
		case <-a.wake:
		case <-later.in(wait):
			if a.retires() {
				return
			}
		case <-a.ended:
			return
		}
	}
}

// An alarm is a timer that is made when it is first needed.
type alarm struct{ timer *time.Timer }

// in sets the alarm anew, and returns where it goes off.
func (a *alarm) in(wait time.Duration) <-chan time.Time {
	if a.timer == nil {
		a.timer = time.NewTimer(wait)
	} else {
		a.timer.Reset(wait)
	}
	return a.timer.C
}

func (a *alarm) stop() {
	if a.timer != nil {
		a.timer.Stop()
	}
}

// retires ends the writer unless there is something to send.
func (a *attendee) retires() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.writing = !a.mail.empty() || len(a.roster) > 0 || len(a.points) > 0 || a.lobby != nil
	if !a.writing {
		select {
		case <-a.wake: // of something that was taken since
		default:
		}
	}
	return !a.writing
}

// take takes out of the queue what fits into one TLS record; of small letters,
// which travel together when there are many, more. When that was all it takes
// the pointers too; if they may not go yet it returns when they may.
func (a *attendee) take(pointed time.Time) (b batch, wait time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	before := a.mail.at
	for size := 0; ; a.mail.pop() {
		l, ok := a.mail.peek()
		if !ok || size >= parcel.Max && (size >= together || !l.small()) {
			break
		}
		size += len(l.frame)
		b.letters = append(b.letters, l)
	}
	b.shared = a.mail.at != before
	for _, page := range []bool{true, false} {
		if frame := a.roster[page]; frame != nil {
			b.letters = append(b.letters, letter{frame: frame})
		}
	}
	clear(a.roster)
	if a.lobby != nil {
		b.letters, a.lobby = append(b.letters, letter{frame: a.lobby}), nil
	}
	if len(a.points) == 0 || !a.mail.empty() {
		return b, 0
	}
	if wait = time.Until(pointed.Add(pointEvery)); wait > 0 {
		return b, wait
	}
	b.points, b.shared, a.points = a.points, true, nil
	return b, 0
}

const (
	// few is how many small letters in a row travel each by itself: that many
	// come at once while people type, and are not worth compressing.
	few = 8
	// together is how many bytes of small letters are compressed into one
	// message at most: on 8 kbit/s it still moves every quarter of a minute.
	together = 64 << 10
)

// welcomes reports whether the batch has the welcome.
func (b batch) welcomes() bool {
	return slices.ContainsFunc(b.letters, func(l letter) bool { return l.welcome != nil })
}

// small reports whether the letter may travel together with others.
func (l letter) small() bool { return l.welcome == nil && wire.Small(l.frame) }

// send writes the batch.
func (b batch) send(ws *websocket.Conn, conn *gatherer) error {
	conn.Hold()
	for rest := b.letters; len(rest) > 0; {
		run := 0
		for run < len(rest) && rest[run].small() {
			run++
		}
		if run > few {
			if message, ok := packed(rest[:run]); ok {
				if err := ws.Write(context.Background(), websocket.MessageBinary, message); err != nil {
					return err
				}
				rest = rest[run:]
				continue
			}
		}
		run = max(run, 1)
		for _, l := range rest[:run] {
			if err := l.send(ws); err != nil {
				return err
			}
		}
		rest = rest[run:]
	}
	for _, by := range slices.Sorted(maps.Keys(b.points)) {
		if err := ws.Write(context.Background(), websocket.MessageBinary, b.points[by]); err != nil {
			return err
		}
	}
	return conn.Release()
}

// packed makes one message of many letters, if that is shorter.
func packed(letters []letter) ([]byte, bool) {
	messages := make([][]byte, len(letters))
	for i, l := range letters {
		messages[i] = l.frame
	}
	return wire.AppendTogether(nil, messages)
}

// send writes the letter by itself.
func (l letter) send(ws *websocket.Conn) error {
	frame := l.frame
	if l.welcome != nil {
		var err error
		if frame, err = wire.Append(nil, *l.welcome); err != nil {
			return err
		}
		if len(frame) > wire.MaxFrame {
			return fmt.Errorf("a welcome of %d bytes is too long for any client", len(frame))
		}
	}
	return ws.Write(context.Background(), websocket.MessageBinary, frame)
}
