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
	for _, op := range d.ops {
		var old string
		old, s = cut(s, op.Keep+op.Delete)
		if op.Keep > 0 {
			out.WriteString(old)
		}
		out.WriteString(op.Insert)
	}
	return out.String(), nil
}

// Compose returns the one change that does what d and then next do. It returns
// an error when next does not start from a text as long as d's result.
func (d Delta) Compose(next Delta) (Delta, error) {
	if d.new != next.base {
		return Delta{}, fmt.Errorf("compose a change that leaves %d code points with one that expects %d", d.new, next.base)
	}
	var b Builder
	first := steps{ops: d.ops}
	for _, op := range next.ops {
		b.Insert(op.Insert)
		for n := op.Keep + op.Delete; n > 0; {
			got := first.take(&b, n)
			n -= got.Keep + utf8.RuneCountInString(got.Insert)
			if op.Keep > 0 {
				b.Keep(got.Keep)
				b.Insert(got.Insert)
			} else {
				b.Delete(got.Keep)
			}
		}
	}
	for len(first.ops) > 0 { // only deletions can be left
		b.Delete(first.ops[0].Delete)
		first.ops = first.ops[1:]
	}
	return b.Delta(), nil
}

// steps is the unread rest of a first change while it is composed.
type steps struct {
	ops  []Op
	part Op // what is left of a step that was taken in part
}

// take returns a kept or inserted piece of at most n code points of the text
// between the two changes. Deletions on the way go straight into b.
func (s *steps) take(b *Builder, n int) Op {
	for s.part == (Op{}) {
		s.part, s.ops = s.ops[0], s.ops[1:]
		b.Delete(s.part.Delete)
		s.part.Delete = 0
	}
	var got Op
	if s.part.Keep > 0 {
		got.Keep = min(n, s.part.Keep)
		s.part.Keep -= got.Keep
		return got
	}
	got.Insert, s.part.Insert = cut(s.part.Insert, n)
	return got
}

// Invert returns the change that takes d back. slice must return the code
// points [from, to) of the text d applies to; it is asked for deleted text
// only.
func (d Delta) Invert(slice func(from, to int) string) Delta {
	var b Builder
	at := 0
	for _, op := range d.ops {
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
	for _, op := range d.ops {
		switch {
		case op.Keep > 0:
			if pos < from+op.Keep {
				return to + pos - from
			}
			from += op.Keep
			to += op.Keep
		case op.Delete > 0:
			// Inside or at either end of the deleted text: what matters is
			// whether an insertion follows at this place.
			if pos < from+op.Delete {
				pos = from + op.Delete
			}
			from += op.Delete
		default:
			if pos == from && side == Before {
				return to
			}
			to += utf8.RuneCountInString(op.Insert)
		}
	}
	return to + pos - from
}
