package merge

import (
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/text"
)

// A sketch is the cheap half of a window: what was inserted and deleted since
// a version, as stretches in the order of the text, but not what hangs from
// what. That is enough to place an edit wherever nobody has inserted anything,
// unseen by its author, in the very gap that the author inserts into: two
// people in two places. A tie is the window's. See DESIGN.md.
type sketch struct {
	start   Version // every viewer knows the log up to here, or is not for this sketch
	next    int     // the ordinal of the first entry of the log not in it
	pended  int     // how many pending entries are in it
	spots   []spot  // all behind the last is as it was at start
	spare   []spot
	placed  int // entries, since it was made
	longest int // the number of spots at which it is trimmed
}

// A spot is a stretch of text that was inserted, and deleted, by the same
// entries.
type spot struct {
	n    int // code points
	made stamp
	gone [2]stamp // who deleted it; no third one can
}

// A stamp says which entry did something. The zero stamp: none, or one that
// every viewer knows.
type stamp struct {
	by text.Author
	at Version // of a pending entry, pendingBit and its number
}

// pendingBit is in the stamps of entries that are not in the log yet; it makes
// them newer than any that are.
const pendingBit Version = 1 << 63

// stampOf returns the stamp of an entry that is number at of the log.
func stampOf(e *Entry, at Version) stamp {
	if at == latest {
		at = pendingBit | e.Number
	}
	return stamp{e.By, at}
}

// A viewer is an author who knows the log up to base, and their own entries.
type viewer struct {
	by   text.Author
	base Version
}

func (v viewer) knows(s stamp) bool { return s.at <= v.base || s.by == v.by }

// sees reports whether the spot is in the text that the viewer sees.
func (v viewer) sees(x *spot) bool {
	return v.knows(x.made) &&
		!(x.gone[0].at > 0 && v.knows(x.gone[0])) && !(x.gone[1].at > 0 && v.knows(x.gone[1]))
}

// isShown reports whether the spot is in the newest text.
func (x *spot) isShown() bool { return x.gone[0].at == 0 }

// length returns the length of the text that the viewer sees, when the newest
// text is so long.
func (s *sketch) length(v viewer, newest int) int {
	for i := range s.spots {
		switch x := &s.spots[i]; {
		case x.isShown() && !v.sees(x):
			newest -= x.n
		case !x.isShown() && v.sees(x):
			newest += x.n
		}
	}
	return newest
}

// now returns where in the newest text, which is so long, the viewer's offset at is: behind the
// same letter, or where that letter was.
func (s *sketch) now(v viewer, at, newest int) int {
	place := 0
	at = min(at, s.length(v, newest))
	for i := range s.spots {
		if at <= 0 {
			return place
		}
		x := &s.spots[i]
		n := x.n
		if v.sees(x) {
			n = min(n, at)
			at -= n
		}
		if x.isShown() {
			place += n
		}
	}
	return place + max(at, 0)
}

// A pen writes a sketch anew while it reads the old one.
type pen struct {
	*sketch
	v    viewer
	read int  // of the old spots
	part spot // what is left of the one being read; n is 0 when there is none
	out  []spot
	did  delta.Builder
	done int // code points of the newest text, before the edit, that are behind the pen
}

// everBehind is how much text is assumed behind the last spot.
const everBehind = 1 << 40

// peek returns the spot under the pen, as far as it is not read yet.
func (p *pen) peek() *spot {
	if p.part.n == 0 {
		p.part = spot{n: everBehind}
		if p.read < len(p.spots) {
			p.part = p.spots[p.read]
		}
		p.read++
	}
	return &p.part
}

// emit writes n code points of what is under the pen.
func (p *pen) emit(n int) {
	x := p.part
	x.n = n
	p.part.n -= n
	p.write(x)
}

func (p *pen) write(x spot) {
	if last := len(p.out) - 1; last >= 0 && p.out[last].made == x.made && p.out[last].gone == x.gone {
		p.out[last].n += x.n
		return
	}
	p.out = append(p.out, x)
}

// keep moves over n code points that the viewer sees.
func (p *pen) keep(n int) {
	for n > 0 {
		x := p.peek()
		k := x.n
		if p.v.sees(x) {
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
	p.did.Insert(s)
	return true
}

// delete marks n code points that the viewer sees. It returns false when a
// third entry would delete the same.
func (p *pen) delete(n int, by stamp) bool {
	for n > 0 {
		x := p.peek()
		if !p.v.sees(x) {
			p.show(x, x.n)
			p.emit(x.n)
			continue
		}
		k := min(n, x.n)
		n -= k
		marked := *x
		marked.n = k
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
		p.part.n -= k
		p.write(marked)
	}
	return true
}

// place takes in an edit and returns what it does to the newest text, which
// is so long. It returns false when this cannot be told here; the sketch is
// then of no more use.
func (s *sketch) place(d delta.Delta, v viewer, by stamp, newest int) (did delta.Delta, ok bool) {
	p := pen{sketch: s, v: v, out: s.spare[:0]}
	deleted := 0
	for op := range d.Ops() {
		if op.Delete > 0 {
			deleted = op.Delete // behind what is inserted at the same place: the text hangs from the letter before
			continue
		}
		if !p.insert(op.Insert, by) || !p.delete(deleted, by) {
			return did, false
		}
		deleted = 0
		p.keep(op.Keep)
	}
	if !p.delete(deleted, by) {
		return did, false
	}
	p.did.Keep(newest - p.done)
	p.finish()
	s.placed++
	return p.did.Delta(), true
}

// finish copies what is behind the edit.
func (p *pen) finish() {
	if p.part.n > 0 && p.read <= len(p.spots) {
		p.emit(p.part.n)
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

func (x *spot) isPlain() bool { return x.made.at == 0 && x.gone[0].at == 0 }

// confirm notes that a pending entry has become number at of the log, the one
// with that ordinal. It returns false when it does not fit.
func (s *sketch) confirm(r *record, at Version, ordinal int) bool {
	if s.pended == 0 {
		return true // it is placed later, out of the log
	}
	if s.next != ordinal {
		return false
	}
	s.next, s.pended = s.next+1, s.pended-1
	was, is := stampOf(&r.Entry, latest), stamp{r.By, at}
	for i := range s.spots {
		x := &s.spots[i]
		for _, st := range []*stamp{&x.made, &x.gone[0], &x.gone[1]} {
			if *st == was {
				*st = is
			}
		}
	}
	return true
}

// trim forgets what everybody knows who knows the log up to start.
func (s *sketch) trim(start Version) {
	s.start = max(s.start, start)
	p := pen{sketch: s, out: s.spare[:0]}
	for _, x := range s.spots {
		if x.since(s.start) {
			p.write(x)
		}
	}
	p.spots, p.spare = p.out, p.spots
	s.longest = max(minSpots, 2*len(s.spots))
}

// since forgets what everybody knows who knows the log up to start. It returns
// false when the spot is gone for all of them.
func (x *spot) since(start Version) bool {
	if x.made.at <= start {
		x.made = stamp{}
	}
	return x.isShown() || x.gone[0].at > start && (x.gone[1].at == 0 || x.gone[1].at > start)
}

// A sketch is trimmed at minSpots or when it has doubled since; one that is
// still longer than maxSpots costs more than the window would.
const (
	minSpots = 32
	maxSpots = 512
)
