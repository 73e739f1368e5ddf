package voice

import (
	"context"
	"errors"
	"io"
	"time"

	"parley/media/device"
)

// reopenAfter is how long it takes until a sound card that could not be opened is tried
// again: somebody may plug one in, and waits for it then.
const reopenAfter = 3 * time.Second

// A port is where a sound card is plugged in. It opens the card without making anyone
// wait, and opens it again when it has gone. It belongs to the goroutine that uses the
// card.
type port[T io.Closer] struct {
	asked  string                                   // what the person calls the card
	open   func(context.Context) (T, string, error) // the card and its name
	opened chan opening[T]                          // room for one
	busy   bool                                     // one is being opened
	next   time.Time                                // not before then
}

type opening[T io.Closer] struct {
	card T
	name string
	err  error
}

func newPort[T io.Closer](asked string, open func(context.Context) (T, string, error)) *port[T] {
	return &port[T]{asked: asked, open: open, opened: make(chan opening[T], 1)}
}

// tend begins to open the card if it is time, once the one before, if any, is closed. The
// goroutine ends when the card is open or is not to be had; there is never more than one.
func (p *port[T]) tend(ctx context.Context, now time.Time, closed <-chan struct{}) {
	if p.busy || now.Before(p.next) {
		return
	}
	p.busy = true
	p.next = now.Add(reopenAfter)
	go func() {
		if closed != nil {
			<-closed
		}
		card, name, err := p.open(ctx)
		p.opened <- opening[T]{card, name, err}
	}()
}

// poll returns what came of opening, if something has.
func (p *port[T]) poll() (opening[T], bool) {
	select {
	case o := <-p.opened:
		p.busy = false
		return o, true
	default:
		return opening[T]{}, false
	}
}

// finish waits for a card that is being opened and closes it.
func (p *port[T]) finish() {
	if p.busy {
		if o := <-p.opened; o.err == nil {
			_ = o.card.Close() // nobody has used it
		}
	}
}

// abandon closes a card that is being opened once it is open, without waiting.
// The goroutine ends when the card is open or is not to be had.
func (p *port[T]) abandon() { go p.finish() }

// shown is what to say about a card that was tried, by what it was asked for.
func (o opening[T]) shown(asked string) Device {
	switch {
	case o.err == nil:
		return Device{Name: o.name, Asked: asked, Card: true, State: Working}
	case errors.Is(o.err, device.ErrNone):
		return Device{Asked: asked, State: Missing, Err: o.err}
	}
	return Device{Asked: asked, State: Failed, Err: o.err}
}

// A closing is the end of a sound card, which can take a second, and which nobody who has
// to speak or to play waits for. The zero value is the end of none.
type closing struct {
	done chan struct{} // closed when it is over; nil: nothing is being closed
}

// begin closes a card. The goroutine ends when the card is closed, or does not answer.
func (c *closing) begin(card io.Closer, ended func(error)) {
	before, done := c.done, make(chan struct{})
	c.done = done
	go func() {
		defer close(done)
		if before != nil {
			<-before
		}
		if err := card.Close(); err != nil {
			ended(err)
		}
	}()
}

// wait returns when nothing is being closed any more.
func (c *closing) wait() {
	if c.done != nil {
		<-c.done
	}
}
