// Package bidi brings text of mixed direction into the order in which it is
// drawn, for terminals that draw cells from left to right and nothing else: the
// Unicode Bidirectional Algorithm (UAX #9, revision 50) for text without
// explicit formatting characters, which a draft never holds, and the Arabic
// letters as they join. The package does no I/O.
package bidi

import (
	"slices"
	"unicode/utf8"

	ucd "golang.org/x/text/unicode/bidi"
)

// A Level says which way a code point runs: even from left to right, odd from
// right to left (UAX #9, BD2). Without explicit embeddings none is above 2.
type Level uint8

// The levels of paragraphs.
const (
	LeftToRight Level = 0
	RightToLeft Level = 1
)

// mayRunLeft reports whether the code point is in a block that Unicode keeps for
// what runs from right to left: all others need no look.
func mayRunLeft(r rune) bool {
	return r >= 0x0590 && r < 0x0900 || r >= 0xfb1d && r < 0xff00 || r >= 0x10800 && r < 0x11000 || r >= 0x1e800 && r < 0x1f000
}

// Has reports whether anything in s runs from right to left.
func Has(s string) bool {
	for i := 0; i < len(s); {
		if s[i] < 0xd6 { // the first byte of everything below U+0580
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if mayRunLeft(r) && runsLeft(class(r)) {
			return true
		}
		i += size
	}
	return false
}

func runsLeft(c ucd.Class) bool { return c == ucd.R || c == ucd.AL || c == ucd.AN }

func class(r rune) ucd.Class {
	p, _ := ucd.LookupRune(r)
	return p.Class()
}

// Base returns the level of a paragraph that begins with s: that of the first
// letter that has a direction (rules P2 and P3); left to right where none has.
func Base(s string) Level {
	for _, r := range s {
		switch class(r) {
		case ucd.L:
			return LeftToRight
		case ucd.R, ucd.AL:
			return RightToLeft
		}
	}
	return LeftToRight
}

// Levels returns the level of each code point of a paragraph of the level base.
func Levels(s string, base Level) []Level { return levelsOf([]rune(s), base) }

func levelsOf(runes []rune, base Level) []Level {
	p := paragraph{runes: runes, base: base, strong: ucd.L}
	if base == RightToLeft {
		p.strong = ucd.R
	}
	p.classes = make([]ucd.Class, len(p.runes))
	for i, r := range p.runes {
		p.classes[i] = class(r)
	}
	p.weak()
	p.brackets()
	p.neutral()
	levels := make([]Level, len(p.runes))
	for i, c := range p.classes {
		levels[i] = implicit(c, base)
	}
	for i, r := range p.runes {
		if r != '\t' {
			continue
		}
		for ; i >= 0 && (p.runes[i] == '\t' || class(p.runes[i]) == ucd.WS); i-- {
			levels[i] = base // L1: tabs, and blanks before them
		}
	}
	return levels
}

// implicit is rules I1 and I2.
func implicit(c ucd.Class, base Level) Level {
	switch {
	case c == ucd.L:
		return base + base%2
	case c == ucd.R:
		return RightToLeft
	}
	return 2 // numbers
}

// A paragraph is text whose classes are being resolved. There is one level run
// in it, so what stands before and behind it is the paragraph's own direction.
type paragraph struct {
	runes   []rune
	base    Level
	strong  ucd.Class // the class of the base
	classes []ucd.Class
}

// weak is rules W1 to W7.
func (p *paragraph) weak() {
	c := p.classes
	before, letter := p.strong, p.strong
	for i := range c {
		switch c[i] {
		case ucd.NSM, ucd.BN: // W1; joiners go with what they join, which X9 leaves open
			c[i] = before
		case ucd.L, ucd.R, ucd.AL:
			letter = c[i]
		case ucd.EN:
			if letter == ucd.AL { // W2
				c[i] = ucd.AN
			}
		}
		before = c[i]
	}
	for i := range c {
		if c[i] == ucd.AL { // W3
			c[i] = ucd.R
		}
	}
	for i := 1; i+1 < len(c); i++ { // W4
		if c[i-1] == c[i+1] && (c[i] == ucd.CS && (c[i-1] == ucd.EN || c[i-1] == ucd.AN) || c[i] == ucd.ES && c[i-1] == ucd.EN) {
			c[i] = c[i-1]
		}
	}
	p.terminators()
	letter = p.strong
	for i := range c { // W7
		switch c[i] {
		case ucd.L, ucd.R:
			letter = c[i]
		case ucd.EN:
			if letter == ucd.L {
				c[i] = ucd.L
			}
		}
	}
}

// terminators is rules W5 and W6: signs beside a number belong to it, all
// others are neutral.
func (p *paragraph) terminators() {
	c := p.classes
	for i := 0; i < len(c); i++ {
		if c[i] != ucd.ET {
			continue
		}
		end := i
		for end < len(c) && c[end] == ucd.ET {
			end++
		}
		with := ucd.ON
		if i > 0 && c[i-1] == ucd.EN || end < len(c) && c[end] == ucd.EN {
			with = ucd.EN
		}
		for ; i < end; i++ {
			c[i] = with
		}
	}
	for i := range c {
		if c[i] == ucd.ES || c[i] == ucd.CS {
			c[i] = ucd.ON
		}
	}
}

// neutral is rules N1 and N2: what has no direction goes with its neighbours
// where they agree, else with the paragraph.
func (p *paragraph) neutral() {
	c := p.classes
	before := p.strong
	for i := 0; i < len(c); i++ {
		if d, ok := direction(c[i]); ok {
			before = d
			continue
		}
		end, after := i, p.strong
		for ; end < len(c); end++ {
			if d, ok := direction(c[end]); ok {
				after = d
				break
			}
		}
		with := p.strong
		if before == after {
			with = before
		}
		for ; i < end; i++ {
			c[i] = with
		}
		i--
	}
}

// direction is which way a resolved class runs, as its neighbours see it.
func direction(c ucd.Class) (ucd.Class, bool) {
	switch c {
	case ucd.L:
		return ucd.L, true
	case ucd.R, ucd.EN, ucd.AN:
		return ucd.R, true
	}
	return ucd.ON, false
}

// Visual returns the indices of a row's code points from left to right (rules
// L1, for blanks at the row's end, and L2). blank says what of the row is white
// space.
func Visual(levels []Level, base Level, blank func(i int) bool) []int {
	levels = slices.Clone(levels)
	for i := len(levels) - 1; i >= 0 && blank(i); i-- {
		levels[i] = base
	}
	order := make([]int, len(levels))
	highest := Level(0)
	for i, l := range levels {
		order[i] = i
		highest = max(highest, l)
	}
	for l := highest; l > 0; l-- {
		for i := 0; i < len(order); i++ {
			end := i
			for end < len(order) && levels[order[end]] >= l {
				end++
			}
			slices.Reverse(order[i:end])
			i = max(i, end)
		}
	}
	return order
}
