package merge

import (
	"math"
	"slices"
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
	finger
}

// A finger is where somebody types: behind a spot that one of theirs has made,
// directly or letter by letter. Nothing else was placed since.
type finger struct {
	typing    viewer // nobody: none
	spot      int
	at, shown int // its end in the text that the author sees, and in the newest
}

// A spot is a stretch of text that was inserted, and deleted, by the same
// entries; or that was typed: its first letter was inserted by made, and each
// of the others by the next entry of the log, or of those pending, all by one
// author.
type spot struct {
	n     int // code points
	typed bool
	made  stamp
	gone  [2]stamp // who deleted it; no third one can
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

// sees returns how much of the spot is in the text that the viewer sees: all,
// nothing, or the start of what is being typed.
func (v viewer) sees(x *spot) int {
	switch {
	case x.gone[0].at > 0 && v.knows(x.gone[0]) || x.gone[1].at > 0 && v.knows(x.gone[1]), !v.knows(x.made):
		return 0
	case x.typed && x.made.by != v.by && v.base-x.made.at < Version(x.n):
		return int(v.base-x.made.at) + 1
	}
	return x.n
}

// isShown reports whether the spot is in the newest text.
func (x *spot) isShown() bool { return x.gone[0].at == 0 }

// length returns the length of the text that the viewer sees, when the newest
// text is so long.
func (s *sketch) length(v viewer, newest int) int {
	for i := range s.spots {
		x := &s.spots[i]
		if newest += v.sees(x); x.isShown() {
			newest -= x.n
		}
	}
	return newest
}

// now returns where in the newest text, which is so long, the viewer's offset at is: behind the
// same letter, or where that letter was; and whether the letter is there.
func (s *sketch) now(v viewer, at, newest int) (place int, shown bool) {
	shown = true
	at = min(at, s.length(v, newest))
	for i := range s.spots {
		if at <= 0 {
			return place, shown
		}
		x := &s.spots[i]
		n := min(v.sees(x), at)
		if at -= n; at > 0 {
			n = x.n
		} else {
			shown = x.isShown()
		}
		if x.isShown() {
			place += n
		}
	}
	return place + max(at, 0), shown
}

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

// cut returns the first n code points of a spot and the others.
func (x spot) cut(n int) (head, tail spot) {
	head, tail = x, x
	head.n, tail.n = n, x.n-n
	if x.typed {
		tail.made.at += Version(n)
	}
	return head, tail
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

// join makes the spot longer by the one behind it, if one can say both.
func (x *spot) join(y *spot) bool {
	switch {
	case !x.typed && !y.typed && x.made == y.made:
	case x.made.by == y.made.by && x.made.at > 0 && y.made.at == x.made.at+Version(x.n) &&
		(x.typed || x.n == 1) && (y.typed || y.n == 1):
		x.typed = true
	default:
		return false
	}
	x.n += y.n
	return true
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

// place takes in an edit and returns what it does to the newest text, which
// is so long. It returns false when this cannot be told here; the sketch is
// then of no more use.
func (s *sketch) place(d delta.Delta, v viewer, by stamp, newest int) (did delta.Delta, ok bool) {
	if did, ok = s.typeOn(d, v, by, newest); ok {
		return did, true
	}
	s.finger = finger{}
	p := pen{sketch: s, v: v, out: s.spare[:0]}
	if !p.pass(d, by, newest) {
		return did, false
	}
	p.finish()
	s.placed++
	if at, deleted, inserted, single := d.Single(); single && deleted == 0 {
		n := utf8.RuneCountInString(inserted)
		s.finger = finger{v, p.last, at + n, p.done + n}
	}
	return p.did.Delta(), true
}

// foresee returns what place would, and changes nothing.
func (s *sketch) foresee(d delta.Delta, v viewer, by stamp, newest int) (did delta.Delta, ok bool) {
	p := pen{sketch: s, v: v}
	if !p.pass(d, by, newest) {
		return did, false
	}
	return p.did.Delta(), true
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

// typeOn is place for a letter behind the one that the same author's entry
// before inserted, which is how people type. It changes nothing when it returns
// false.
func (s *sketch) typeOn(d delta.Delta, v viewer, by stamp, newest int) (did delta.Delta, ok bool) {
	at, deleted, inserted, single := d.Single()
	if !single || deleted > 0 || utf8.RuneCountInString(inserted) > 1 {
		return did, false
	}
	shown := 0
	if f := &s.finger; at > 0 && f.typing == v && f.at == at && s.spots[f.spot].join(&spot{n: 1, made: by}) {
		did = delta.Replace(newest, f.shown, 0, inserted)
		f.at, f.shown = f.at+1, f.shown+1
		s.placed++
		return did, true
	}
	end := at
	for i := range s.spots {
		x := &s.spots[i]
		seen := v.sees(x)
		if x.isShown() {
			shown += x.n
		}
		if at -= seen; at > 0 {
			continue
		}
		if at < 0 || seen < x.n || x.gone != [2]stamp{} || i+1 < len(s.spots) && !v.knows(s.spots[i+1].made) ||
			!x.join(&spot{n: 1, made: by}) {
			return did, false
		}
		s.placed++
		s.finger = finger{v, i, end + 1, shown + 1}
		return delta.Replace(newest, shown, 0, inserted), true
	}
	return did, false
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
	s.finger = finger{}
	_, deleted, inserted, single := r.Delta.Single()
	letter := single && deleted == 0 && len(inserted) == 1
	for i := 0; i < len(s.spots); i++ {
		x := &s.spots[i]
		for j, gone := range x.gone {
			if gone == was {
				x.gone[j] = is
			}
		}
		if x.made != was {
			continue
		}
		if i = s.enter(i, is); letter {
			break
		}
	}
	return true
}

// enter notes that what is first in a spot, a letter of what is typed and else
// all of it, is in the log. It returns where the spot ends up.
func (s *sketch) enter(i int, is stamp) int {
	x := &s.spots[i]
	first := *x
	if x.typed {
		first, *x = x.cut(1)
		first.typed, x.typed = false, x.n > 1
	} else {
		x.n = 0
	}
	first.made = is
	switch joined := i > 0 && s.spots[i-1].gone == first.gone && s.spots[i-1].join(&first); {
	case x.n == 0 && joined:
		s.spots = slices.Delete(s.spots, i, i+1)
		return i - 1
	case x.n == 0:
		*x = first
	case !joined:
		s.spots = slices.Insert(s.spots, i, first)
	}
	return i
}

// trim forgets what everybody knows who knows the log up to start.
func (s *sketch) trim(start Version) {
	s.start, s.finger = max(s.start, start), finger{}
	p := pen{sketch: s, out: s.spare[:0]}
	for _, x := range s.spots {
		if x.since(s.start) {
			p.write(x)
		}
	}
	p.spots, p.spare = p.out, p.spots
	s.longest = max(minSpots, len(s.spots)+len(s.spots)/2)
}

// since forgets what everybody knows who knows the log up to start. It returns
// false when the spot is gone for all of them.
func (x *spot) since(start Version) bool {
	if x.made.at <= start && (!x.typed || start-x.made.at >= Version(x.n-1)) {
		x.made, x.typed = stamp{}, false
	}
	return x.isShown() || x.gone[0].at > start && (x.gone[1].at == 0 || x.gone[1].at > start)
}

// A sketch is trimmed at minSpots or when it has grown by half since; one that is
// still longer than maxSpots costs more than the window would.
const (
	minSpots = 16
	maxSpots = 512
)
