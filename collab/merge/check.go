package merge

import (
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
	_, err := d.admit(e)
	if err == nil {
		err = d.checkLimit(e)
	}
	if err != nil {
		return fmt.Errorf("check entry %d of author %d: %w", e.Number, e.By, err)
	}
	return nil
}

func (d *Document) checkLimit(e Entry) error {
	if grown := e.Delta.NewLen() - e.Delta.BaseLen(); grown > 0 && d.text.Len()+grown > delta.MaxLen {
		return ErrLimit
	}
	return nil
}

// admit returns the record of an entry that fits. When the entry cannot be
// applied directly, the window is open for it afterwards.
func (d *Document) admit(e Entry) (*record, error) {
	switch before := d.newestOf(e.By); {
	case e.Base > d.head:
		return nil, fmt.Errorf("made on version %d of %d: %w", e.Base, d.head, ErrAhead)
	case e.Base < d.marks[0].at:
		return nil, fmt.Errorf("made on version %d, before %d: %w", e.Base, d.marks[0].at, ErrTooOld)
	case before != nil && (e.Number <= before.Number || e.Base < before.Base):
		return nil, fmt.Errorf("entry %d on %d after entry %d on %d: %w", e.Number, e.Base, before.Number, before.Base, ErrOrder)
	}
	r := &record{Entry: e}
	if err := d.name(r, d.pending); err != nil {
		return nil, err
	}
	for _, t := range r.targets {
		if t.at <= e.Base && d.upTo(e.Base)-(t.ordinal-d.log[0].ordinal) > d.undoReach {
			return nil, fmt.Errorf("an undo of entry %d: %w", t.Number, ErrTooOld)
		}
	}
	if err := d.fit(r); err != nil {
		return nil, err
	}
	return r, nil
}

// newestOf returns the author's newest entry, or nil.
func (d *Document) newestOf(by text.Author) *record {
	if n := len(d.pending); n > 0 && d.pending[n-1].By == by {
		return d.pending[n-1]
	}
	return d.last[by]
}

// name finds the entries that an undo names, in the log or among those that
// are pending before it.
func (d *Document) name(r *record, pending []*record) error {
	if len(r.Undo) == 0 {
		return nil
	}
	if r.Delta.BaseLen() > 0 || r.Delta.NewLen() > 0 {
		return fmt.Errorf("an undo with an edit: %w", ErrLength)
	}
	if len(r.Undo) > d.undoReach {
		return fmt.Errorf("an undo of %d entries: %w", len(r.Undo), ErrTooOld)
	}
	r.targets = make([]*record, 0, len(r.Undo))
	named := make(map[uint64]bool, len(r.Undo))
	for _, number := range r.Undo {
		t := d.lookUp(r.By, number, pending)
		if t == nil || len(t.Undo) > 0 || t.void || named[number] {
			return fmt.Errorf("an undo of entry %d: %w", number, ErrUnknown)
		}
		named[number] = true
		r.targets = append(r.targets, t)
	}
	return nil
}

// fit checks that an edit is one of the text its author saw. Unless the entry
// can be applied directly, the window is open for it afterwards.
func (d *Document) fit(r *record) error {
	if d.isDirect(r.Entry) {
		return r.checkLength(d.text.Len())
	}
	if err := d.open(r.reach()); err != nil || len(r.Undo) > 0 {
		return err
	}
	d.window.look(r.By, r.Base)
	return r.checkLength(d.window.length())
}

func (r *record) checkLength(seen int) error {
	if n := r.Delta.BaseLen(); n != seen {
		return fmt.Errorf("made on %d code points where its author saw %d: %w", n, seen, ErrLength)
	}
	return nil
}

func (d *Document) lookUp(by text.Author, number uint64, pending []*record) *record {
	i := slices.IndexFunc(pending, func(r *record) bool { return r.By == by && r.Number == number })
	if i >= 0 {
		return pending[i]
	}
	return d.byName[name{by, number}]
}

// isDirect reports whether an edit's author has seen the whole text: nothing
// of anybody else's is newer than its base.
func (d *Document) isDirect(e Entry) bool {
	if len(e.Undo) > 0 || len(d.pending) > 0 && d.pending[0].By != e.By {
		return false
	}
	n := len(d.log)
	return n == 0 || d.log[n-1].at <= e.Base || d.log[n-1].By == e.By && d.foreign <= e.Base
}
