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
	d       Delta
	deleted int
	insert  string
	more    *strings.Builder // insert, once it came in more than one piece
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
	if last := len(b.d.ops) - 1; last >= 0 && b.d.ops[last].Keep > 0 {
		b.d.ops[last].Keep += n
		return
	}
	b.d.ops = append(b.d.ops, Op{Keep: n})
}

// Delete drops the next n code points of the old text. It panics when n is
// negative.
func (b *Builder) Delete(n int) {
	b.deleted += mustCount(n)
	b.d.base += n
}

// Insert adds s at this place. Bytes that are not UTF-8 become U+FFFD.
func (b *Builder) Insert(s string) {
	if s == "" {
		return
	}
	s = strings.ToValidUTF8(s, string(utf8.RuneError))
	b.d.new += utf8.RuneCountInString(s)
	switch {
	case b.more != nil:
		b.more.WriteString(s)
	case b.insert == "":
		b.insert = s
	default:
		b.more = new(strings.Builder)
		b.more.WriteString(b.insert)
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
	if b.deleted > 0 {
		b.d.ops = append(b.d.ops, Op{Delete: b.deleted})
	}
	if b.more != nil {
		b.insert = b.more.String()
	}
	if b.insert != "" {
		b.d.ops = append(b.d.ops, Op{Insert: b.insert})
	}
	b.deleted, b.insert, b.more = 0, "", nil
}

func mustCount(n int) int {
	if n < 0 {
		panic("delta: a step of " + strconv.Itoa(n))
	}
	return n
}
