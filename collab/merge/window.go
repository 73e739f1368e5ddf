package merge

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"parley/collab/text"
)

// A window is a text at one version and the entries since then, taken apart
// into items, so that the place of a late edit can be found. It is built when
// an entry needs it and thrown away later; nothing in it outlives a Document.
type window struct {
	start   Version
	base    text.Text
	first   *item // stands for the start of the text; empty
	root    *item // of the list
	seed    uint32
	next    int                       // the ordinal of the first entry of the log not placed
	log     []*record                 // placed, in the order of the log
	pending []*record                 // placed, not in the log yet
	own     map[text.Author][]*record // both, by author
	viewer  text.Author
	seenTo  Version // the viewer knows the log up to here, and all of their own
	undone  Version // the newest undo
	whole   bool    // what is being placed was made on the newest text, whoever the viewer is
	walked  int     // entries and items looked at so far
}

// An item is a stretch of text that was inserted in one step and has not been
// split since. Letters within it hang one to the right of the other; other
// items hang to the left of its first and to the right of its last.
type item struct {
	owner    *record // nil: the text that was there when the window starts
	from     int     // offset in that text
	text     string  // of an insertion
	n        int     // code points
	left     []*item // in the order of the log, pending ones last
	right    []*item
	deleters []*record
	noted    bool // within switchOver only
	link
}

func newWindow(m *mark) *window {
	base, start := m.text, m.at
	first := &item{link: link{own: count{items: 1, known: 1}}}
	first.all = first.own
	w := &window{start: start, base: base, first: first, root: first, seed: 2463534242, own: map[text.Author][]*record{}, seenTo: start, next: m.index}
	if n := base.Len(); n > 0 {
		x := &item{n: n}
		x.own = count{items: 1, now: n, view: n, known: 1}
		first.right = []*item{x}
		w.insertAfter(first, x)
	}
	return w
}

// close lets go of everything the window knows about entries.
func (w *window) close() {
	for _, r := range slices.Concat(w.log, w.pending) {
		if r.in == w {
			r.in, r.trace = nil, trace{}
		}
	}
}

// place puts an entry into the window and returns the items on which it may
// have changed anything; the counts of the newest text are as before. The
// viewer must see a text of the edit's length.
func (w *window) place(r *record) []*item {
	if len(r.Undo) == 0 {
		w.look(r.By, r.Base)
	}
	return w.enter(r)
}

// placeNewest is place for an edit of somebody who had seen all that the window
// has. The viewer stays as it is: people who have seen all, and one who has seen
// little, may type in turn. The counts of the newest text are new at once.
func (w *window) placeNewest(r *record) []*item {
	w.whole = true
	defer func() { w.whole = false }()
	return w.enter(r)
}

// enter puts an entry into the window, as its author or the newest text sees it.
func (w *window) enter(r *record) []*item {
	if r.at == latest {
		w.pending = append(w.pending, r)
	} else {
		w.log = append(w.log, r)
	}
	w.own[r.By] = append(w.own[r.By], r)
	r.in, r.trace = w, trace{}
	w.name(r)
	w.see(r)
	if len(r.Undo) > 0 {
		w.undone = max(w.undone, r.at)
		touched := switchOver(r)
		w.walked += len(touched)
		return touched
	}
	at := 0
	for op := range r.Delta.Ops() {
		switch {
		case op.Keep > 0:
			at += op.Keep
		case op.Delete > 0:
			w.delete(r, at, op.Delete)
		default:
			at += w.insert(r, at, op.Insert)
		}
	}
	return slices.Concat(r.items, r.deleted)
}

// name finds what an undo names.
func (w *window) name(r *record) {
	own := w.own[r.By]
	for _, number := range r.Undo {
		i, ok := slices.BinarySearchFunc(own, number, func(t *record, n uint64) int { return cmp.Compare(t.Number, n) })
		if !ok { // the window was opened for it, so this is a bug of ours
			panic("merge: an undo of what the window does not reach")
		}
		r.targets = append(r.targets, own[i])
	}
}

