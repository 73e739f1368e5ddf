package draft

import (
	"math"
	"slices"
	"time"
)

// How own entries are gathered into one step of undo: typing that goes on
// without a pause of stepPause is one step, up to stepLength of it.
const (
	stepPause  = 700 * time.Millisecond
	stepLength = 5 * time.Second
)

// stepsKept is how many steps can be taken back at least: more than anybody
// makes in a day offline. There are twice as many before the oldest are dropped.
const stepsKept = 4096

// longAgo is when what was found was made: nothing follows it closely.
const longAgo = math.MinInt64 / 4

// Undo remembers one person's own entries as steps that can be taken back and
// done again. Steps name entries by their command numbers, never positions, so
// they stay good whatever others do and across a reconnection.
type Undo struct {
	done, undone []step
}

type step struct {
	entries     []uint64
	began, last int64 // Unix time, ns
	closed      bool
}

// Did notes an own entry. It joins the step before it when it follows closely;
// whole asks for a step of its own (a paste, a command).
func (u *Undo) Did(number uint64, now time.Time, whole bool) {
	u.undone = nil
	at := now.UnixNano()
	if n := len(u.done); n > 0 && !whole {
		s := &u.done[n-1]
		if !s.closed && at-s.last < int64(stepPause) && at-s.began < int64(stepLength) {
			s.entries, s.last = append(s.entries, number), at
			return
		}
	}
	if len(u.done) == 2*stepsKept {
		n := copy(u.done, u.done[stepsKept:])
		clear(u.done[n:])
		u.done = u.done[:n]
	}
	if n := len(u.done); n == cap(u.done) {
		u.done = append(make([]step, 0, max(16, min(2*n, 2*stepsKept))), u.done...)
	}
	u.done = append(u.done, step{[]uint64{number}, at, at, whole})
}

// Undo returns the entries of the last step, to be switched out.
func (u *Undo) Undo() ([]uint64, bool) { return move(&u.done, &u.undone) }

// Redo returns the entries of the step undone last, to be switched in again.
func (u *Undo) Redo() ([]uint64, bool) { return move(&u.undone, &u.done) }

// Found notes an entry of an earlier run of which it is not known when it was
// made. It joins the step before it where it goes on with that.
func (u *Undo) Found(number uint64, goesOn bool) {
	const most = 25 // entries that make a step where somebody types without a pause
	u.undone = nil
	if n := len(u.done); goesOn && n > 0 && !u.done[n-1].closed && len(u.done[n-1].entries) < most {
		u.done[n-1].entries = append(u.done[n-1].entries, number)
		return
	}
	u.done = append(u.done, step{[]uint64{number}, longAgo, longAgo, false})
}

// Switched notes that a step was undone or done again, told by its entries: as
// Undo and Redo do it, for what an earlier run did. Where what is known of it
// made one step of two, or two of one, it is put right.
func (u *Undo) Switched(entries []uint64) {
	switch {
	case part(&u.done, entries):
		move(&u.done, &u.undone)
	case part(&u.undone, entries):
		move(&u.undone, &u.done)
	}
}

// part makes the entries the newest of the steps, if they are the end of the
// last ones.
func part(steps *[]step, entries []uint64) bool {
	first, n := len(*steps), 0
	for first > 0 && n < len(entries) {
		first--
		n += len((*steps)[first].entries)
	}
	var all []uint64
	for _, s := range (*steps)[first:] {
		all = append(all, s.entries...)
	}
	before := n - len(entries)
	if len(entries) == 0 || before < 0 || !slices.Equal(all[before:], entries) {
		return false
	}
	*steps = (*steps)[:first+1]
	s := &(*steps)[first]
	if s.entries = all; before > 0 {
		rest := step{slices.Clone(entries), s.began, s.last, true}
		s.entries, s.closed = s.entries[:before:before], true
		*steps = append(*steps, rest)
	}
	return true
}

// CanUndo reports whether there is a step to take back.
func (u *Undo) CanUndo() bool { return len(u.done) > 0 }

// CanRedo reports whether there is a step to do again.
func (u *Undo) CanRedo() bool { return len(u.undone) > 0 }

// Forget drops an entry that was refused.
func (u *Undo) Forget(number uint64) {
	for _, steps := range []*[]step{&u.done, &u.undone} {
		for i := range *steps {
			s := &(*steps)[i]
			s.entries = slices.DeleteFunc(s.entries, func(n uint64) bool { return n == number })
		}
		*steps = slices.DeleteFunc(*steps, func(s step) bool { return len(s.entries) == 0 })
	}
}

func move(from, to *[]step) ([]uint64, bool) {
	n := len(*from)
	if n == 0 {
		return nil, false
	}
	s := (*from)[n-1]
	s.closed = true
	*from, *to = (*from)[:n-1], append(*to, s)
	return slices.Clone(s.entries), true
}
