package bidi

import (
	"slices"

	ucd "golang.org/x/text/unicode/bidi"
)

// pairsOpen is how many brackets may be open at once before pairs are no longer
// looked for (BD16).
const pairsOpen = 63

// A pair are the places of two brackets that belong together.
type pair struct{ open, close int }

// brackets is rule N0: two brackets that belong together run the same way.
func (p *paragraph) brackets() {
	pairs := p.pairs()
	for _, b := range pairs {
		inside := p.inside(b)
		with := p.strong
		switch inside {
		case ucd.ON:
			continue // nothing in them has a direction
		case p.strong:
		default:
			if p.before(b.open) == inside {
				with = inside
			}
		}
		p.run(b.open, with)
		p.run(b.close, with)
	}
}

// pairs finds the brackets that belong together (BD16), by where they open.
func (p *paragraph) pairs() []pair {
	var found []pair
	var open []int
	for i, r := range p.runes {
		if p.classes[i] != ucd.ON {
			continue
		}
		props, _ := ucd.LookupRune(r)
		switch {
		case !props.IsBracket():
		case props.IsOpeningBracket():
			if len(open) == pairsOpen {
				return nil
			}
			open = append(open, i)
		default:
			for j := len(open) - 1; j >= 0; j-- {
				if same(Mirrored(p.runes[open[j]]), r) {
					found = append(found, pair{open[j], i})
					open = open[:j]
					break
				}
			}
		}
	}
	slices.SortFunc(found, func(a, b pair) int { return a.open - b.open })
	return found
}

// same reports whether two closing brackets are canonically one.
func same(a, b rune) bool {
	return a == b || a == 0x232a && b == 0x3009 || a == 0x3009 && b == 0x232a
}

// inside is the direction of what stands between the brackets: the paragraph's
// own where anything has it, else the other where anything has that, else ON.
func (p *paragraph) inside(b pair) ucd.Class {
	found := ucd.ON
	for _, c := range p.classes[b.open+1 : b.close] {
		if d, ok := direction(c); ok {
			if d == p.strong {
				return d
			}
			found = d
		}
	}
	return found
}

// before is the direction of what has one before the place.
func (p *paragraph) before(i int) ucd.Class {
	for i--; i >= 0; i-- {
		if d, ok := direction(p.classes[i]); ok {
			return d
		}
	}
	return p.strong
}

// run gives a bracket, and marks that stand on it, a direction.
func (p *paragraph) run(i int, with ucd.Class) {
	p.classes[i] = with
	for i++; i < len(p.runes) && class(p.runes[i]) == ucd.NSM; i++ {
		p.classes[i] = with
	}
}

// Mirrored returns the character that looks like r in a mirror, as brackets and
// quotation marks are drawn where text runs from right to left (rule L4); r
// itself where there is none.
func Mirrored(r rune) rune {
	if m, ok := mirrors[r]; ok {
		return m
	}
	if p, _ := ucd.LookupRune(r); p.IsBracket() {
		for _, m := range ucd.ReverseString(string(r)) {
			return m
		}
	}
	return r
}

// mirrors are the signs other than brackets that a negotiated text has.
var mirrors = map[rune]rune{'<': '>', '>': '<', '«': '»', '»': '«', '‹': '›', '›': '‹', '≤': '≥', '≥': '≤'}
