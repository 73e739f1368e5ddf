package draft

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/text"
)

// A HalfError reports words that hold one half of a bracket, or a bar of one
// around them, so that brackets around the words would change what that one means.
type HalfError struct {
	Number int // of the bracket; 0: it has no other half
}

func (e HalfError) Error() string {
	if e.Number == 0 {
		return "the words hold a bracket without its other half"
	}
	return "the words hold a part of bracket #" + strconv.Itoa(e.Number)
}

// Enclosable returns what of the words in [from, to) square brackets can be put
// around: all but the blanks at their ends; from and to are equal where nothing is
// left.
func Enclosable(t text.Text, b Brackets, from, to int) (int, int, error) {
	words := t.Slice(from, to)
	lead := utf8.RuneCountInString(words) - utf8.RuneCountInString(strings.TrimLeft(words, " \t\n"))
	trail := utf8.RuneCountInString(words) - utf8.RuneCountInString(strings.TrimRight(words, " \t\n"))
	from, to = from+lead, max(from+lead, to-trail)
	for _, s := range b.Within(from, to) {
		if p := b.Of(s.Number); p.Open < from || p.Close >= to {
			return from, to, HalfError{s.Number}
		}
	}
	for _, f := range b.Faults {
		if f.At >= from && f.At < to && f.What != EmptyPair {
			return from, to, HalfError{}
		}
	}
	return from, to, nil
}

// Enclose returns the change that puts square brackets around [from, to) of a text
// of n code points.
func Enclose(n, from, to int) delta.Delta {
	return delta.New(delta.Op{Keep: from}, delta.Op{Insert: "["}, delta.Op{Keep: to - from}, delta.Op{Insert: "]"}, delta.Op{Keep: n - to})
}