// confirm notes that an entry that was pending has its place in the log.
func (w *window) confirm(r *record, at Version) {
	r.at = at
	w.pending = w.pending[1:]
	w.log = append(w.log, r)
	w.next++
	if w.undone == latest && len(r.Undo) > 0 && !slices.ContainsFunc(w.pending, (*record).isUndo) {
		w.undone = at
	}
}

func (r *record) isUndo() bool { return len(r.Undo) > 0 }

// delete marks n code points from at on, as the viewer sees them, as deleted.
func (w *window) delete(r *record, at, n int) {
	for n > 0 {
		x, inside := w.find(at)
		if inside > 0 {
			x = w.split(x, inside)
		}
		if x.n > n {
			w.split(x, n)
		}
		x.deleters = append(x.deleters, r)
		r.deleted = append(r.deleted, x)
		w.review(x)
		if w.whole && x.own.now > 0 {
			own := x.own
			own.now = 0
			x.recount(own)
		}
		n -= x.n
	}
}

// insert puts s where the viewer sees offset at, and returns its length.
func (w *window) insert(r *record, at int, s string) int {
	x := &item{owner: r, text: s, n: utf8.RuneCountInString(s)}
	if x.own = (count{items: 1}); r.seen {
		x.own.view, x.own.known = x.n, 1
	}
	if w.whole {
		x.own.now = x.n // the rest of the entry is on top of this
	}
	r.items = append(r.items, x)
	left := w.first
	if at > 0 {
		var inside int
		left, inside = w.find(at - 1)
		if inside+1 < left.n {
			w.split(left, inside+1)
		}
	}
	if slices.ContainsFunc(left.right, w.isKnown) {
		w.hangLeft(w.nextKnown(left), x)
	} else {
		w.hangRight(left, x)
	}
	return x.n
}

// isKnown reports whether who wrote what is being placed knows x.
func (w *window) isKnown(x *item) bool { return w.whole || x.isKnown() }

// isKnown reports whether the viewer knows x. What hangs from an item that is
// not known is not known either, since its author knew the item.
func (x *item) isKnown() bool { return x.owner == nil || x.owner.seen }

func (w *window) hangRight(parent, x *item) {
	i := turn(parent.right, x)
	parent.right = slices.Insert(parent.right, i, x)
	at := parent
	if i > 0 {
		at = parent.right[i-1]
		for n := len(at.right); n > 0; n = len(at.right) {
			at = at.right[n-1]
		}
	}
	w.insertAfter(at, x)
}

func (w *window) hangLeft(parent, x *item) {
	i := turn(parent.left, x)
	parent.left = slices.Insert(parent.left, i, x)
	at := parent
	if i+1 < len(parent.left) {
		at = parent.left[i+1]
		for len(at.left) > 0 {
			at = at.left[0]
		}
	}
	w.insertBefore(at, x)
}

// turn returns where among its siblings x comes: behind those that are in the
// log, before those that are pending, unless it is itself.
func turn(siblings []*item, x *item) int {
	i := len(siblings)
	if x.owner.at == latest {
		return i
	}
	for i > 0 && siblings[i-1].owner != nil && siblings[i-1].owner.at == latest {
		i--
	}
	return i
}

// split cuts x after its first n code points and returns the second part.
func (w *window) split(x *item, n int) *item {
	y := &item{owner: x.owner, n: x.n - n, right: x.right, deleters: slices.Clone(x.deleters)}
	if x.owner == nil {
		y.from = x.from + n
	} else {
		i := 0
		for range n {
			_, size := utf8.DecodeRuneInString(x.text[i:])
			i += size
		}
		x.text, y.text = x.text[:i], x.text[i:]
		x.owner.items = append(x.owner.items, y)
	}
	for _, r := range y.deleters {
		r.deleted = append(r.deleted, y)
	}
	x.n, x.right = n, []*item{y}
	y.own, y.own.now, y.own.view = x.own, min(x.own.now, y.n), min(x.own.view, y.n)
	x.recount(count{items: 1, now: x.own.now - y.own.now, view: x.own.view - y.own.view, known: x.own.known})
	w.insertAfter(x, y)
	return y
}
