// Package delta describes one change to a text as a list of steps over the
// old text: keep so much, delete so much, insert this. All counts are Unicode
// code points, so no step can split a character's encoding. The package does
// no I/O, starts no goroutine and knows no clock: the same input always gives
// the same delta.
package delta

import (
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxLen is the most code points a text may have, before or after a change.
// Parse and Diff refuse more.
const MaxLen = 8 << 20

// An Op is one step of a delta. Exactly one of its fields is set. Keep and
// Delete count code points of the old text.
type Op struct {
	Keep   int
	Delete int
	Insert string
}

// A Delta is one change to a text of an exact length. It is an immutable
// value; the zero Delta changes nothing in the empty text.
//
// There is only one way to write a given list of changes down: no step is
// empty, no two neighbours are of one kind, a deletion stands before an
// insertion at the same place, and the kept tail is written out.
type Delta struct {
	ops       []Op
	base, new int
}

// New returns the delta of the given steps, brought into its one form. It
// panics on a negative count.
func New(ops ...Op) Delta {
	var b Builder
	for _, op := range ops {
		b.Keep(op.Keep)
		b.Delete(op.Delete)
		b.Insert(op.Insert)
	}
	return b.Delta()
}

// Replace returns the delta that, in a text of length code points, deletes
// deleted code points at at and inserts inserted in their place. It panics
// when the range is not inside the text.
func Replace(length, at, deleted int, inserted string) Delta {
	if at < 0 || deleted < 0 || at+deleted > length {
		panic("delta: replace " + strconv.Itoa(deleted) + " at " + strconv.Itoa(at) + " in a text of " + strconv.Itoa(length))
	}
	var b Builder
	b.Keep(at)
	b.Delete(deleted)
	b.Insert(inserted)
	b.Keep(length - at - deleted)
	return b.Delta()
}

// Ops yields the steps from the start of the text to its end.
func (d Delta) Ops() iter.Seq[Op] {
	return func(yield func(Op) bool) {
		for _, op := range d.ops {
			if !yield(op) {
				return
			}
		}
	}
}

// BaseLen returns the length, in code points, of the texts d applies to.
func (d Delta) BaseLen() int { return d.base }

// NewLen returns the length, in code points, of the text after the change.
func (d Delta) NewLen() int { return d.new }

// Changes reports whether d does anything at all.
func (d Delta) Changes() bool {
	return len(d.ops) > 1 || len(d.ops) == 1 && d.ops[0].Keep == 0
}

// Equal reports whether d and e are the same change.
func (d Delta) Equal(e Delta) bool {
	if d.base != e.base || len(d.ops) != len(e.ops) {
		return false
	}
	for i, op := range d.ops {
		if op != e.ops[i] {
			return false
		}
	}
	return true
}

// String writes d for a person who is debugging: =3 keeps, -2 deletes, +"x"
// inserts.
func (d Delta) String() string {
	var s strings.Builder
	for i, op := range d.ops {
		if i > 0 {
			s.WriteByte(' ')
		}
		switch {
		case op.Keep > 0:
			s.WriteString("=" + strconv.Itoa(op.Keep))
		case op.Delete > 0:
			s.WriteString("-" + strconv.Itoa(op.Delete))
		default:
			s.WriteString("+" + strconv.Quote(op.Insert))
		}
	}
	return s.String()
}

// cut splits s after its first n code points. It returns all of s when s is
// shorter.
func cut(s string, n int) (head, tail string) {
	i := 0
	for ; n > 0 && i < len(s); n-- {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return s[:i], s[i:]
}
