package merge

import (
	"slices"

	"parley/collab/delta"
	"parley/collab/text"
)

// switchOver undoes or redoes what an undo names, and returns what that
// touches, each item once.
func switchOver(r *record) []*item {
	var touched []*item
	note := func(items []*item) {
		for _, x := range items {
			if !x.noted {
				x.noted = true
				touched = append(touched, x)
			}
		}
	}
	for _, t := range r.targets {
		t.undone = !t.undone
		note(t.items)
		note(t.deleted)
	}
	for _, x := range touched {
		x.noted = false
	}
	return touched
}

// stands reports whether x is in the newest text: its insertion stands, and no
// deletion of it does.
func (x *item) stands() bool {
	return (x.owner == nil || !x.owner.undone) &&
		!slices.ContainsFunc(x.deleters, func(r *record) bool { return !r.undone })
}

// update brings the counts of the newest text up to date.
func update(touched []*item) {
	for _, x := range touched {
		own := x.own
		if own.now = 0; x.stands() {
			own.now = x.n
		}
		x.recount(own)
	}
}

// change does to t, which is the text before the entry that touched these
// items, what the entry did, and returns that as a delta too.
func (w *window) change(t *text.Editor, touched []*item) delta.Delta {
	type spot struct {
		x      *item
		before count // in front of it, before the change
	}
	spots := make([]spot, 0, len(touched))
	for _, x := range touched {
		if x.own.now > 0 != x.stands() {
			spots = append(spots, spot{x, x.before()})
		}
	}
	slices.SortFunc(spots, func(p, q spot) int { return p.before.items - q.before.items })
	var b delta.Builder
	length, done, grown := t.Len(), 0, 0
	for _, p := range spots {
		x, at := p.x, p.before.now
		b.Keep(at - done)
		if done = at; x.own.now == 0 {
			w.show(t, at+grown, x, &b)
			grown += x.n
		} else {
			b.Delete(x.n)
			done = at + x.n
			t.Splice(at+grown, x.n, "", 0)
			grown -= x.n
		}
	}
	b.Keep(length - done)
	update(touched)
	return b.Delta()
}

// show inserts the text of x into t at at, with the author it always had.
func (w *window) show(t *text.Editor, at int, x *item, b *delta.Builder) {
	if x.owner != nil {
		b.Insert(x.text)
		t.Splice(at, 0, x.text, x.owner.By)
		return
	}
	old := w.base.Cut(x.from, x.from+x.n)
	b.Insert(old.String())
	t.Insert(at, old)
}
