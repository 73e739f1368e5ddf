package paper

import (
	"slices"
	"strings"
)

// exchanged reports whether a stretch that begins as a paragraph does is a
// paragraph that one change took out and another that a different change put in:
// each ends where the other does, and they have few words in common. So it is
// where a paragraph is to go and a new one stands behind it, which are two
// questions to those who decide, and not one.
func (s stretch) exchanged() bool {
	if len(s.deleted) == 0 || len(s.inserted) == 0 || !strings.HasPrefix(s.kept, "\n") {
		return false
	}
	for _, out := range s.deleted {
		if slices.ContainsFunc(s.inserted, func(in Span) bool { return in.By == out.By && in.At.Equal(out.At) }) {
			return false
		}
	}
	kept := -letters(s.kept) // the last part has it, too
	for _, p := range s.part() {
		kept += letters(p.kept)
	}
	return 2*kept < min(letters(textOf(s.deleted)), letters(textOf(s.inserted)))
}

// paragraphs gives both paragraphs of an exchange a line break of their own.
func (s stretch) paragraphs() stretch {
	with := func(side []Span) []Span {
		return append(slices.Clone(side), Span{side[len(side)-1].Mark, "\n"})
	}
	return stretch{with(s.deleted), with(s.inserted), s.kept[1:]}
}

// letters returns how many characters of a text words may have inside.
func letters(s string) (n int) {
	for _, r := range s {
		if letter(r) {
			n++
		}
	}
	return n
}
