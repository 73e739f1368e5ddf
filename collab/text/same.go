package text

import "bytes"

// Same reports whether t and u are the same text; who wrote it does not
// count. Parts that both share are not looked at, so two versions of one text
// are compared quickly.
func (t Text) Same(u Text) bool {
	a, b := t.root.measure(), u.root.measure()
	if a != b {
		return false
	}
	if a.bytes == 0 {
		return true
	}
	x, y := walk{nodes: []*node{t.root}}, walk{nodes: []*node{u.root}}
	for len(x.nodes) > 0 {
		if len(x.rest) == 0 && len(y.rest) == 0 {
			x.shrink(y.top())
			y.shrink(x.top())
			if x.top() == y.top() {
				x.pop()
				y.pop()
				continue
			}
		}
		x.open()
		y.open()
		n := min(len(x.rest), len(y.rest))
		if !bytes.Equal(x.rest[:n], y.rest[:n]) {
			return false
		}
		x.rest, y.rest = x.rest[n:], y.rest[n:]
		x.finish()
		y.finish()
	}
	return true
}

// A walk is the part of a tree that is still to be read: the unread rest of
// the leaf on top, if one is open, then the nodes below it.
type walk struct {
	nodes []*node
	rest  []byte
}

func (w *walk) top() *node { return w.nodes[len(w.nodes)-1] }
func (w *walk) pop() *node {
	n := w.top()
	w.nodes = w.nodes[:len(w.nodes)-1]
	return n
}

// shrink takes the node on top apart until it is not longer than other.
func (w *walk) shrink(other *node) {
	for n := w.top(); n.height > 0 && n.size.bytes > other.size.bytes; n = w.top() {
		w.nodes = append(w.nodes[:len(w.nodes)-1], n.right, n.left)
	}
}

// open brings a leaf to the top and starts to read it.
func (w *walk) open() {
	if len(w.rest) > 0 {
		return
	}
	for n := w.top(); n.height > 0; n = w.top() {
		w.nodes = append(w.nodes[:len(w.nodes)-1], n.right, n.left)
	}
	w.rest = w.top().text
}

// finish drops the leaf on top once it has been read.
func (w *walk) finish() {
	if len(w.rest) == 0 {
		w.pop()
	}
}
