package merge

import (
	"slices"
	"unicode/utf8"

	"parley/collab/delta"
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

// A sketch is trimmed at minSpots or when it has grown by half since; one that is
// still longer than maxSpots costs more than the window would.
const (
	minSpots = 16
	maxSpots = 512
)

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
