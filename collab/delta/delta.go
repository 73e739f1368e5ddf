// Package delta describes one change to a text as a list of steps over the
// old text: keep so much, delete so much, insert this. All counts are Unicode
// code points, so no step can split a character's encoding. The package does
// no I/O, starts no goroutine and knows no clock: the same input always gives
// the same delta.
package delta

import (
	"iter"
	"slices"
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
	_         [0]func() // Equal tells whether two are the same, == would not
	base, new int
	first     change    // nothing at all when d changes nothing
	more      *[]change // each with something kept in front of it; nil: none
}

// A change is what happens at one place of the old text, and how much is kept
// between the change before it and this one. Most deltas are one keystroke,
// that is one change, and need no memory but their own.
type change struct {
	keep, deleted int
	insert        string
}

func (c *change) isNone() bool { return c.deleted == 0 && c.insert == "" }

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
	if deleted == 0 && inserted == "" {
		return Delta{base: length, new: length}
	}
	inserted = valid(inserted)
	grown := len(inserted)
	if grown > 1 {
		grown = utf8.RuneCountInString(inserted)
	}
	return Delta{base: length, new: length + grown - deleted, first: change{at, deleted, inserted}}
}

// Ops yields the steps from the start of the text to its end.
func (d Delta) Ops() iter.Seq[Op] {
	return func(yield func(Op) bool) {
		rest := d.base
		for i := range d.places() {
			c := d.place(i)
			if c.keep > 0 && !yield(Op{Keep: c.keep}) || c.deleted > 0 && !yield(Op{Delete: c.deleted}) || c.insert != "" && !yield(Op{Insert: c.insert}) {
				return
			}
			rest -= c.keep + c.deleted
		}
		if rest > 0 {
			yield(Op{Keep: rest})
		}
	}
}

// others returns the changes behind the first.
func (d *Delta) others() []change {
	if d.more == nil {
		return nil
	}
	return *d.more
}

// places returns at how many places of the old text d changes something.
func (d *Delta) places() int {
	if d.first.isNone() {
		return 0
	}
	return 1 + len(d.others())
}

// place returns what happens at the ith place.
func (d *Delta) place(i int) *change {
	if i == 0 {
		return &d.first
	}
	return &(*d.more)[i-1]
}

// Single returns the one replacement that d is: what Replace was given. ok is
// false when d changes several places, or nothing.
func (d Delta) Single() (at, deleted int, inserted string, ok bool) {
	return d.first.keep, d.first.deleted, d.first.insert, d.places() == 1
}

// BaseLen returns the length, in code points, of the texts d applies to.
func (d Delta) BaseLen() int { return d.base }

// NewLen returns the length, in code points, of the text after the change.
func (d Delta) NewLen() int { return d.new }

// Changes reports whether d does anything at all.
func (d Delta) Changes() bool { return !d.first.isNone() }

// Touched returns how many code points d deletes and inserts.
func (d Delta) Touched() int {
	n := 0
	for i := range d.places() {
		c := d.place(i)
		n += c.deleted + utf8.RuneCountInString(c.insert)
	}
	return n
}

// Inserts yields what is inserted, from the start of the text to its end.
func (d Delta) Inserts() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range d.places() {
			if s := d.place(i).insert; s != "" && !yield(s) {
				return
			}
		}
	}
}

// A Size sums up a delta's steps.
type Size struct {
	Steps    int // stretches kept, deleted and inserted
	Deleted  int // code points
	Inserted int // bytes
}

// Size returns what Ops yields, summed up, for less than going through it.
func (d Delta) Size() (z Size) {
	rest := d.base
	for i := range d.places() {
		c := d.place(i)
		for _, there := range [...]bool{c.keep > 0, c.deleted > 0, c.insert != ""} {
			if there {
				z.Steps++
			}
		}
		z.Deleted += c.deleted
		z.Inserted += len(c.insert)
		rest -= c.keep + c.deleted
	}
	if rest > 0 {
		z.Steps++
	}
	return z
}

// Within returns d as a change of a longer text, with before code points in
// front of what d applies to and after behind it. It panics on a negative
// count.
func (d Delta) Within(before, after int) Delta {
	var b Builder
	b.Keep(before)
	for op := range d.Ops() {
		b.Keep(op.Keep)
		b.Delete(op.Delete)
		b.Insert(op.Insert)
	}
	b.Keep(after)
	return b.Delta()
}

// Equal reports whether d and e are the same change.
func (d Delta) Equal(e Delta) bool {
	return d.base == e.base && d.first == e.first && slices.Equal(d.others(), e.others())
}

// String writes d for a person who is debugging: =3 keeps, -2 deletes, +"x"
// inserts.
func (d Delta) String() string {
	var s strings.Builder
	for op := range d.Ops() {
		if s.Len() > 0 {
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
