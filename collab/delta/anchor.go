package delta

import (
	"iter"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An anchor is a token that two stretches of text share: where it starts in
// each, in bytes.
type anchor struct {
	a, b int
	text string
}

// anchors returns tokens that occur exactly once in each of two stretches, as
// many as stand in the same order in both (the patience method).
func anchors(a, b iter.Seq2[int, string]) []anchor {
	type places struct{ a, b int } // start+1; 0: nowhere; -1: more than once
	seen := map[string]places{}
	for at, token := range a {
		p := seen[token]
		p.a = once(p.a, at)
		seen[token] = p
	}
	for at, token := range b {
		if p, ok := seen[token]; ok {
			p.b = once(p.b, at)
			seen[token] = p
		}
	}
	var shared []anchor
	for token, p := range seen {
		if p.a > 0 && p.b > 0 {
			shared = append(shared, anchor{p.a - 1, p.b - 1, token})
		}
	}
	slices.SortFunc(shared, func(x, y anchor) int { return x.a - y.a })
	return rising(shared)
}

func once(place, at int) int {
	if place == 0 {
		return at + 1
	}
	return -1
}

// rising returns a longest part of found in which b only grows.
func rising(found []anchor) []anchor {
	var ends []int // ends[n]: the anchor with the smallest b that ends a run of n+1
	before := make([]int, len(found))
	for i, x := range found {
		n := sort.Search(len(ends), func(n int) bool { return found[ends[n]].b >= x.b })
		before[i] = -1
		if n > 0 {
			before[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		} else {
			ends[n] = i
		}
	}
	out := make([]anchor, len(ends))
	for i, n := last(ends), len(ends)-1; n >= 0; i, n = before[i], n-1 {
		out[n] = found[i]
	}
	return out
}

func last(s []int) int {
	if len(s) == 0 {
		return -1
	}
	return s[len(s)-1]
}

// lines yields each line of s, its end included, and where it starts.
func lines(s string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for at := 0; at < len(s); {
			end := len(s)
			if i := strings.IndexByte(s[at:], '\n'); i >= 0 {
				end = at + i + 1
			}
			if !yield(at, s[at:end]) {
				return
			}
			at = end
		}
	}
}

// words yields each run of letters and digits of s with the one other code
// point that ends it, and where it starts.
func words(s string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		start := 0
		for at, r := range s {
			if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
				continue
			}
			end := at + utf8.RuneLen(r)
			if !yield(start, s[start:end]) {
				return
			}
			start = end
		}
		if start < len(s) {
			yield(start, s[start:])
		}
	}
}
