// Package delegate is a simulated delegate: hands that type and a mouth that
// plays clips, in front of a real client. What a delegate does goes through
// the same seat, line and sound as a person's doing.
package delegate

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/media/device"
)

// Line is what a delegate needs of the client's line.
type Line interface {
	Send(meeting.Command)
	Point(base meeting.Version, at, anchor int, left bool)
	Talk(on bool)
	Resync(need meeting.Version)
	Notices() <-chan meeting.Notice
}

// Sound is what a delegate needs of the client's sound.
type Sound interface {
	Talk(on bool)
}

// A Delegate acts in a meeting. Its seat and caret belong to the goroutine in
// Run; the acts reach them through do.
type Delegate struct {
	Name, Delegation string

	line     Line
	sound    Sound
	clip     *device.Clip
	seat     *meeting.Seat
	caret    int
	received int
	asks     chan func()
	ready    chan struct{}
	gone     chan struct{}
}

// How a delegate types: a key every so often, as a quick writer does.
const keyEvery = 70 * time.Millisecond

// tick is how often the seat is asked to send what waits.
const tick = 100 * time.Millisecond

var errGone = errors.New("the delegate has left")

// New returns a delegate behind that line. sound and clip may be nil for one
// who only writes.
func New(name, delegation string, line Line, sound Sound, clip *device.Clip) *Delegate {
	return &Delegate{Name: name, Delegation: delegation, line: line, sound: sound, clip: clip,
		seat: meeting.NewSeat(line.Send), asks: make(chan func()), ready: make(chan struct{}), gone: make(chan struct{})}
}

// Run takes in what the line says until it has ended. It owns the seat.
func (d *Delegate) Run() {
	defer close(d.gone)
	clock := time.NewTicker(tick)
	defer clock.Stop()
	joined := false
	for {
		select {
		case n, ok := <-d.line.Notices():
			if !ok {
				return
			}
			d.take(n)
			if d.seat.Joined() && !joined {
				joined = true
				close(d.ready)
			}
		case ask := <-d.asks:
			ask()
		case now := <-clock.C:
			d.seat.Tick(now)
		}
	}
}

func (d *Delegate) take(n meeting.Notice) {
	change, err := d.seat.Take(n, time.Now())
	if _, ok := n.(meeting.Accepted); ok {
		d.received++
	}
	switch {
	case errors.Is(err, meeting.ErrResync):
		d.line.Resync(d.seat.Need())
	case change.Whole:
		d.caret = min(d.caret, d.seat.Text().Len())
	case change.Text.Changes():
		d.caret = change.Text.Map(d.caret, delta.Before)
	}
}

// Ready is closed when the delegate has the text.
func (d *Delegate) Ready() <-chan struct{} { return d.ready }

// A Report is how a delegate stands.
type Report struct {
	Text     string
	Version  meeting.Version
	Waiting  int // own commands not received yet
	Received int // own commands received so far
}

// Report returns how the delegate stands.
func (d *Delegate) Report(ctx context.Context) (r Report, err error) {
	err = d.do(ctx, func() {
		r = Report{d.seat.Text().String(), d.seat.Version(), d.seat.Waiting(), d.received}
	})
	return r, err
}

// do runs f in the goroutine that owns the seat and waits for it.
func (d *Delegate) do(ctx context.Context, f func()) error {
	done := make(chan struct{})
	select {
	case d.asks <- func() { f(); close(done) }:
		<-done
		return nil
	case <-d.gone:
		return errGone
	case <-ctx.Done():
		return ctx.Err()
	}
}

// An Act is something a delegate does that takes its time.
type Act func(context.Context, *Delegate) error

// Speak opens the microphone, says the samples (48 kHz mono) and closes it.
func Speak(samples []int16) Act {
	return func(ctx context.Context, d *Delegate) error {
		if d.sound == nil || d.clip == nil {
			return nil
		}
		d.line.Talk(true)
		d.sound.Talk(true)
		defer d.line.Talk(false)
		defer d.sound.Talk(false)
		d.clip.Play(samples)
		for d.clip.Left() > 0 {
			if err := pause(ctx, tick); err != nil {
				return err
			}
		}
		return pause(ctx, 300*time.Millisecond) // the last frames are still under way
	}
}

