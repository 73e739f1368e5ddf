package text

import (
	"bytes"
	"iter"
	"strings"
	"unicode/utf8"
)

// most is how many bytes a leaf holds at most, unless it is a single code
// point. Leaves at a seam are put together as long as they fit.
const most = 512

// A measure is the size of a piece of text.
type measure struct{ bytes, runes, breaks int }

func (m measure) plus(n measure) measure {
	return measure{m.bytes + n.bytes, m.runes + n.runes, m.breaks + n.breaks}
}

func (m measure) minus(n measure) measure {
	return measure{m.bytes - n.bytes, m.runes - n.runes, m.breaks - n.breaks}
}

func measured(s string) measure {
	if len(s) == 1 { // a letter, as people type
		return letter(s[0])
	}
	return measure{len(s), utf8.RuneCountInString(s), strings.Count(s, "\n")}
}

func weighed(b []byte) measure {
	switch len(b) {
	case 0:
		return measure{}
	case 1:
		return letter(b[0])
	}
	return measure{len(b), utf8.RuneCount(b), bytes.Count(b, lineBreak)}
}

func letter(b byte) measure {
	if b == '\n' {
		return measure{1, 1, 1}
	}
	return measure{1, 1, 0}
}

var lineBreak = []byte{'\n'}

// A node is a leaf with text, or the concatenation of two nodes whose heights
// differ by at most one. A nil node is the empty text. Nodes never change,
// but for those that one Editor has made and not yet shown to anybody.
type node struct {
	editor      uint64 // the number of the Editor that may change the node, 0: nobody
	size        measure
	left, right *node // both nil in a leaf
	height      int   // 0 in a leaf
	text        []byte
	runs        []run // who wrote text, in order; never empty in a leaf
}

// A run is a number of code points in a row that one author wrote.
type run struct {
	runes int
	by    Author
}

func (n *node) measure() measure {
	if n == nil {
		return measure{}
	}
	return n.size
}

func branch(left, right *node) *node {
	return &node{size: left.size.plus(right.size), left: left, right: right, height: 1 + max(left.height, right.height)}
}

// build returns s, all by one author, as a tree of full leaves.
func build(s string, by Author) *node {
	if s == "" {
		return nil
	}
	if len(s) <= most {
		size := measured(s)
		return &node{size: size, text: []byte(s), runs: []run{{size.runes, by}}}
	}
	half := len(s) / 2
	if leaves := (len(s) + most - 1) / most; len(s) > 4*most {
		half = leaves / 2 * most // full leaves on the left
	}
	for !utf8.RuneStart(s[half]) {
		half--
	}
	return join(build(s[:half], by), build(s[half:], by))
}

// leafAt returns the leaf with code point at, and its place in there. At the
// end of the text it returns the last leaf; of the empty text, nil.
func (n *node) leafAt(at int) (*node, int) {
	if n == nil {
		return nil, 0
	}
	for n.height > 0 {
		if left := n.left.size.runes; at < left {
			n = n.left
		} else {
			n, at = n.right, at-left
		}
	}
	return n, at
}

// leaves yields the leaves that share a code point with [from, to), each with
// the offset of its start.
func (n *node) leaves(from, to int) iter.Seq2[*node, int] {
	return func(yield func(*node, int) bool) {
		if n != nil {
			n.visit(0, from, to, yield)
		}
	}
}

func (n *node) visit(at, from, to int, yield func(*node, int) bool) bool {
	if at+n.size.runes <= from || at >= to {
		return true
	}
	if n.height == 0 {
		return yield(n, at)
	}
	return n.left.visit(at, from, to, yield) && n.right.visit(at+n.left.size.runes, from, to, yield)
}

// index returns the byte at which code point at of a leaf starts.
func (n *node) index(at int) int {
	if n.size.bytes == n.size.runes {
		return at
	}
	return index(n.text, at)
}

func index(b []byte, at int) int {
	i := 0
	for ; at > 0; at-- {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		_, size := utf8.DecodeRune(b[i:])
		i += size
	}
	return i
}

// slice returns the code points [from, to) of a leaf.
func (n *node) slice(from, to int) []byte {
	start, end := n.index(from), to
	if n.size.bytes != n.size.runes {
		end = start + index(n.text[start:], to-from)
	}
	return n.text[start:end:end]
}

// cut returns those of the code points [from, to) that there are.
func (n *node) cut(from, to int) *node {
	from, to = max(from, 0), min(to, n.measure().runes)
	switch {
	case from >= to:
		return nil
	case from == 0 && to == n.size.runes:
		return n
	case n.height == 0:
		s := n.slice(from, to)
		return &node{size: weighed(s), text: s, runs: appendRuns(nil, n.runs, from, to)}
	}
	left := n.left.size.runes
	return join(n.left.cut(from, to), n.right.cut(from-left, to-left))
}

// appendRuns appends what runs says about the code points [from, to) to out.
func appendRuns(out, runs []run, from, to int) []run {
	at := 0
	for _, r := range runs {
		length := min(at+r.runes, to) - max(at, from)
		at += r.runes
		if length <= 0 {
			continue
		}
		if last := len(out) - 1; last >= 0 && out[last].by == r.by {
			out[last].runes += length
		} else {
			out = append(out, run{length, r.by})
		}
	}
	return out
}

// spliceLeaf does an edit that stays inside one leaf and leaves it neither too
// big nor too small; only the path to that leaf is made anew. Otherwise it
// returns nil.
func (n *node) spliceLeaf(at, deleted int, inserted string, by Author) *node {
	if n == nil || len(inserted) > most {
		return nil
	}
	if n.height == 0 {
		return n.spliced(at, deleted, inserted, by)
	}
	left := n.left.size.runes
	if at+deleted <= left { // at the border: the left leaf, where typing goes on
		if kid := n.left.spliceLeaf(at, deleted, inserted, by); kid != nil {
			return &node{size: kid.size.plus(n.right.size), left: kid, right: n.right, height: n.height}
		}
		return nil
	}
	if at >= left {
		if kid := n.right.spliceLeaf(at-left, deleted, inserted, by); kid != nil {
			return &node{size: n.left.size.plus(kid.size), left: n.left, right: kid, height: n.height}
		}
	}
	return nil
}

func (n *node) spliced(at, deleted int, inserted string, by Author) *node {
	from, to, fits := n.room(at, deleted, inserted)
	if !fits {
		return nil
	}
	added := measured(inserted)
	text := make([]byte, 0, len(n.text)+len(inserted)-(to-from))
	runs := appendRuns(make([]run, 0, len(n.runs)+2), n.runs, 0, at)
	runs = appendRuns(runs, []run{{added.runes, by}}, 0, added.runes)
	return &node{
		size: n.size.plus(added).minus(weighed(n.text[from:to])),
		text: append(append(append(text, n.text[:from]...), inserted...), n.text[to:]...),
		runs: appendRuns(runs, n.runs, at+deleted, n.size.runes),
	}
}

// room returns where in the bytes of a leaf an edit is, and whether the edit
// leaves the leaf neither too big nor too small.
func (n *node) room(at, deleted int, inserted string) (from, to int, fits bool) {
	from = n.index(at)
	if to = from + deleted; n.size.bytes != n.size.runes {
		to = from + index(n.text[from:], deleted)
	}
	length := n.size.bytes - (to - from) + len(inserted)
	return from, to, length <= most && (length >= n.size.bytes || length >= most/4)
}
