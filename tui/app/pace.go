package app

import (
	"reflect"
	"sync"
	"time"
	"unsafe"

	tea "charm.land/bubbletea/v2"
)

// How soon a frame is written after something changed on a screen that was
// still, how often while it goes on changing, and how often Bubble Tea looks
// when nothing does.
const (
	soon   = 2 * time.Millisecond
	steady = time.Second / 60
	still  = time.Minute
)

// A pace is when frames are written. Bubble Tea looks for a new one by a clock
// of its own, 60 times a second: a key waits for it up to 17 ms, and an idle
// program never sleeps. It has no setting for anything else, so its clock is set
// from here: to the next moment when there is something new, and slow when
// nothing is. Where a later Bubble Tea has no such clock, its own pace stays.
type pace struct {
	mu      sync.Mutex // guards the fields below
	clock   *time.Ticker
	at      time.Duration // what the clock was set to last
	set     time.Time     // when it was
	shown   tea.View
	changed time.Time // when something new was shown last
	stirred bool      // what came may want something written that is not in the view
}

// Pace has the program that runs this model write its frames when there are
// new ones. It is called before the program runs.
func (m *Model) Pace(p *tea.Program) { m.program = p }

// clockOf is the clock by which a running program writes frames; nil where it
// has none.
func clockOf(p *tea.Program) *time.Ticker {
	f := reflect.ValueOf(p).Elem().FieldByName("ticker")
	if !f.IsValid() || f.Type() != reflect.TypeFor[*time.Ticker]() {
		return nil
	}
	return *(**time.Ticker)(unsafe.Pointer(f.UnsafeAddr()))
}

// draws is told of each view. The first comes once the program runs, in the
// goroutine that made its clock.
func (p *pace) draws(v tea.View, program *tea.Program, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.clock == nil {
		if program == nil {
			return
		}
		if p.clock = clockOf(program); p.clock == nil {
			return
		}
		p.at, p.changed = steady, now
	}
	same := sameView(p.shown, v) && !p.stirred
	p.shown, p.stirred = v, false
	switch {
	case !same && p.at == still:
		p.tick(soon, now)
		p.changed = now
		time.AfterFunc(4*soon, p.settle)
	case !same:
		p.changed = now
	case p.at == steady && now.Sub(p.changed) > 100*time.Millisecond, p.at == still && now.Sub(p.set) > 5*time.Second: // coming back from an editor sets it, too
		p.tick(still, now)
	}
}

// stir tells that something came that may have to be written although the view does
// not change, such as that all be drawn anew.
func (p *pace) stir() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stirred = true
}

// settle comes after the first frame: where more has changed by then the pace is
// steady for a while.
func (p *pace) settle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	next := still
	if p.changed.After(p.set) {
		next = steady
	}
	p.tick(next, time.Now())
}

func (p *pace) tick(every time.Duration, now time.Time) {
	p.clock.Reset(every)
	p.at, p.set = every, now
}

// sameView reports whether nothing of two views is to be written anew.
func sameView(a, b tea.View) bool {
	return a.Content == b.Content && a.WindowTitle == b.WindowTitle && a.MouseMode == b.MouseMode && a.KeyboardEnhancements == b.KeyboardEnhancements &&
		(a.Cursor == nil) == (b.Cursor == nil) && (a.Cursor == nil || *a.Cursor == *b.Cursor)
}
