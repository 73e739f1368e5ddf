package hub

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/coder/websocket"

	"parley/collab/text"
	"parley/collab/wire"
)

// pointEvery is how often one connection is told where others' cursors are.
const pointEvery = 200 * time.Millisecond

// A batch is what the writer sends in one go.
type batch struct {
	letters []letter
	points  map[text.Author][]byte
}

// write sends what is in the queue, and pointers when there is nothing else,
// until the connection has ended.
func (a *attendee) write(ws *websocket.Conn, conn *gatherer, ended <-chan struct{}) {
	var pointed time.Time // when pointers were last sent
	later := time.NewTimer(time.Hour)
	defer later.Stop()
	for {
		b, wait := a.take(pointed)
		switch {
		case len(b.letters) > 0 || len(b.points) > 0:
			if len(b.points) > 0 {
				pointed = time.Now()
			}
			if err := b.send(ws, conn); err != nil {
				a.config.Logger.Debug("a connection ended", "who", a.person, "why", err)
				a.cut()
				return
			}
			continue
		case wait > 0:
			later.Reset(wait)
		}
		select {
		case <-a.wake:
		case <-later.C:
		case <-ended:
			return
		}
	}
}

// take takes what fits into one TLS record out of the queue; and when that was
// all, the pointers. If they may not go yet it returns when they may.
func (a *attendee) take(pointed time.Time) (b batch, wait time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	n, size := 0, 0
	for ; n < len(a.queue) && size < maxHeld; n++ {
		size += len(a.queue[n].frame)
		a.bytes -= a.queue[n].weight
	}
	b.letters, a.queue = slices.Clone(a.queue[:n]), a.queue[n:]
	if len(a.queue) == 0 {
		a.queue = nil
	}
	if len(a.points) == 0 || len(a.queue) > 0 {
		return b, 0
	}
	if wait = time.Until(pointed.Add(pointEvery)); wait > 0 {
		return b, wait
	}
	b.points, a.points = a.points, map[text.Author][]byte{}
	return b, 0
}

// send writes the batch.
func (b batch) send(ws *websocket.Conn, conn *gatherer) error {
	conn.hold()
	for _, l := range b.letters {
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
		if err := ws.Write(context.Background(), websocket.MessageBinary, frame); err != nil {
			return err
		}
	}
	for _, by := range slices.Sorted(maps.Keys(b.points)) {
		if err := ws.Write(context.Background(), websocket.MessageBinary, b.points[by]); err != nil {
			return err
		}
	}
	return conn.release()
}
