package merge

import "iter"

// At returns the document as the log alone made it up to a version, from which
// all can be placed that the log has after that. The document must hold what
// came after the version.
func (d *Document) At(v Version) *Document {
	low := v
	for _, e := range d.log.all(d.log.upTo(v)) {
		low = min(low, e.reach)
	}
	m := &d.marks[max(0, d.startFor(low))]
	past := measured(m.text, m.at, d.measure)
	for _, e := range d.log.all(m.index) {
		if e.at > v {
			break
		}
		past.Advance(e.at - 1)
		if _, err := past.Append(e.at, e.Entry); err != nil { // it was placed once
			panic("merge: " + err.Error())
		}
	}
	past.Advance(v)
	return past
}

// A Placed is an entry of the log and how far back one must start to place it.
type Placed struct {
	*Entry
	At    Version
	Reach Version
}

// After yields the entries of the log that are newer than a version, in order.
// Keep no entry beyond its turn.
func (d *Document) After(v Version) iter.Seq[Placed] {
	return func(yield func(Placed) bool) {
		for _, e := range d.log.all(d.log.upTo(v)) {
			if !yield(Placed{&e.Entry, e.at, e.reach}) {
				return
			}
		}
	}
}
