package merge

import (
	"slices"
	"sort"

	"parley/collab/text"
)

// A measure says how much a document keeps and when it throws things away.
// Only undoReach is part of the rules; no other number changes any text.
type measure struct {
	undoReach int // entries
	markEvery int // entries between two kept texts
	minTrim   int // a window with fewer entries is not worth a look
	maxDirect int // directly applied entries after which a window is dropped
}

var usual = measure{undoReach: UndoReach, markEvery: 64, minTrim: 512, maxDirect: 1024}

// A mark is the text at one version, from which a window can start.
type mark struct {
	at    Version
	index int // the ordinal of the first entry after it
	text  text.Text
	low   Version // how far back the entries between it and the next mark reach
	bytes int     // what the entries before it weigh
}

// mark keeps the present text, if it is time for that again. It must be the
// log's own: nothing pending in it.
func (d *Document) mark() {
	if len(d.pending) == 0 && d.behind(len(d.marks)-1) >= d.markEvery {
		d.marks = append(d.marks, mark{d.head, d.log.end(), d.text.Text(), latest, d.bytes})
		if len(d.marks) >= d.thinAt {
			d.thin()
		}
	}
}

// behind returns how many entries are after a mark.
func (d *Document) behind(m int) int { return d.log.end() - d.marks[m].index }

// thin drops marks that are far back: a window that starts a quarter further
// back than it must costs little, and a text that is kept costs memory. The
// first mark stays, and all within the reach of undo.
func (d *Document) thin() {
	kept := []mark{d.marks[len(d.marks)-1]}
	for m := len(d.marks) - 2; m > 0; m-- {
		newer := &kept[len(kept)-1]
		back := d.log.end() - newer.index - 2*d.undoReach
		if x := d.marks[m]; newer.index-d.marks[m-1].index > back/4 {
			kept = append(kept, x)
		} else {
			d.marks[m-1].low = min(d.marks[m-1].low, x.low)
		}
	}
	slices.Reverse(kept)
	d.marks = append(d.marks[:1], kept...)
	d.thinAt = 2*len(d.marks) + 16
}

// startFor returns the newest mark from which an entry that reaches back to
// low can be placed, and everything that comes after that mark too. It
// returns -1 when there is none.
func (d *Document) startFor(low Version) int {
	for m := len(d.marks) - 1; m >= 0; m-- {
		low = min(low, d.marks[m].low)
		if d.marks[m].at <= low {
			return m
		}
	}
	return -1
}

// atLeast returns the newest mark, m or before it, that has n entries behind it
// and from which they can be placed; or the first mark.
func (d *Document) atLeast(n, m int) int {
	if d.behind(m) >= n {
		return m
	}
	enough := sort.Search(m, func(i int) bool { return d.behind(i) < n })
	return d.startFor(d.marks[max(0, enough-1)].at)
}

// reachOfPending returns the newest version from which the pending entries
// can be placed.
func (d *Document) reachOfPending() Version {
	low := latest
	for _, r := range d.pending {
		low = min(low, d.reach(&r.Entry))
	}
	return low
}

// open makes a window that has placed everything and can place an entry that
// reaches back to low.
func (d *Document) open(low Version) error {
	start := latest
	if d.window != nil {
		start = d.window.start
	}
	if start > low || len(d.window.log) > d.trim && d.trimmable(low) {
		if err := d.build(low, start != latest); err != nil {
			return err
		}
	}
	d.catchUp()
	d.direct = 0
	return nil
}

// catchUp places in the window what was applied without it. That fits into a
// window that starts behind its base, too: what is between is its author's own.
func (d *Document) catchUp() {
	w := d.window
	for _, e := range d.log.all(w.next) {
		r := &record{Entry: e.Entry, at: e.at}
		if e.direct && len(w.pending) == 0 {
			update(w.placeNewest(r))
		} else {
			update(w.place(r))
		}
	}
	w.next = d.log.end()
	j := len(d.pending)
	for j > 0 && d.pending[j-1].in != w {
		j--
	}
	for _, r := range d.pending[j:] {
		if !r.void {
			update(w.place(r))
		}
	}
}

// trimmable reports whether a window half as big would do. When not, it is
// asked again only when the window has doubled.
func (d *Document) trimmable(low Version) bool {
	size := len(d.window.log)
	m := d.startFor(min(low, d.reachOfPending()))
	if m >= 0 && d.behind(m) < size/2 {
		return true
	}
	d.trim = 2 * size
	return false
}

