package floor

import (
	"strconv"
	"strings"
)

// IsRef reports whether a word names a place of the draft or a proposal: P-31,
// R2bis, D1, 14.
func IsRef(word string) bool {
	letters := strings.IndexAny(word, "0123456789")
	return letters >= 0 && letters <= 3 && len(word) <= 12 && !strings.ContainsFunc(word[:letters], func(r rune) bool {
		return r != '-' && (r < 'A' || r > 'Z')
	})
}

// CutDocument takes the number of a document off a place in it: 2 and P-31 of
// 2/P-31. It is 0 where the word names none, and then the word is returned whole.
func CutDocument(word string) (document int, at string) {
	number, at, found := strings.Cut(word, "/")
	n, err := strconv.Atoi(number)
	if !found || err != nil || n < 1 || len(number) > 2 || number[0] == '+' {
		return 0, word
	}
	return n, at
}

// isPlace reports whether a word names a place, in a document or without one;
// lettered, that it cannot be meant as a number.
func isPlace(word string) (place, lettered bool) {
	_, at := CutDocument(word)
	place = IsRef(at)
	return place, place && !strings.ContainsAny(at[:1], "0123456789")
}

// In returns the request with its place in the document of that number, where it
// has a place and that does not name a document itself.
func (a Ask) In(document int) Ask {
	if in, _ := CutDocument(a.On); in == 0 && a.On != "" {
		a.On = strconv.Itoa(document) + "/" + a.On
	}
	return a
}
