package session_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"parley/collab/collabtest"
	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/session"
)

// A delegate is a seat and its session, and somebody who plays with them. All
// of it belongs to the goroutine in live; others ask through do.
type delegate struct {
	*session.Session
	name       string
	seat       *meeting.Seat
	chance     *rand.Rand
	late       bool // came in the middle
	rejoins    bool // asks for a fresh copy now and then
	sparing    bool // pastes nothing, so that its alphabet lasts for hours
	negotiates bool // and types, but pastes nothing
	quiet      bool
	at         int // where the cursor is
	letters    alphabet
	record     record
	asked      []meeting.Command
	refused    int
	refusals   []meeting.RefusedCommand
	broken     error
	afresh     int // how often the copy could not place what came
	tooSlow    int // how often the server cut the line because too much waited
	asks       chan func()
	leave      func()
	offline    atomic.Bool // cannot dial
	annex      *delegate   // the same person at another document; nil: looks at none
	silent     bool        // at a document that has no chat
}

// sit lets person i come to the meeting.
func sit(t *testing.T, n *network, seed uint64, i int, w collabtest.Weather) *delegate {
	return sitAs(t, n, seed, i, meeting.Delegate, w)
}

func sitAs(t *testing.T, n *network, seed uint64, i int, role meeting.Role, w collabtest.Weather) *delegate {
	return sitWith(t, n, seed, i, w, session.Config{Link: linkFor(role)})
}

// sitWith lets them come with a configuration of their own.
func sitWith(t *testing.T, n *network, seed uint64, i int, w collabtest.Weather, c session.Config) *delegate {
	chance := rand.New(rand.NewPCG(seed, uint64(100+i)))
	d := &delegate{
		name: fmt.Sprintf("delegate %d", i), chance: chance, rejoins: seed%3 == 1, asks: make(chan func()),
		letters: alphabet{next: i}, record: record{struck: map[uint64][]rune{}},
	}
	dial := n.dial(w)
	c.Name, c.Rand = d.name, rand.New(rand.NewPCG(seed, uint64(200+i))).Float64
	c.Dial = func(ctx context.Context, address string) (net.Conn, error) {
		if d.offline.Load() {
			return nil, errors.New("network is unreachable")
		}
		return dial(ctx, address)
	}
	d.Session = session.New(c)
	d.seat = meeting.NewSeat(func(c meeting.Command) {
		d.asked = append(d.asked, c)
		d.record.sent(c)
		d.Send(c)
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	gone := make(chan bool)
	go func() { d.live(); close(gone) }()
	d.leave = func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("%s: the session ended: %v", d.name, err)
		}
		<-gone
	}
	return d
}

// do runs f where the delegate lives.
func (d *delegate) do(f func()) {
	done := make(chan bool)
	d.asks <- func() { f(); close(done) }
	<-done
}

func (d *delegate) live() {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		act := time.After(time.Duration(20+d.chance.IntN(300)) * time.Millisecond)
		select {
		case n, ok := <-d.Notices():
			if !ok {
				return
			}
			if in, ok := n.(meeting.InDocument); ok {
				d.annex.take(in.Notice)
				continue
			}
			d.take(n)
		case <-tick.C:
			d.seat.Tick(time.Now())
			if d.annex != nil {
				d.annex.seat.Tick(time.Now())
			}
		case f := <-d.asks:
			f()
		case <-act:
			if at := d.somewhere(); !d.quiet && at.seat.Joined() {
				at.act()
			}
		}
	}
}

func (d *delegate) take(n meeting.Notice) {
	was := d.seat.Len()
	c, err := d.seat.Take(n, time.Now())
	if is := d.seat.Len(); err == nil && !c.Whole && (c.Text.Changes() && (c.Text.BaseLen() != was || c.Text.NewLen() != is) || !c.Text.Changes() && is != was) {
		err = fmt.Errorf("%T made %d code points of %d, and says %v", n, is, was, c.Text)
	}
	switch {
	case errors.Is(err, meeting.ErrResync):
		d.afresh++
		d.Resync(d.seat.Need())
	case err != nil:
		d.broken = err
	case c.Whole:
		d.at = min(d.at, d.seat.Text().Len())
	default:
		d.at = c.Text.Map(d.at, delta.Before)
	}
	if l, ok := n.(meeting.LinkChanged); ok && errors.Is(l.Why, session.ErrTooSlow) && l.State == meeting.Waiting {
		d.tooSlow++
	}
	r := d.seat.Refusals()
	d.refused += len(r)
	d.refusals = append(d.refusals, r...)
}

// act does one thing that a person may do.
func (d *delegate) act() {
	now := time.Now()
	switch k := d.chance.IntN(100); {
	case d.negotiates && d.chance.IntN(2) == 0:
		d.negotiate(now)
	case k < 50:
		d.typeWord(now)
	case k < 53 && !d.sparing && !d.negotiates:
		d.paste(d.at, d.letters.take(20+d.chance.IntN(200)), now)
	case k < 65:
		d.cross(now, 12)
	case k < 68:
		d.cross(now, 200)
	case k < 76:
		if done, ok := d.seat.Undo(now); ok {
			d.at = done.Map(d.at, delta.Before)
		}
	case k < 82:
		if done, ok := d.seat.Redo(now); ok {
			d.at = done.Map(d.at, delta.Before)
		}
	case k < 86 && !d.silent:
		d.seat.Say(fmt.Sprintf("line %d", len(d.asked)), now)
	case k < 88:
		d.SendAgain()
		seen.repeats.Add(int64(d.Waiting()))
	case k < 89 && d.rejoins:
		d.Resync(d.seat.Version())
	case k < 95:
		d.at = d.chance.IntN(d.seat.Text().Len() + 1)
	default:
		if p, ok := d.seat.Pointer(d.at, d.at); ok {
			d.Point(p.Base, p.At, p.Anchor, false)
		}
	}
}

// typeWord types some letters at the cursor, or backwards in front of it.
func (d *delegate) typeWord(now time.Time) {
	word := d.letters.take(1 + d.chance.IntN(5))
	if d.chance.IntN(8) == 0 {
		word += "\n"
	}
	d.edit(now, d.at, 0, word)
	if d.chance.IntN(4) > 0 {
		d.at = min(d.at+len([]rune(word)), d.seat.Len())
	}
}

// paste puts in a passage at once, as a step of its own.
func (d *delegate) paste(at int, passage string, now time.Time) {
	d.change(at, 0, passage, func(c delta.Delta) error { return d.seat.EditWhole(c, now) })
}

// cross deletes up to most letters at the cursor, and now and then replaces
// them.
func (d *delegate) cross(now time.Time, most int) {
	n := min(1+d.chance.IntN(most), d.seat.Text().Len()-d.at)
	instead := ""
	if d.chance.IntN(3) == 0 {
		instead = d.letters.take(7)
	}
	d.edit(now, d.at, n, instead)
}

func (d *delegate) edit(now time.Time, at, remove int, insert string) {
	d.change(at, remove, insert, func(c delta.Delta) error { return d.seat.Edit(c, now) })
}

// change notes what the person sees and changes it.
func (d *delegate) change(at, remove int, insert string, edit func(delta.Delta) error) {
	_, none := d.seat.Pointer(0, 0)
	d.record.before(d.seat.Text().String(), !none)
	err := edit(delta.Replace(d.seat.Text().Len(), at, remove, insert))
	if err != nil && err != meeting.Unmeant && err != meeting.LockedParagraph && d.broken == nil {
		d.broken = err
	}
}
