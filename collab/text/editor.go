package text

import (
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"
)

// An Editor makes many edits to one text and gives out a Text whenever asked.
// Between two such moments it changes in place what nobody else can have seen,
// so that an edit copies nothing; what was given out stays as it was. An
// Editor has one owner.
type Editor struct {
	root   *node
	number uint64 // of the nodes that may be changed; 0: none
}

// editors counts the numbers given to Editors, so that none is given twice.
var editors atomic.Uint64

// NewEditor returns an editor of t.
func NewEditor(t Text) *Editor { return &Editor{root: t.root} }

// Text returns the text as it is now.
func (e *Editor) Text() Text {
	e.number = 0
	return Text{e.root}
}

// Len returns the number of code points.
func (e *Editor) Len() int { return e.root.measure().runes }

// Size returns the number of bytes in UTF-8.
func (e *Editor) Size() int { return e.root.measure().bytes }

// Splice does to the text what Text.Splice does.
func (e *Editor) Splice(at, deleted int, inserted string, by Author) {
	Text{e.root}.mustContain(at, at+deleted)
	inserted = strings.ToValidUTF8(inserted, string(utf8.RuneError))
	if deleted == 0 && inserted == "" || e.inPlace(at, deleted, inserted, by) {
		return
	}
	e.root = e.root.splice(at, deleted, build(inserted, by))
}

// Insert puts t in at at. Everything keeps its author.
func (e *Editor) Insert(at int, t Text) {
	Text{e.root}.mustContain(at, at)
	e.root = e.root.splice(at, 0, t.root)
}

// inPlace does an edit that stays inside one leaf and leaves it neither too
// big nor too small, and reports whether it did. At a border it takes the left
// leaf, where typing goes on, as spliceLeaf does.
func (e *Editor) inPlace(at, deleted int, inserted string, by Author) bool {
	if e.root == nil || len(inserted) > most {
		return false
	}
	leaf, inside := e.root, at
	for leaf.height > 0 {
		left := leaf.left.size.runes
		switch {
		case inside+deleted <= left:
			leaf = leaf.left
		case inside >= left:
			leaf, inside = leaf.right, inside-left
		default:
			return false
		}
	}
	from, to, fits := leaf.room(inside, deleted, inserted)
	if !fits {
		return false
	}
	added := measured(inserted)
	leaf = e.reach(at, deleted, added.minus(weighed(leaf.text[from:to])))
	leaf.text = slices.Replace(leaf.text, from, to, []byte(inserted)...)
	leaf.write(inside, deleted, added.runes, by)
	return true
}

// reach returns the leaf in which the code points [at, at+deleted) are, for
// changing, and counts the change all the way down.
func (e *Editor) reach(at, deleted int, change measure) *node {
	if e.number == 0 {
		e.number = editors.Add(1)
	}
	for slot := &e.root; ; {
		n := e.own(*slot)
		*slot = n
		n.size = n.size.plus(change)
		if n.height == 0 {
			return n
		}
		if left := n.left.size.runes; at+deleted <= left {
			slot = &n.left
		} else {
			slot, at = &n.right, at-left
		}
	}
}

// own returns n, or a copy of it, which this editor may change.
func (e *Editor) own(n *node) *node {
	if n.editor == e.number {
		return n
	}
	m := *n
	m.editor = e.number
	if n.height == 0 {
		m.text = append(make([]byte, 0, most), n.text...)
		m.runs = append(make([]run, 0, len(n.runs)+2), n.runs...)
	}
	return &m
}

// write notes in a leaf who wrote what when deleted code points at at were
// replaced by inserted ones.
func (n *node) write(at, deleted, inserted int, by Author) {
	start := 0
	for i := range n.runs {
		r := &n.runs[i]
		if end := start + r.runes; at <= end {
			if at+deleted <= end && r.runes > deleted && (inserted == 0 || r.by == by) {
				r.runes += inserted - deleted
				return
			}
			break
		}
		start += r.runes
	}
	length := n.size.runes - inserted + deleted // before the edit
	runs := appendRuns(make([]run, 0, len(n.runs)+2), n.runs, 0, at)
	runs = appendRuns(runs, []run{{inserted, by}}, 0, inserted)
	n.runs = appendRuns(runs, n.runs, at+deleted, length)
}
