package merge

import (
	"slices"

	"parley/collab/delta"
	"parley/collab/text"
)

// A patience says when a sketch is worth another try, after ties.
type patience struct {
	wait  int // entries to leave to the window first
	again int // how long the wait before this one was
}

// How far back a sketch looks for where to start.
const (
	lookBack    = 256  // entries whose bases the next ones are expected not to precede
	mostPending = 64   // entries: who has more was away, and the window is for that
	mostBack    = 1024 // entries that are placed in a new sketch, at most
)

// applySketch places an edit without the window, if that can be.
func (d *Document) applySketch(e *Entry, at Version) (delta.Delta, bool) {
	if len(e.Undo) > 0 || d.sketch == nil && d.wait > 0 {
		d.sketch, d.wait = nil, max(0, d.wait-1)
		return delta.Delta{}, false
	}
	before := d.sketch
	if d.readySketch(e.By, e.Base) {
		before = d.sketch
		if did, ok := before.place(e.Delta, d.viewer(e.By, e.Base), stampOf(e, at), d.text.Len()); ok {
			before.took(at)
			d.trimSketch(latest)
			return did, true
		}
	}
	d.giveUp(before)
	return delta.Delta{}, false
}

// giveUp leaves what follows to the window: the longer, the less the sketch was
// good for.
func (d *Document) giveUp(s *sketch) {
	if s != nil && s.placed > lookBack {
		d.again = 0
	} else {
		d.again = min(2*d.again+4, maxSpots)
	}
	d.wait, d.sketch = d.again, nil
	if d.window != nil { // to make another one means to walk all of it
		d.wait = max(d.wait, len(d.window.log)/4)
	}
}

// took counts an entry that was placed.
func (s *sketch) took(at Version) {
	if at == latest {
		s.pended++
	} else {
		s.next++
	}
}

// trimSketch forgets what nobody needs, and an author on base does not either.
func (d *Document) trimSketch(base Version) {
	if s := d.sketch; len(s.spots) > s.longest || s.longest == 0 {
		s.trim(min(base, d.expected()))
		if len(s.spots) > maxSpots {
			d.sketch = nil
		}
	}
}

// expected returns the version that those who wrote lately have all seen: an
// author's base never goes back. Who comes after a longer silence, and has
// seen less, is for the window.
func (d *Document) expected() Version {
	low := d.head
	var known [2]*author // most often two write at a time
	var by [2]text.Author
	for i := range d.log.recent[max(0, len(d.log.recent)-lookBack):] {
		e := &d.log.recent[len(d.log.recent)-1-i]
		if known[0] != nil && e.By == by[0] || known[1] != nil && e.By == by[1] {
			continue
		}
		a := d.log.authors[e.By]
		low = min(low, a.knows)
		known, by = [2]*author{a, known[0]}, [2]text.Author{e.By, by[0]}
	}
	return low
}

// viewer returns an author as who has seen the log up to base. Who has seen
// all of it once has seen more than a base says that only others' entries move.
func (d *Document) viewer(by text.Author, base Version) viewer {
	if a := d.log.authors[by]; a != nil {
		base = max(base, a.knows)
	}
	return viewer{by, base}
}

// readySketch makes a sketch that has everything and can place an edit that was
// made on base; or reports that there is none.
func (d *Document) readySketch(by text.Author, base Version) bool {
	base = d.viewer(by, base).base
	if len(d.pending) > mostPending {
		d.sketch = nil
	} else if d.sketch == nil && d.wait == 0 {
		d.sketch = d.newSketch(base)
	}
	if d.sketch == nil || base < d.sketch.start {
		return false
	}
	if !d.syncSketch(base) {
		d.sketch = nil
	}
	return d.sketch != nil
}

// syncSketch places what was applied directly, for an author on base. Who made
// it knew everything.
func (d *Document) syncSketch(base Version) bool {
	s := d.sketch
	if s.next < d.log.end() && (s.pended > 0 || d.log.end()-s.next > mostBack) {
		return false
	}
	for _, e := range d.log.all(s.next) {
		if !e.direct || !s.placeDirect(&e.Entry, e.at) {
			return false
		}
	}
	for _, r := range d.pending[s.pended:] {
		if !r.direct || r.void || !d.sawLog(&r.Entry) || !s.placeDirect(&r.Entry, latest) {
			return false
		}
	}
	d.trimSketch(base)
	return d.sketch != nil
}

func (s *sketch) placeDirect(e *Entry, at Version) bool {
	_, ok := s.place(e.Delta, viewer{e.By, latest}, stampOf(e, at), e.Delta.BaseLen())
	s.placed--
	s.took(at)
	return ok
}

// newSketch returns a sketch that can place an edit that was made on base, out
// of the window, or starting where all that came later was applied directly.
func (d *Document) newSketch(base Version) *sketch {
	if d.head >= pendingBit || slices.ContainsFunc(d.pending, func(r *record) bool { return r.void }) {
		return nil
	}
	if d.window != nil && d.window.undone <= base {
		if s := d.window.sketch(min(base, max(d.expected(), d.window.undone))); s != nil {
			return s
		}
	}
	recent := d.log.recent
	i := len(recent)
	for i > 0 && recent[i-1].direct && (recent[i-1].at > base || len(recent)-i < lookBack) {
		i--
	}
	s := &sketch{start: d.marks[0].at, next: d.log.end() - len(recent) + i, longest: minSpots}
	switch {
	case i > 0:
		s.start = recent[i-1].at
	case len(d.log.blocks) > 0:
		return nil // some mostBack entries at least, so it would not do
	}
	if s.start > base || s.next < d.log.first {
		return nil
	}
	return s
}

// sketch returns what the window knows, from start on, as a sketch; or nil.
func (w *window) sketch(start Version) *sketch {
	s := &sketch{start: max(start, w.start), next: w.next, pended: len(w.pending)}
	p := pen{sketch: s}
	for x := w.first; x != nil; x = x.after() {
		y, ok := x.spot()
		if !ok || len(p.out) > maxSpots {
			return nil
		}
		if y.n > 0 && y.since(s.start) {
			p.write(y)
		}
	}
	s.spots, s.longest = p.out, max(minSpots, len(p.out)+len(p.out)/2)
	return s
}

// spot returns what a sketch keeps of an item: nothing, when an undo has
// hidden it for good. A third deletion is more than a sketch can hold.
func (x *item) spot() (y spot, ok bool) {
	if x.owner != nil {
		if x.owner.undone {
			return spot{}, true
		}
		y.made = stampOf(&x.owner.Entry, x.owner.at)
	}
	y.n = x.n
	n := 0
	for _, r := range x.deleters {
		switch {
		case r.undone:
		case n == len(y.gone):
			return spot{}, false
		default:
			y.gone[n] = stampOf(&r.Entry, r.at)
			n++
		}
	}
	return y, true
}

// after returns the item behind x, or nil.
func (x *item) after() *item {
	if x.high != nil {
		for x = x.high; x.low != nil; x = x.low {
		}
		return x
	}
	for x.up != nil && x == x.up.high {
		x = x.up
	}
	return x.up
}
