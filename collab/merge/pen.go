package merge

import (
	"math"
	"unicode/utf8"

	"parley/collab/delta"
)

// A pen writes a sketch anew while it reads the old one.
type pen struct {
	*sketch
	v    viewer
	read int  // of the old spots
	part spot // what is left of the one being read; n is 0 when there is none
	rest spot // what is behind part and the viewer does not know, although it was typed on from there
	out  []spot
	last int // of them, the one inserted last
	did  delta.Builder
	done int // code points of the newest text, before the edit, that are behind the pen
}

// everBehind is how much text is assumed behind the last spot: more than any
// text has, and twice of it still is an int.
const everBehind = math.MaxInt / 2

// peek returns the spot under the pen, as far as it is not read yet. The viewer
// knows all of it or nothing.
func (p *pen) peek() *spot {
	if p.part.n > 0 {
		return &p.part
	}
	if p.part, p.rest = p.rest, (spot{}); p.part.n > 0 {
		return &p.part
	}
	p.part = spot{n: everBehind}
	if p.read < len(p.spots) {
		p.part = p.spots[p.read]
	}
	p.read++
	if x := &p.part; x.typed && x.made.by != p.v.by && x.made.at <= p.v.base && p.v.base-x.made.at < Version(x.n-1) {
		p.part, p.rest = x.cut(int(p.v.base-x.made.at) + 1)
	}
	return &p.part
}

// emit writes n code points of what is under the pen.
func (p *pen) emit(n int) {
	var x spot
	x, p.part = p.part.cut(n)
	p.write(x)
}

func (p *pen) write(x spot) {
	if n := len(p.out); n > 0 && p.out[n-1].gone == x.gone && p.out[n-1].join(&x) {
		return
	}
	p.out = append(p.out, x)
}

// skip copies the spots in front of an edit, and returns how many of the first
// n code points that the viewer sees are not among them.
func (p *pen) skip(n int) int {
	shown := 0
	for n > 0 && p.read < len(p.spots) {
		x := &p.spots[p.read]
		seen := p.v.sees(x)
		if seen > 0 && (seen < x.n || seen > n) {
			break
		}
		if n -= seen; x.isShown() {
			shown += x.n
		}
		p.read++
	}
	p.out = append(p.out, p.spots[:p.read]...)
	p.did.Keep(shown)
	p.done = shown
	return n
}

// keep moves over n code points that the viewer sees.
func (p *pen) keep(n int) {
	if p.read == 0 {
		n = p.skip(n)
	}
	for n > 0 {
		x := p.peek()
		k := x.n
		if p.v.sees(x) > 0 {
			k = min(n, k)
			n -= k
		}
		p.show(x, k)
		p.emit(k)
	}
}

// show moves over k code points of x in the newest text.
func (p *pen) show(x *spot, k int) {
	if x.isShown() {
		p.did.Keep(k)
		p.done += k
	}
}

// insert puts s behind the letter that the pen has read last. It returns
// false when something is there that the viewer does not know.
func (p *pen) insert(s string, by stamp) bool {
	if s == "" {
		return true
	}
	if !p.v.knows(p.peek().made) {
		return false
	}
	p.write(spot{n: utf8.RuneCountInString(s), made: by})
	p.last = len(p.out) - 1
	p.did.Insert(s)
	return true
}

// delete marks n code points that the viewer sees. It returns false when a
// third entry would delete the same.
func (p *pen) delete(n int, by stamp) bool {
	for n > 0 {
		x := p.peek()
		if p.v.sees(x) == 0 {
			p.show(x, x.n)
			p.emit(x.n)
			continue
		}
		k := min(n, x.n)
		n -= k
		marked, rest := x.cut(k)
		switch {
		case x.isShown():
			p.did.Delete(k)
			p.done += k
			marked.gone[0] = by
		case x.gone[1].at == 0:
			marked.gone[1] = by
		default:
			return false
		}
		p.part = rest
		p.write(marked)
	}
	return true
}

// pass goes through the newest text, which is so long, with an edit. It returns
// false when it cannot be told where that goes.
func (p *pen) pass(d delta.Delta, by stamp, newest int) bool {
	kept, deleted := 0, 0
	for op := range d.Ops() {
		if op.Keep > 0 {
			if !p.delete(deleted, by) {
				return false
			}
			kept, deleted = op.Keep, 0 // the last one need not be walked
			continue
		}
		p.keep(kept)
		kept = 0
		// What is deleted comes behind what is inserted at the same place:
		// that hangs from the letter before.
		if deleted += op.Delete; !p.insert(op.Insert, by) {
			return false
		}
	}
	if !p.delete(deleted, by) {
		return false
	}
	p.did.Keep(newest - p.done)
	return true
}

// finish copies what is behind the edit.
func (p *pen) finish() {
	if p.part.n > 0 && p.read <= len(p.spots) {
		p.emit(p.part.n)
	}
	if p.rest.n > 0 {
		p.write(p.rest)
	}
	if p.read < len(p.spots) {
		p.write(p.spots[p.read])
		p.out = append(p.out, p.spots[p.read+1:]...)
	}
	p.spots, p.spare = p.out, p.spots
	for n := len(p.spots) - 1; n >= 0 && p.spots[n].isPlain(); n-- {
		p.spots = p.spots[:n] // the text behind is endless anyhow
	}
}
