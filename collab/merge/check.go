package merge

import (
	"cmp"
	"fmt"
	"slices"

	"parley/collab/delta"
	"parley/collab/text"
)

// Check tells whether Append would take e, and whether the text would stay
// within delta.MaxLen; only the server, which decides what gets into the log,
// asks the second question. It changes nothing that can be seen. The error
// wraps ErrTooOld, ErrAhead, ErrOrder, ErrLength, ErrUnknown or ErrLimit.
func (d *Document) Check(e Entry) error {
	err := d.admit(&e)
	if err == nil {
		err = d.checkLimit(&e)
	}
	if err != nil {
		return fmt.Errorf("check entry %d of author %d: %w", e.Number, e.By, err)
	}
	return nil
}

// Returns is how many bytes of text, at most, an undo that Check takes would
// bring back. It is 0 for an edit.
func (d *Document) Returns(e Entry) (bytes int) {
	if len(e.Undo) == 0 || d.admit(&e) != nil {
		return 0
	}
	own := d.window.own[e.By]
	for _, number := range e.Undo {
		i, ok := slices.BinarySearchFunc(own, number, func(r *record, n uint64) int { return cmp.Compare(r.Number, n) })
		if !ok {
			continue
		}
		back := own[i].deleted
		if own[i].undone {
			back = own[i].items
		}
		for _, x := range back {
			switch {
			case x.own.now > 0: // it is there
			case x.owner != nil:
				bytes += len(x.text)
			default:
				bytes += d.window.base.Cut(x.from, x.from+x.n).Size()
			}
		}
	}
	return bytes
}

// Walked returns how many entries and pieces of text had to be looked at so far
// to place late edits and undos: what they cost beside themselves.
func (d *Document) Walked() int {
	if d.window == nil {
		return d.walked
	}
	return d.walked + d.window.walked
}

// Steps returns how many steps the edits have that an undo names.
func (d *Document) Steps(by text.Author, undo []uint64) (steps int) {
	for _, number := range undo {
		if _, e := d.log.find(by, number); e != nil {
			steps += e.Delta.Size().Steps
		}
	}
	return steps
}

func (d *Document) checkLimit(e *Entry) error {
	if grown := e.Delta.NewLen() - e.Delta.BaseLen(); grown > 0 && d.text.Len()+grown > delta.MaxLen {
		return ErrLimit
	}
	return nil
}

// admit tells whether an entry fits. When it cannot be applied directly, the
// sketch or the window is ready for it afterwards.
func (d *Document) admit(e *Entry) error {
	number, base := d.newestOf(e.By)
	switch {
	case e.Base > d.head:
		return fmt.Errorf("made on version %d of %d: %w", e.Base, d.head, ErrAhead)
	case e.Base < d.marks[0].at:
		return fmt.Errorf("made on version %d, before %d: %w", e.Base, d.marks[0].at, ErrTooOld)
	case e.Number <= number || e.Base < base:
		return fmt.Errorf("entry %d on %d after entry %d on %d: %w", e.Number, e.Base, number, base, ErrOrder)
	}
	if len(e.Undo) > 0 {
		return d.admitUndo(e)
	}
	return d.fit(e)
}

// newestOf returns the number and the base of the author's newest entry.
func (d *Document) newestOf(by text.Author) (number uint64, base Version) {
	if n := len(d.pending); n > 0 && d.pending[n-1].By == by {
		return d.pending[n-1].Number, d.pending[n-1].Base
	}
	a := d.log.author(by)
	return a.number, a.base
}

// Prior returns the number of the author's newest entry, pending ones with an
// effect included, that the log up to base does not have; 0 if there is none.
// The document must reach back to base.
func (d *Document) Prior(by text.Author, base Version) uint64 {
	if r := d.newest; r != nil && r.By == by {
		return r.Number
	}
	if a := d.log.authors[by]; a != nil && a.at > base {
		return a.number
	}
	return 0
}

// stands checks that what a pending entry was made on top of is there.
func (d *Document) stands(e *Entry) error {
	if e.Prior != 0 && e.Prior != d.Prior(e.By, e.Base) {
		return fmt.Errorf("on top of entry %d: %w", e.Prior, ErrPrior)
	}
	return nil
}

