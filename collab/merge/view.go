package merge

import (
	"slices"
	"sort"

	"parley/collab/text"
)

// look makes by the viewer, who has seen the log up to base and all of their
// own entries. It costs as much as lies between this view and the one before.
func (w *window) look(by text.Author, base Version) {
	before, low, high := w.viewer, min(base, w.seenTo), max(base, w.seenTo)
	w.viewer, w.seenTo = by, base
	for _, r := range w.log[w.after(low):w.after(high)] {
		w.see(r)
	}
	if by == before {
		return
	}
	for _, who := range [...]text.Author{before, by} { // what either alone knows
		for _, r := range slices.Backward(w.own[who]) {
			if r.at <= high {
				break
			}
			w.see(r)
		}
	}
}

// after returns how many entries of the log are up to a version.
func (w *window) after(at Version) int {
	return sort.Search(len(w.log), func(i int) bool { return w.log[i].at > at })
}

// see makes r known to the viewer, or unknown, as it should be.
func (w *window) see(r *record) {
	w.walked++
	seen := r.at <= w.seenTo || r.By == w.viewer
	if seen == r.seen {
		return
	}
	r.seen = seen
	if len(r.Undo) > 0 {
		w.reveal(r)
		return
	}
	w.reviewAll(r)
}

// reveal shows the viewer, or hides from the viewer, what an undo did.
func (w *window) reveal(r *record) {
	for _, t := range r.targets {
		t.seenAsUndone = !t.seenAsUndone
		w.reviewAll(t)
	}
}

func (w *window) reviewAll(r *record) {
	for _, x := range r.items {
		w.review(x)
	}
	for _, x := range r.deleted {
		w.review(x)
	}
}

// review counts again what the viewer sees and knows of x.
func (w *window) review(x *item) {
	w.walked++
	own := count{items: 1, now: x.own.now}
	if x.isKnown() {
		own.known = 1
	}
	if x.isSeen() {
		own.view = x.n
	}
	x.recount(own)
}

func (x *item) isSeen() bool {
	return (x.owner == nil || x.owner.seen && !x.owner.seenAsUndone) &&
		!slices.ContainsFunc(x.deleters, func(r *record) bool { return r.seen && !r.seenAsUndone })
}

// length returns the length of the text that the viewer sees.
func (w *window) length() int { return w.root.all.view }

// now returns where in the newest text the viewer's offset at is: behind the
// same letter, or where that letter was; and whether the letter is there.
func (w *window) now(at int) (place int, shown bool) {
	at = min(at, w.length())
	if at <= 0 {
		return 0, true
	}
	x, inside := w.find(at - 1)
	place = x.before().now
	if shown = x.own.now > 0; shown {
		place += inside + 1
	}
	return place, shown
}
