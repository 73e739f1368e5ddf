package merge

import "parley/collab/text"

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

// isPlain reports whether everybody knows the spot, and it is there.
func (x *spot) isPlain() bool { return x.made.at == 0 && x.gone[0].at == 0 }

// cut returns the first n code points of a spot and the others.
func (x spot) cut(n int) (head, tail spot) {
	head, tail = x, x
	head.n, tail.n = n, x.n-n
	if x.typed {
		tail.made.at += Version(n)
	}
	return head, tail
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

// since forgets what everybody knows who knows the log up to start. It returns
// false when the spot is gone for all of them.
func (x *spot) since(start Version) bool {
	if x.made.at <= start && (!x.typed || start-x.made.at >= Version(x.n-1)) {
		x.made, x.typed = stamp{}, false
	}
	return x.isShown() || x.gone[0].at > start && (x.gone[1].at == 0 || x.gone[1].at > start)
}
