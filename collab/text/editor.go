package text

import (
	"bytes"
	"strings"
	"sync/atomic"
)

// An Editor makes many edits to one text and gives out a Text whenever asked.
// Between two such moments it changes in place what nobody else can have seen,
// so that an edit copies nothing; what was given out stays as it was. Edits
// near the one before stay in its leaf, and are counted above it only when the
// next is elsewhere, or somebody asks. An Editor has one owner.
type Editor struct {
	root   *node
	number uint64  // of the nodes that may be changed; 0: none
	leaf   *node   // the one edited last, which may be changed; nil: none
	start  int     // its offset
	grown  measure // by so much, of which the nodes above it do not know yet
}

// editors counts the numbers given to Editors, so that none is given twice.
var editors atomic.Uint64

// NewEditor returns an editor of t.
func NewEditor(t Text) *Editor { return &Editor{root: t.root} }

// Text returns the text as it is now.
func (e *Editor) Text() Text {
	e.settle()
	e.number = 0
	return Text{e.root}
}

// Len returns the number of code points.
func (e *Editor) Len() int {
	if e.root == nil {
		return 0
	}
	return e.root.size.runes + e.grown.runes
}

// Size returns the number of bytes in UTF-8.
func (e *Editor) Size() int {
	if e.root == nil {
		return 0
	}
	return e.root.size.bytes + e.grown.bytes
}

// Breaks returns the number of line breaks.
func (e *Editor) Breaks() int {
	if e.root == nil {
		return 0
	}
	return e.root.size.breaks + e.grown.breaks
}

// BreaksIn reports whether there is a line break among the code points
// [from, to), which must be in the text.
func (e *Editor) BreaksIn(from, to int) bool {
	mustContain(from, to, e.Len())
	if from == to {
		return false
	}
	leaf, inside := e.leaf, from-e.start
	if !e.isNear(from, to-from) {
		e.settle()
		leaf, inside = e.root.leafFor(from, to-from)
	}
	switch {
	case leaf == nil:
		return strings.Contains(Text{e.root}.Slice(from, to), "\n")
	case leaf.size.breaks == 0:
		return false
	}
	first, last, _ := leaf.room(inside, to-from, "")
	return bytes.IndexByte(leaf.text[first:last], '\n') >= 0
}

// Splice does to the text what Text.Splice does.
func (e *Editor) Splice(at, deleted int, inserted string, by Author) {
	mustContain(at, at+deleted, e.Len())
	inserted = valid(inserted)
	if deleted == 0 && inserted == "" || e.inPlace(at, deleted, inserted, by) {
		return
	}
	e.settle()
	e.root = e.root.splice(at, deleted, build(inserted, by))
}

// Insert puts t in at at. Everything keeps its author.
func (e *Editor) Insert(at int, t Text) {
	mustContain(at, at, e.Len())
	e.settle()
	e.root = e.root.splice(at, 0, t.root)
}

// inPlace does an edit that stays inside one leaf and leaves it neither too
// big nor too small, and reports whether it did.
func (e *Editor) inPlace(at, deleted int, inserted string, by Author) bool {
	if e.root == nil || len(inserted) > most {
		return false
	}
	leaf, inside, near := e.leaf, at-e.start, e.isNear(at, deleted)
	if !near {
		e.settle()
		if leaf, inside = e.root.leafFor(at, deleted); leaf == nil {
			return false
		}
	}
	from, to, fits := leaf.room(inside, deleted, inserted)
	if !fits {
		return false
	}
	if !near {
		leaf = e.reach(at, deleted)
		e.leaf, e.start = leaf, at-inside
	}
	added := measured(inserted)
	change := added.minus(weighed(leaf.text[from:to]))
	leaf.replace(from, to, inserted)
	leaf.size = leaf.size.plus(change)
	if leaf != e.root {
		e.grown = e.grown.plus(change)
	}
	leaf.write(inside, deleted, added.runes, by)
	return true
}

// isNear reports whether leafFor would find the leaf edited last.
func (e *Editor) isNear(at, deleted int) bool {
	if e.leaf == nil || at+deleted > e.start+e.leaf.size.runes {
		return false
	}
	return at > e.start || at == e.start && (deleted > 0 || at == 0)
}

// settle counts what was done to the leaf edited last in the nodes above it.
// They know where it starts, and that it was not empty, so they lead there.
func (e *Editor) settle() {
	at := e.start
	for n := e.root; e.grown != (measure{}) && n != e.leaf; {
		n.size = n.size.plus(e.grown)
		if left := n.left.size.runes; at < left {
			n = n.left
		} else {
			n, at = n.right, at-left
		}
	}
	e.leaf, e.grown = nil, measure{}
}

// leafFor returns the leaf in which the code points [at, at+deleted) are, and
// the place of at in it; nil when they are in more than one. At a border that
// is the left leaf, where typing goes on, as for spliceLeaf.
func (n *node) leafFor(at, deleted int) (leaf *node, inside int) {
	for n.height > 0 {
		left := n.left.size.runes
		switch {
		case at+deleted <= left:
			n = n.left
		case at >= left:
			n, at = n.right, at-left
		default:
			return nil, 0
		}
	}
	return n, at
}

// reach returns the leaf that leafFor finds, for changing, and makes all above
// it this editor's own.
func (e *Editor) reach(at, deleted int) *node {
	if e.number == 0 {
		e.number = editors.Add(1)
	}
	for slot := &e.root; ; {
		n := e.own(*slot)
		*slot = n
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

// replace puts inserted in the place of the bytes [from, to) of an editor's own
// leaf, which has room for most.
func (n *node) replace(from, to int, inserted string) {
	before := len(n.text)
	end := from + len(inserted)
	n.text = n.text[:max(before, before-to+end)]
	copy(n.text[end:], n.text[to:before])
	copy(n.text[from:], inserted)
	n.text = n.text[:before-to+end]
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
