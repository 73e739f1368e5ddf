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
	index int // of the first entry after it in the log
	text  text.Text
}

// mark keeps the present text, if it is time for that again. It must be the
// log's own: nothing pending in it.
func (d *Document) mark() {
	if len(d.pending) == 0 && len(d.log)-d.marks[len(d.marks)-1].index >= d.markEvery {
		d.marks = append(d.marks, mark{d.head, len(d.log), d.text})
	}
}

// startFor returns the newest mark from which an entry that reaches back to
// low can be placed, and everything that comes after that mark too. It
// returns -1 when there is none.
func (d *Document) startFor(low Version) int {
	i := len(d.log)
	for m := len(d.marks) - 1; m >= 0; m-- {
		for ; i > d.marks[m].index; i-- {
			low = min(low, d.log[i-1].reach())
		}
		if d.marks[m].at <= low {
			return m
		}
	}
	return -1
}

// atLeast returns the newest mark, m or before it, that has n entries behind it
// and from which they can be placed; or the first mark.
func (d *Document) atLeast(n, m int) int {
	if len(d.log)-d.marks[m].index >= n {
		return m
	}
	enough := sort.Search(m, func(i int) bool { return len(d.log)-d.marks[i].index < n })
	return d.startFor(d.marks[max(0, enough-1)].at)
}

// reachOfPending returns the newest version from which the pending entries
// can be placed.
func (d *Document) reachOfPending() Version {
	low := latest
	for _, r := range d.pending {
		low = min(low, r.reach())
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
	for _, r := range d.unplaced() {
		update(d.window.place(r))
	}
	d.direct = 0
	return nil
}

// unplaced returns the entries that the window has not placed yet. Those were
// applied directly, and so fit into a window that starts behind their base,
// too: what is between is their author's own.
func (d *Document) unplaced() []*record {
	w, i, j := d.window, len(d.log), len(d.pending)
	for i > 0 && d.log[i-1].at > w.start && d.log[i-1].in != w {
		i--
	}
	for j > 0 && d.pending[j-1].in != w {
		j--
	}
	return slices.DeleteFunc(slices.Concat(d.log[i:], d.pending[j:]), func(r *record) bool { return r.void })
}

// trimmable reports whether a window half as big would do. When not, it is
// asked again only when the window has doubled.
func (d *Document) trimmable(low Version) bool {
	size := len(d.window.log)
	m := d.startFor(min(low, d.reachOfPending()))
	if m >= 0 && len(d.log)-d.marks[m].index < size/2 {
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
		m = d.atLeast(2*(len(d.log)-d.marks[m].index), m)
	}
	d.drop()
	d.window = newWindow(d.marks[m].text, d.marks[m].at)
	d.trim = max(d.minTrim, 2*(len(d.log)-d.marks[m].index))
	return nil
}

func (d *Document) drop() {
	if d.window != nil {
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
	d.pending = nil
	d.text = d.marks[m].text
	d.window = newWindow(d.text, d.marks[m].at)
	for _, r := range d.log[d.marks[m].index:] {
		d.text, _ = d.window.change(d.text, d.window.place(r))
	}
	for _, r := range pending {
		r.in, r.trace = nil, trace{}
		r.void = d.name(r, d.pending) != nil || d.fit(r) != nil
		if !r.void {
			d.apply(r)
		}
		d.pending = append(d.pending, r)
	}
}

// Locate returns where in Text an offset is that by gave, having seen the log
// up to base and all of their own entries known here: behind the same letter,
// or where that letter was. What cannot be placed is taken as an offset in
// Text.
func (d *Document) Locate(by text.Author, base Version, offset int) int {
	base = min(base, d.head)
	if d.isDirect(Entry{By: by, Base: base}) || base < d.marks[0].at || d.open(base) != nil {
		return max(0, min(offset, d.text.Len()))
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
	for _, r := range d.log[d.marks[m].index:] {
		entries = append(entries, Numbered{r.at, r.Entry})
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
	gone := d.marks[m].index
	for _, r := range d.log[:gone] {
		delete(d.byName, name{r.By, r.Number})
	}
	d.log = slices.Clone(d.log[gone:])
	d.marks = slices.Clone(d.marks[m:])
	for i := range d.marks {
		d.marks[i].index -= gone
	}
}

// keep returns the newest mark that leaves enough for entries made on oldest
// or later, and for what they may undo.
func (d *Document) keep(oldest Version) int {
	oldest = min(oldest, d.head)
	later := len(d.log) - d.upTo(oldest)
	return d.atLeast(d.undoReach+later, max(0, d.startFor(oldest)))
}

// upTo returns how many entries of the log that is kept are not newer than v.
func (d *Document) upTo(v Version) int {
	return sort.Search(len(d.log), func(i int) bool { return d.log[i].at > v })
}
