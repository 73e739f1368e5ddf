package palette

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// What one typed word is worth by how it is found in an item, from the best.
// A word that is not in an item at all keeps the item out of the list.
const (
	found      = 1000 // title or name begin with it
	foundWord  = 700  // a word of them does
	foundIn    = 500  // it is somewhere in them
	foundKey   = 400  // a key is called so
	foundFirst = 300  // its letters are the first of words, in order: gtl, "Go to a line"
	foundTypo  = 200  // a word of them begins so but for one letter
	foundHelp  = 100  // the help has it
)

// worth is how well the item answers what was typed: the sum over its words,
// false where one of them is nowhere. An item that begins with all that was
// typed comes first.
func (it Item) worth(typed string) (int, bool) {
	typed = fold(typed)
	title, name, more := fold(it.Title), fold(it.Name), fold(it.Also)
	sum := 0
	if typed != "" && (strings.HasPrefix(title, typed) || strings.HasPrefix(name, typed)) {
		sum = 10 * found
	}
	for _, word := range strings.Fields(typed) {
		n := max(worthOf(word, title), worthOf(word, name), worthOf(word, more)-1)
		switch {
		case strings.Contains(strings.ToLower(it.Keys), word):
			n = max(n, foundKey)
		case strings.Contains(fold(it.Help), word):
			n = max(n, foundHelp)
		}
		if n <= 0 {
			return 0, false
		}
		sum += n
	}
	return sum, true
}

// worthOf is what a typed word is worth in a title or a name.
func worthOf(word, in string) int {
	words := strings.FieldsFunc(in, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	switch at := strings.Index(in, word); {
	case at == 0:
		return found
	case beginsOne(words, word):
		return foundWord
	case at > 0:
		return foundIn
	case firsts(words, []rune(word)):
		return foundFirst
	}
	for _, w := range words {
		if nearly([]rune(word), []rune(w)) {
			return foundTypo
		}
	}
	return 0
}

func beginsOne(words []string, prefix string) bool {
	for _, w := range words {
		if strings.HasPrefix(w, prefix) {
			return true
		}
	}
	return false
}

// firsts reports whether letters can be had, in order, from the beginnings of
// words: "gtl" and "goli" from "go to a line".
func firsts(words []string, letters []rune) bool {
	if len(letters) == 0 {
		return true
	}
	for i, w := range words {
		for n, r := range []rune(w) {
			if n >= len(letters) || r != letters[n] {
				break
			}
			if firsts(words[i+1:], letters[n+1:]) {
				return true
			}
		}
	}
	return false
}

// leastForTypo is how long a word must be for one wrong letter to be forgiven.
const leastForTypo = 4

// nearly reports whether w begins with typed but for one letter that is wrong,
// missing, too many, or changed places with the next.
func nearly(typed, w []rune) bool {
	if len(typed) < leastForTypo {
		return false
	}
	i := 0
	for i < min(len(typed), len(w)) && typed[i] == w[i] {
		i++
	}
	if i == len(typed) {
		return true
	}
	begins := func(w, with []rune) bool { return len(w) >= len(with) && string(w[:len(with)]) == string(with) }
	rest, of := typed[i:], w[i:]
	switch {
	case begins(of, rest[1:]), len(of) > 0 && begins(of[1:], rest[1:]), len(of) > 0 && begins(of[1:], rest):
		return true
	}
	return len(rest) > 1 && len(of) > 1 && rest[0] == of[1] && rest[1] == of[0] && begins(of[2:], rest[2:])
}

// fold makes words alike that differ in capitals and accents only, so that
// nobody needs a key for an accent to find something.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}
