package delta

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// ErrNotText reports text that is not valid UTF-8.
var ErrNotText = errors.New("not valid UTF-8")

// What a comparison may cost. It is counted as the square of the code points
// that are compared with each other, never in time: a busy machine must find
// the same delta as an idle one.
const (
	gapLen    = 4096      // code points of both sides of one gap between anchors
	totalWork = 512 << 20 // for all gaps of one comparison
	rounds    = 4         // how often a gap is searched for lines, and then for words, that occur once
)

// Diff returns a delta that makes newer of older. It is for the places where
// only two texts exist; an editor knows better what it did and says so itself.
// The delta is exact and depends on the two texts only. In long texts it is
// not always the shortest: stretches that share neither a line nor a word that
// occurs once are replaced as a whole.
//
// It returns an error that wraps ErrNotText when a text is not valid UTF-8,
// and another one when a text is longer than MaxLen.
func Diff(older, newer string) (Delta, error) {
	for _, s := range []string{older, newer} {
		if !utf8.ValidString(s) {
			return Delta{}, fmt.Errorf("compare two texts: %w", ErrNotText)
		}
		if len(s) > MaxLen && utf8.RuneCountInString(s) > MaxLen {
			return Delta{}, fmt.Errorf("compare two texts: longer than %d code points", MaxLen)
		}
	}
	c := comparison{work: totalWork}
	c.gap(older, newer, 0)
	return c.out.Delta(), nil
}

// comparison is one run of Diff, from the start of the texts to their end.
type comparison struct {
	out  Builder
	work int // what the remaining gaps may still cost
}

// gap compares two stretches that stand between anchors. round counts how
// often they were split before: first at lines, then at words.
func (c *comparison) gap(a, b string, round int) {
	head, tail := commonEnds(a, b)
	c.out.Keep(utf8.RuneCountInString(a[:head]))
	c.middle(a[head:len(a)-tail], b[head:len(b)-tail], round)
	c.out.Keep(utf8.RuneCountInString(a[len(a)-tail:]))
}

func (c *comparison) middle(a, b string, round int) {
	n, m := utf8.RuneCountInString(a), utf8.RuneCountInString(b)
	switch {
	case n == 0 || m == 0:
		c.replace(a, b)
	case n+m <= gapLen && (n+m)*(n+m) <= c.work:
		c.work -= (n + m) * (n + m)
		c.letters(a, b)
	case round < 2*rounds:
		c.split(a, b, round)
	default:
		c.replace(a, b)
	}
}

// split cuts both stretches at the tokens that each of them has exactly once
// and compares what stands between.
func (c *comparison) split(a, b string, round int) {
	tokens := words
	if round < rounds {
		tokens = lines
	}
	found := anchors(tokens(a), tokens(b))
	if len(found) == 0 { // no use in another round of the same kind
		c.middle(a, b, round-round%rounds+rounds)
		return
	}
	x, y := 0, 0
	for _, at := range found {
		c.gap(a[x:at.a], b[y:at.b], round+1)
		c.out.Keep(utf8.RuneCountInString(at.text))
		x, y = at.a+len(at.text), at.b+len(at.text)
	}
	c.gap(a[x:], b[y:], round+1)
}

// letters compares two short stretches code point by code point.
func (c *comparison) letters(a, b string) {
	differ := diffmatchpatch.DiffMatchPatch{} // no timeout: the work is bounded already
	found := differ.DiffMainRunes([]rune(a), []rune(b), false)
	if !exact(found, a, b) { // nothing may be lost to a fault in the library
		c.replace(a, b)
		return
	}
	for _, d := range found {
		switch d.Type {
		case diffmatchpatch.DiffEqual:
			c.out.Keep(utf8.RuneCountInString(d.Text))
		case diffmatchpatch.DiffDelete:
			c.out.Delete(utf8.RuneCountInString(d.Text))
		case diffmatchpatch.DiffInsert:
			c.out.Insert(d.Text)
		}
	}
}

func (c *comparison) replace(a, b string) {
	c.out.Delete(utf8.RuneCountInString(a))
	c.out.Insert(b)
}

// exact reports whether found spells out a and b and nothing else.
func exact(found []diffmatchpatch.Diff, a, b string) bool {
	for _, d := range found {
		var inA, inB = true, true
		if d.Type != diffmatchpatch.DiffInsert {
			a, inA = strings.CutPrefix(a, d.Text)
		}
		if d.Type != diffmatchpatch.DiffDelete {
			b, inB = strings.CutPrefix(b, d.Text)
		}
		if !inA || !inB {
			return false
		}
	}
	return a == "" && b == ""
}

// commonEnds returns how many bytes a and b share at the start and, of the
// rest, at the end. It never stops inside a code point.
func commonEnds(a, b string) (head, tail int) {
	most := min(len(a), len(b))
	const stride = 128 // compared at once, because long texts differ little
	for head+stride <= most && a[head:head+stride] == b[head:head+stride] {
		head += stride
	}
	for head < most && a[head] == b[head] {
		head++
	}
	for head > 0 && (inside(a, head) || inside(b, head)) {
		head--
	}
	most -= head
	for tail+stride <= most && a[len(a)-tail-stride:len(a)-tail] == b[len(b)-tail-stride:len(b)-tail] {
		tail += stride
	}
	for tail < most && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	for tail > 0 && inside(a, len(a)-tail) {
		tail--
	}
	return head, tail
}

// inside reports whether byte i of s continues a code point.
func inside(s string, i int) bool { return i < len(s) && !utf8.RuneStart(s[i]) }