// admitUndo checks that an undo names edits of its author, in the log or among
// those that are pending before it, and opens the window for it.
func (d *Document) admitUndo(e *Entry) error {
	if e.Delta.BaseLen() > 0 || e.Delta.NewLen() > 0 {
		return fmt.Errorf("an undo with an edit: %w", ErrLength)
	}
	if len(e.Undo) > d.undoReach {
		return fmt.Errorf("an undo of %d entries: %w", len(e.Undo), ErrTooOld)
	}
	seen := d.log.upTo(e.Base)
	named := make(map[uint64]bool, len(e.Undo))
	for _, number := range e.Undo {
		t, ok := d.lookUp(e.By, number)
		if !ok || t.isUndo || t.void || named[number] {
			return fmt.Errorf("an undo of entry %d: %w", number, ErrUnknown)
		}
		named[number] = true
		if t.at <= e.Base && seen-t.ordinal > d.undoReach {
			return fmt.Errorf("an undo of entry %d: %w", number, ErrTooOld)
		}
	}
	return d.open(d.reach(e))
}

// fit checks that an edit is one of the text its author saw. Unless the entry
// can be applied directly, the sketch or the window is ready for it afterwards.
func (d *Document) fit(e *Entry) error {
	if d.isDirect(e) {
		return e.checkLength(d.text.Len())
	}
	left, known := d.left(e)
	if d.readySketch(e.By, e.Base) {
		if !known {
			left = d.sketch.length(d.viewer(e.By, e.Base), d.text.Len())
		}
		return e.checkLength(left)
	}
	if err := d.open(e.Base); err != nil {
		return err
	}
	if known {
		return e.checkLength(left)
	}
	d.window.look(e.By, e.Base)
	return e.checkLength(d.window.length())
}

// left returns how long a text the author's edit before left, as the author saw
// it, when it was made on the same base: what others did meanwhile does not
// count. It is not known after an undo.
func (d *Document) left(e *Entry) (length int, known bool) {
	if n := len(d.pending); n > 0 && d.pending[n-1].By == e.By {
		r := d.pending[n-1]
		return r.Delta.NewLen(), r.Base == e.Base && !r.void && !r.isUndo()
	}
	a := d.log.author(e.By)
	return a.left, a.at > 0 && a.base == e.Base && !a.undid
}

func (e *Entry) checkLength(seen int) error {
	if n := e.Delta.BaseLen(); n != seen {
		return fmt.Errorf("made on %d code points where its author saw %d: %w", n, seen, ErrLength)
	}
	return nil
}

// A found is an entry that an undo names.
type found struct {
	at           Version // latest: it is pending
	ordinal      int     // of one in the log
	isUndo, void bool
}

func (d *Document) lookUp(by text.Author, number uint64) (found, bool) {
	i, ok := slices.BinarySearchFunc(d.pending, number, func(r *record, n uint64) int { return cmp.Compare(r.Number, n) })
	if ok && d.pending[i].By == by {
		r := d.pending[i]
		return found{at: latest, isUndo: len(r.Undo) > 0, void: r.void}, true
	}
	ordinal, e := d.log.find(by, number)
	if e == nil {
		return found{}, false
	}
	return found{at: e.at, ordinal: ordinal, isUndo: len(e.Undo) > 0}, true
}

// reach returns the newest version from which an entry can be placed: an undo
// needs what it names.
func (d *Document) reach(e *Entry) Version {
	if len(e.Undo) == 0 {
		return e.Base
	}
	low := latest
	for _, number := range e.Undo {
		if t, ok := d.lookUp(e.By, number); ok {
			low = min(low, t.at-1)
		}
	}
	return low
}

// isDirect reports whether an edit's author has seen the whole text: nothing
// of anybody else's is newer than its base.
func (d *Document) isDirect(e *Entry) bool {
	if len(e.Undo) > 0 || len(d.pending) > 0 && d.pending[0].By != e.By {
		return false
	}
	return d.sawLog(e)
}

// sawLog reports whether an entry's author has seen everything in the log.
func (d *Document) sawLog(e *Entry) bool {
	newest := d.log.last()
	return newest == nil || newest.at <= e.Base || newest.By == e.By && d.foreign <= e.Base
}

// IsDirect reports whether an entry applies as it stands: it is an edit, and its
// author has seen the whole text.
func (d *Document) IsDirect(e *Entry) bool { return d.isDirect(e) }

// Foresee returns what an edit that Check takes would do to Text, and false where
// to know that would take placing it. It changes nothing.
func (d *Document) Foresee(e *Entry) (delta.Delta, bool) {
	switch {
	case d.isDirect(e):
		return e.Delta, true
	case len(e.Undo) > 0, d.sketch == nil && d.wait > 0, !d.readySketch(e.By, e.Base):
		return delta.Delta{}, false
	}
	return d.sketch.foresee(e.Delta, d.viewer(e.By, e.Base), stampOf(e, d.head+1), d.text.Len())
}