// Chat says a line in the chat.
func Chat(line string) Act {
	return func(ctx context.Context, d *Delegate) error {
		return d.do(ctx, func() { d.seat.Say(line, time.Now()) }) //nolint:errcheck // a delegate may chat
	}
}

// Wait does nothing for that long.
func Wait(t time.Duration) Act {
	return func(ctx context.Context, _ *Delegate) error { return pause(ctx, t) }
}

// Write types words behind the first place where after stands; without such a
// place it does nothing.
func Write(after, words string) Act {
	return func(ctx context.Context, d *Delegate) error {
		found, err := d.goTo(ctx, after)
		if err != nil || !found {
			return err
		}
		for _, r := range words {
			if err := d.key(ctx, func() delta.Delta { return d.insert(string(r)) }); err != nil {
				return err
			}
		}
		return d.rest(ctx)
	}
}

// Change goes behind the first old that stands there, rubs it out and types
// new; without such a place it does nothing.
func Change(old, new string) Act {
	return func(ctx context.Context, d *Delegate) error {
		found, err := d.goTo(ctx, old)
		if err != nil || !found {
			return err
		}
		for range utf8.RuneCountInString(old) {
			if err := d.key(ctx, d.rub); err != nil {
				return err
			}
		}
		for _, r := range new {
			if err := d.key(ctx, func() delta.Delta { return d.insert(string(r)) }); err != nil {
				return err
			}
		}
		return d.rest(ctx)
	}
}

// UndoAll takes back everything of the delegate's own, step by step.
func UndoAll(ctx context.Context, d *Delegate) error {
	for {
		more := false
		if err := d.do(ctx, func() {
			done, ok := d.seat.Undo(time.Now())
			more = ok && d.seat.CanUndo()
			if done.Changes() {
				d.caret = done.Map(d.caret, delta.Before)
			}
		}); err != nil || !more {
			return err
		}
		if err := pause(ctx, 2*keyEvery); err != nil {
			return err
		}
	}
}

// goTo puts the caret behind the first place where the words stand.
func (d *Delegate) goTo(ctx context.Context, words string) (found bool, err error) {
	err = d.do(ctx, func() {
		t := d.seat.Text().String()
		i := strings.Index(t, words)
		if found = i >= 0; found {
			d.caret = utf8.RuneCountInString(t[:i+len(words)])
			d.point(false)
		}
	})
	return found, err
}

// rest shows the caret for a moment where it stands, then puts the pen down.
func (d *Delegate) rest(ctx context.Context) error {
	if err := pause(ctx, meeting.BatchFor+tick); err != nil {
		return err
	}
	if err := d.do(ctx, func() { d.point(false) }); err != nil {
		return err
	}
	if err := pause(ctx, time.Second); err != nil {
		return err
	}
	return d.do(ctx, func() { d.point(true) })
}

func (d *Delegate) point(left bool) {
	if p, ok := d.seat.Pointer(d.caret, d.caret); ok {
		d.line.Point(p.Base, p.At, p.Anchor, left)
	}
}

// key makes one change as a key press does, and takes the time of one.
func (d *Delegate) key(ctx context.Context, change func() delta.Delta) error {
	if err := d.do(ctx, func() { d.edit(change()) }); err != nil {
		return err
	}
	return pause(ctx, keyEvery)
}

func (d *Delegate) edit(change delta.Delta) {
	if !change.Changes() || d.seat.Edit(change, time.Now()) != nil {
		return
	}
	d.caret = change.Map(d.caret, delta.After)
}

func (d *Delegate) insert(s string) delta.Delta {
	return delta.Replace(d.seat.Text().Len(), d.caret, 0, s)
}

func (d *Delegate) rub() delta.Delta {
	if d.caret == 0 {
		return delta.Delta{}
	}
	return delta.Replace(d.seat.Text().Len(), d.caret-1, 1, "")
}

func pause(ctx context.Context, t time.Duration) error {
	timer := time.NewTimer(t)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
