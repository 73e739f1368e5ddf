package delta

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Apply returns s after the change. It returns an error when s is not exactly
// BaseLen code points long.
func (d Delta) Apply(s string) (string, error) {
	if n := utf8.RuneCountInString(s); n != d.base {
		return "", fmt.Errorf("apply a change of %d code points to a text of %d", d.base, n)
	}
	var out strings.Builder
	out.Grow(len(s))
	for i := range d.places() {
		c := d.place(i)
		var kept string
		kept, s = cut(s, c.keep)
		_, s = cut(s, c.deleted)
		out.WriteString(kept)
		out.WriteString(c.insert)
	}
	out.WriteString(s)
	return out.String(), nil
}

// Compose returns the one change that does what d and then next do. It returns
// an error when next does not start from a text as long as d's result.
func (d Delta) Compose(next Delta) (Delta, error) {
	if d.new != next.base {
		return Delta{}, fmt.Errorf("compose a change that leaves %d code points with one that expects %d", d.new, next.base)
	}
	var b Builder
	first := steps{d: &d, rest: d.base}
	for op := range next.Ops() {
		b.Insert(op.Insert)
		for n := op.Keep + op.Delete; n > 0; {
			kept, inserted, length := first.take(&b, n)
			n -= length
			if op.Keep > 0 {
				b.Keep(kept)
				b.Insert(inserted)
			} else {
				b.Delete(kept)
			}
		}
	}
	for first.next < d.places() { // only deletions can be left
		first.load()
	}
	b.Delete(first.part.deleted)
	return b.Delta(), nil
}

// steps is the unread rest of a first change while it is composed.
type steps struct {
	d    *Delta
	next int    // place not begun yet
	part change // what is left of the place begun last, or of the kept tail
	rest int    // code points of the old text behind part
}

func (s *steps) load() {
	s.part = change{keep: s.rest}
	if s.next < s.d.places() {
		s.part = *s.d.place(s.next)
		s.next++
	}
	s.rest -= s.part.keep + s.part.deleted
}

// take returns a kept or an inserted piece of at most n code points of the
// text between the two changes, and its length. Deletions on the way go
// straight into b.
func (s *steps) take(b *Builder, n int) (kept int, inserted string, length int) {
	for {
		if s.part.keep > 0 {
			kept = min(n, s.part.keep)
			s.part.keep -= kept
			return kept, "", kept
		}
		b.Delete(s.part.deleted)
		s.part.deleted = 0
		if s.part.insert != "" {
			inserted, s.part.insert = cut(s.part.insert, n)
			return 0, inserted, utf8.RuneCountInString(inserted)
		}
		s.load()
	}
}

// Invert returns the change that takes d back. slice must return the code
// points [from, to) of the text d applies to; it is asked for deleted text
// only.
func (d Delta) Invert(slice func(from, to int) string) Delta {
	var b Builder
	at := 0
	for op := range d.Ops() {
		b.Keep(op.Keep)
		b.Delete(utf8.RuneCountInString(op.Insert))
		if op.Delete > 0 {
			b.Insert(slice(at, at+op.Delete))
		}
		at += op.Keep + op.Delete
	}
	return b.Delta()
}

// A Side says on which side of text inserted exactly at it a position ends up.
type Side int

// The two sides of an insertion.
const (
	Before Side = iota // the position stays where it is, the new text follows it
	After              // the new text pushes the position along
)

// Map returns where the position pos of the old text is in the new one. A
// position in deleted text goes to where that text was. Positions outside the
// text are taken as its nearer end.
func (d Delta) Map(pos int, side Side) int {
	pos = max(0, min(pos, d.base))
	from, to := 0, 0 // the same place in the old and in the new text
	for i := range d.places() {
		c := d.place(i)
		if pos < from+c.keep {
			break
		}
		from, to = from+c.keep, to+c.keep
		// Inside or at either end of the deleted text: what matters is
		// whether an insertion follows at this place.
		if pos <= from+c.deleted && side == Before {
			return to
		}
		pos = max(pos, from+c.deleted)
		from += c.deleted
		to += utf8.RuneCountInString(c.insert)
	}
	return to + pos - from
}

// MapAll moves each of the positions, which must not descend, as Map does. It
// costs as much as there are positions and changes together.
func (d Delta) MapAll(positions []int, side Side) {
	for i, pos := range positions {
		positions[i] = max(0, min(pos, d.base))
	}
	i, from, to := 0, 0, 0
	for j := range d.places() {
		c := d.place(j)
		for ; i < len(positions) && positions[i] < from+c.keep; i++ {
			positions[i] += to - from
		}
		from, to = from+c.keep, to+c.keep
		inserted := utf8.RuneCountInString(c.insert)
		place := to
		if side == After {
			place += inserted
		}
		for ; i < len(positions) && positions[i] <= from+c.deleted; i++ {
			positions[i] = place
		}
		from, to = from+c.deleted, to+inserted
	}
	for ; i < len(positions); i++ {
		positions[i] += to - from
	}
}
