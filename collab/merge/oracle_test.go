package merge_test

import (
	"slices"

	"parley/collab/merge"
	"parley/collab/text"
)

// An oracle says what a log means by the plainest means: every letter since
// the beginning is a node of a Fugue tree (Weidner and Kleppmann, "The Art of
// the Fugue", algorithm 1), and everything is found by walking all of it.
type oracle struct {
	root    *letter
	entries map[[2]uint64]*placed // by author and number
	born    int
}

// A placed entry, with its number in the log; pending ones have the highest.
type placed struct {
	merge.Entry
	at    merge.Version
	undos []*placed // entries that switch this one
}

type letter struct {
	owner       *placed
	r           rune
	deleters    []*placed
	born        int
	left, right []*letter
}

const unlogged = ^merge.Version(0)

func newOracle(base string) *oracle {
	o := &oracle{root: &letter{}, entries: map[[2]uint64]*placed{}}
	origin, left := &placed{}, o.root
	for _, r := range base {
		x := &letter{owner: origin, r: r}
		left.right = []*letter{x}
		left = x
	}
	return o
}

// A view is what one author knew at one base; the newest text is everybody's.
type view struct {
	all  bool
	by   text.Author
	base merge.Version
}

func (v view) knows(p *placed) bool { return v.all || p.at <= v.base || p.By == v.by }

func (v view) stands(p *placed) bool {
	n := 0
	for _, u := range p.undos {
		if v.knows(u) {
			n++
		}
	}
	return v.knows(p) && n%2 == 0
}

func (v view) shows(x *letter) bool {
	return v.stands(x.owner) && !slices.ContainsFunc(x.deleters, v.stands)
}

func (v view) knowsBelow(x *letter) bool {
	return v.knows(x.owner) || slices.ContainsFunc(x.left, v.knowsBelow) || slices.ContainsFunc(x.right, v.knowsBelow)
}

// walk returns all letters in order.
func (o *oracle) walk() []*letter {
	var out []*letter
	var visit func(x *letter)
	visit = func(x *letter) {
		for _, y := range x.left {
			visit(y)
		}
		if x != o.root {
			out = append(out, x)
		}
		for _, y := range x.right {
			visit(y)
		}
	}
	visit(o.root)
	return out
}

func (o *oracle) seen(v view) []*letter {
	return slices.DeleteFunc(o.walk(), func(x *letter) bool { return !v.shows(x) })
}

// text returns the newest text and who wrote each letter.
func (o *oracle) text() (string, []text.Author) {
	var letters []rune
	var authors []text.Author
	for _, x := range o.seen(view{all: true}) {
		letters = append(letters, x.r)
		authors = append(authors, x.owner.By)
	}
	return string(letters), authors
}

// fits reports whether a pending entry still makes sense, although one before
// it may have been refused.
func (o *oracle) fits(e merge.Entry) bool {
	for _, number := range e.Undo {
		if o.entries[[2]uint64{uint64(e.By), number}] == nil {
			return false
		}
	}
	return len(e.Undo) > 0 || e.Delta.BaseLen() == len(o.seen(view{by: e.By, base: e.Base}))
}

func (o *oracle) add(at merge.Version, e merge.Entry) {
	p := &placed{Entry: e, at: at}
	o.entries[[2]uint64{uint64(e.By), e.Number}] = p
	for _, number := range e.Undo {
		target := o.entries[[2]uint64{uint64(e.By), number}]
		target.undos = append(target.undos, p)
	}
	v, cursor := view{by: e.By, base: e.Base}, 0
	for op := range e.Delta.Ops() {
		shown := o.seen(v)
		cursor += op.Keep
		for _, x := range shown[cursor : cursor+op.Delete] {
			x.deleters = append(x.deleters, p)
		}
		left := o.root
		if cursor > 0 {
			left = shown[cursor-1]
		}
		for _, r := range op.Insert {
			x := &letter{owner: p, r: r}
			o.place(x, left, v)
			left = x
			cursor++
		}
	}
}

func (o *oracle) place(x, left *letter, v view) {
	o.born++
	x.born = o.born
	siblings := &left.right
	if slices.ContainsFunc(left.right, v.knowsBelow) {
		known := slices.DeleteFunc(o.walk(), func(y *letter) bool { return !v.knows(y.owner) })
		next := known[slices.Index(known, left)+1] // left may be the root: then the first
		siblings = &next.left
	}
	*siblings = append(*siblings, x)
	slices.SortFunc(*siblings, func(a, b *letter) int {
		switch {
		case a.owner.at == b.owner.at:
			return a.born - b.born
		case a.owner.at < b.owner.at:
			return -1
		}
		return 1
	})
}
