package delta

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// ErrNotText reports text that is not valid UTF-8.
var ErrNotText = errors.New("not valid UTF-8")

// What a comparison may cost. It is counted in steps, one being a code point
// looked at, and never in time: a busy machine must find the same delta as an
// idle one. A step takes two or three nanoseconds.
const (
	gapLen    = 4096     // code points of both sides of one gap that is compared by letters
	totalWork = 40 << 20 // steps for all gaps of one comparison
	rounds    = 4        // how often a gap is searched for lines, and then for words, that occur once
)

// Diff returns a delta that makes newer of older. It is for the places where
// only two texts exist; an editor knows better what it did and says so itself.
// The delta is exact and depends on the two texts only. In long texts it is
// not always the shortest: long stretches that share neither a line nor a word
// that occurs once, and differ in much, are replaced as a whole.
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
	return compare(older, newer, gapLen, totalWork), nil
}

func compare(older, newer string, short, work int) Delta {
	c := comparison{short: short, work: work}
	c.gap(older, newer, 0)
	c.settle()
	var out Builder
	for _, p := range c.parts {
		out.Keep(p.kept)
		for _, op := range p.ops {
			out.Keep(op.Keep)
			out.Delete(op.Delete)
			out.Insert(op.Insert)
		}
	}
	return out.Delta()
}

// comparison is one run of Diff.
type comparison struct {
	parts []part // from the start of the texts to their end
	short int    // code points of a gap that is compared by letters
	work  int    // steps that may still be taken
	front *front // of the present leg, once there was one
}

// A part is a stretch that both texts share and, behind it, two that differ.
type part struct {
	kept int // code points
	a, b string
	size int  // code points of a and b
	ops  []Op // what makes b of a, once it is settled
}

// keep goes on over what both texts share.
func (c *comparison) keep(s string) {
	if n := len(c.parts); n == 0 || c.parts[n-1].size > 0 {
		c.parts = append(c.parts, part{})
	}
	c.parts[len(c.parts)-1].kept += utf8.RuneCountInString(s)
}

// differ goes on over two stretches that stand behind what was kept.
func (c *comparison) differ(a, b string, size int) {
	p := &c.parts[len(c.parts)-1]
	p.a, p.b, p.size = a, b, size
}

// gap compares two stretches that stand between anchors. round counts how
// often they were split before: first at lines, then at words.
func (c *comparison) gap(a, b string, round int) {
	head, tail := commonEnds(a, b)
	c.keep(a[:head])
	c.middle(a[head:len(a)-tail], b[head:len(b)-tail], round)
	c.keep(a[len(a)-tail:])
}

func (c *comparison) middle(a, b string, round int) {
	n, m := utf8.RuneCountInString(a), utf8.RuneCountInString(b)
	switch {
	case n == 0 || m == 0 || n+m <= c.short || round == 2*rounds:
		c.differ(a, b, n+m)
	default:
		c.split(a, b, round)
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
		c.keep(at.text)
		x, y = at.a+len(at.text), at.b+len(at.text)
	}
	c.gap(a[x:], b[y:], round+1)
}

// settle compares the parts that differ. Those that differ in little come
// first: they cost little and say the most, and a chapter that was rewritten
// must not use up the work for the letters that changed in the others.
func (c *comparison) settle() {
	var open, hard []*part
	for i := range c.parts {
		if c.parts[i].size > 0 {
			open = append(open, &c.parts[i])
		}
	}
	slices.SortStableFunc(open, func(p, q *part) int { return p.size - q.size })
	for _, p := range open {
		if !c.settleEasy(p) {
			hard = append(hard, p)
		}
	}
	for _, p := range hard {
		switch {
		case p.size > c.short:
			p.ops = c.walk([]rune(p.a), []rune(p.b))
		case p.size*p.size <= c.work:
			p.ops = c.letters(p.a, p.b)
		default:
			p.ops = replaced(p.a, p.b)
		}
	}
}

// settleEasy settles a part of which little is left, or that one leg gets
// through.
func (c *comparison) settleEasy(p *part) bool {
	switch {
	case p.a == "" || p.b == "":
		p.ops = replaced(p.a, p.b)
	case p.size > c.short:
		return false
	case p.size <= maxDrift && p.size*p.size <= c.work:
		p.ops = c.letters(p.a, p.b)
	default:
		a, b := []rune(p.a), []rune(p.b)
		way := c.leg(a, b)
		ops, x, y := kept(way, b)
		if len(a)-x > 0 && len(b)-y > 0 {
			return false
		}
		p.ops = append(ops, Op{Delete: len(a) - x}, Op{Insert: string(b[y:])})
	}
	return true
}

// letters compares two short stretches code point by code point.
func (c *comparison) letters(a, b string) []Op {
	differ := diffmatchpatch.DiffMatchPatch{} // no timeout: the work is bounded already
	found := differ.DiffMainRunes([]rune(a), []rune(b), false)
	if !exact(found, a, b) { // nothing may be lost to a fault in the library
		return replaced(a, b)
	}
	ops := make([]Op, 0, len(found))
	for _, d := range found {
		switch d.Type {
		case diffmatchpatch.DiffEqual:
			ops = append(ops, Op{Keep: utf8.RuneCountInString(d.Text)})
		case diffmatchpatch.DiffDelete:
			ops = append(ops, Op{Delete: utf8.RuneCountInString(d.Text)})
		case diffmatchpatch.DiffInsert:
			ops = append(ops, Op{Insert: d.Text})
		}
	}
	c.work -= len(a) + len(b) + changed(ops)*changed(ops) // what Myers' method takes
	return ops
}

func replaced(a, b string) []Op {
	return []Op{{Delete: utf8.RuneCountInString(a)}, {Insert: b}}
}

// changed returns how many code points the steps delete and insert.
func changed(ops []Op) int {
	n := 0
	for _, op := range ops {
		n += op.Delete + utf8.RuneCountInString(op.Insert)
	}
	return n
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