// build starts a new window, as late as it can be. When the one before
// started too late, it starts twice as far back, so that going back step by
// step does not cost a window a step.
func (d *Document) build(low Version, again bool) error {
	m := d.startFor(min(low, d.reachOfPending()))
	if m < 0 {
		return ErrTooOld
	}
	if again {
		m = d.atLeast(2*d.behind(m), m)
	}
	d.drop()
	d.window = newWindow(&d.marks[m])
	d.trim = max(d.minTrim, 2*d.behind(m))
	return nil
}

func (d *Document) drop() {
	if d.window != nil {
		d.walked += d.window.walked
		d.window.close()
	}
	d.window, d.direct = nil, 0
}

// replay makes the text anew out of the log and what is pending. A pending
// entry that does not fit is left out.
func (d *Document) replay() {
	pending := d.pending
	m := d.startFor(min(d.head, d.reachOfPending()))
	d.drop()
	d.pending, d.newest, d.sketch = nil, nil, nil
	d.text = text.NewEditor(d.marks[m].text)
	d.window = newWindow(&d.marks[m])
	for _, e := range d.log.all(d.window.next) {
		d.window.change(d.text, d.window.place(&record{Entry: e.Entry, at: e.at}))
	}
	d.window.next = d.log.end()
	for _, r := range pending {
		r.in, r.trace, r.direct = nil, trace{}, d.isDirect(&r.Entry)
		r.void = d.stands(&r.Entry) != nil || d.fitAgain(&r.Entry) != nil
		if !r.void {
			_, err := d.apply(&r.Entry, latest, r, r.direct)
			r.void = err != nil
		}
		d.pending = append(d.pending, r)
		if r.void {
			d.sketch = nil // which counts the pending entries
		} else {
			d.newest = r
		}
	}
}

// fitAgain is admit for what was admitted once.
func (d *Document) fitAgain(e *Entry) error {
	if len(e.Undo) > 0 {
		return d.admitUndo(e)
	}
	return d.fit(e)
}

// Locate returns where in Text an offset is that by gave, having seen the log
// up to base and all of their own entries known here: behind the same letter,
// or where that letter was. What cannot be placed is taken as an offset in
// Text.
func (d *Document) Locate(by text.Author, base Version, offset int) int {
	at, _ := d.Find(by, base, offset)
	return at
}

// Find is Locate, and reports whether that letter, the one before the offset, is
// in Text; what cannot be placed is taken to be.
func (d *Document) Find(by text.Author, base Version, offset int) (at int, shown bool) {
	base = min(base, d.head)
	if d.isDirect(&Entry{By: by, Base: base}) || base < d.marks[0].at {
		return max(0, min(offset, d.text.Len())), true
	}
	if d.readySketch(by, base) {
		return d.sketch.now(d.viewer(by, base), offset, d.text.Len())
	}
	if d.open(base) != nil {
		return max(0, min(offset, d.text.Len())), true
	}
	d.window.look(by, base)
	return d.window.now(offset)
}

// Since returns the smallest snapshot from which every entry made on oldest or
// later, and every undo within UndoReach, can be placed: the text at a version
// and the entries after it, without those pending. New and Append of these
// give the same document on another machine.
func (d *Document) Since(oldest Version) (base text.Text, at Version, entries []Numbered) {
	m := d.keep(oldest)
	for _, e := range d.log.all(d.marks[m].index) {
		entries = append(entries, Numbered{e.at, e.Entry})
	}
	return d.marks[m].text, d.marks[m].at, entries
}

// Forget drops what is not needed any more when no entry made on a version
// before oldest will come. Their undos still reach back as far as UndoReach
// says.
func (d *Document) Forget(oldest Version) {
	m := d.keep(min(oldest, d.reachOfPending()))
	if m == 0 {
		return
	}
	d.log.forget(d.marks[m].index)
	d.marks = slices.Clone(d.marks[m:])
}

// keep returns the newest mark that leaves enough for entries made on oldest
// or later, and for what they may undo.
func (d *Document) keep(oldest Version) int {
	oldest = min(oldest, d.head)
	later := d.log.end() - d.log.upTo(oldest)
	return d.atLeast(d.undoReach+later, max(0, d.startFor(oldest)))
}
