package delta

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Builder puts a delta together step by step, from the start of the text to
// its end, and keeps it in its one form. The zero Builder is ready; one
// Builder builds one Delta.
type Builder struct {
	d    Delta
	here change           // what is being written down
	more *strings.Builder // here.insert, once it came in more than one piece
}

// Keep leaves the next n code points of the old text as they are. It panics
// when n is negative.
func (b *Builder) Keep(n int) {
	if mustCount(n) == 0 {
		return
	}
	b.flush()
	b.d.base += n
	b.d.new += n
	b.here.keep += n
}

// Delete drops the next n code points of the old text. It panics when n is
// negative.
func (b *Builder) Delete(n int) {
	b.here.deleted += mustCount(n)
	b.d.base += n
}

// Insert adds s at this place. Bytes that are not UTF-8 become U+FFFD.
func (b *Builder) Insert(s string) {
	if s == "" {
		return
	}
	s = valid(s)
	b.d.new += utf8.RuneCountInString(s)
	switch {
	case b.more != nil:
		b.more.WriteString(s)
	case b.here.insert == "":
		b.here.insert = s
	default:
		b.more = new(strings.Builder)
		b.more.WriteString(b.here.insert)
		b.more.WriteString(s)
	}
}

// Delta returns what was built.
func (b *Builder) Delta() Delta {
	b.flush()
	return b.d
}

// flush writes down what happens at the present place.
func (b *Builder) flush() {
	if b.more != nil {
		b.here.insert, b.more = b.more.String(), nil
	}
	switch {
	case b.here.isNone():
		return
	case b.d.first.isNone():
		b.d.first = b.here
	default:
		if b.d.more == nil {
			b.d.more = new([]change)
		}
		*b.d.more = append(*b.d.more, b.here)
	}
	b.here = change{}
}

// valid returns s with U+FFFD for bytes that are not UTF-8.
func valid(s string) string {
	if len(s) == 1 && s[0] < utf8.RuneSelf { // a letter, as people type
		return s
	}
	return strings.ToValidUTF8(s, string(utf8.RuneError))
}

func mustCount(n int) int {
	if n < 0 {
		panic("delta: a step of " + strconv.Itoa(n))
	}
	return n
}
