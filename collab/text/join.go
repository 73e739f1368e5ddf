package text

import "slices"

// join returns the concatenation of two trees. Small leaves at the seam are
// put together, so that many small edits do not leave many small leaves.
func join(left, right *node) *node {
	switch {
	case left == nil:
		return right
	case right == nil:
		return left
	}
	last, first := left.lastLeaf(), right.firstLeaf()
	if last.size.bytes+first.size.bytes <= most {
		both := fuse(last, first)
		left, right = left.withoutLast(), right.withoutFirst()
		return link(link(left, both), right)
	}
	return link(left, right)
}

// splice returns n with deleted code points at at replaced by another tree.
func (n *node) splice(at, deleted int, inserted *node) *node {
	return join(join(n.cut(0, at), inserted), n.cut(at+deleted, n.measure().runes))
}

// fuse returns two leaves as one.
func fuse(left, right *node) *node {
	runs := appendRuns(make([]run, 0, len(left.runs)+len(right.runs)), left.runs, 0, left.size.runes)
	return &node{
		size: left.size.plus(right.size),
		text: slices.Concat(left.text, right.text),
		runs: appendRuns(runs, right.runs, 0, right.size.runes),
	}
}

// link returns the concatenation of two trees, balanced, and leaves their
// leaves as they are. It costs the difference of their heights.
func link(left, right *node) *node {
	switch {
	case left == nil:
		return right
	case right == nil:
		return left
	case left.height > right.height+1:
		return balanced(left.left, link(left.right, right))
	case right.height > left.height+1:
		return balanced(link(left, right.left), right.right)
	}
	return branch(left, right)
}

// balanced returns the concatenation of two trees whose heights differ by at
// most two, by at most two rotations.
func balanced(left, right *node) *node {
	switch {
	case left.height > right.height+1:
		if left.left.height >= left.right.height {
			return branch(left.left, branch(left.right, right))
		}
		middle := left.right
		return branch(branch(left.left, middle.left), branch(middle.right, right))
	case right.height > left.height+1:
		if right.right.height >= right.left.height {
			return branch(branch(left, right.left), right.right)
		}
		middle := right.left
		return branch(branch(left, middle.left), branch(middle.right, right.right))
	}
	return branch(left, right)
}

func (n *node) firstLeaf() *node {
	for n.height > 0 {
		n = n.left
	}
	return n
}

func (n *node) lastLeaf() *node {
	for n.height > 0 {
		n = n.right
	}
	return n
}

func (n *node) withoutFirst() *node {
	if n.height == 0 {
		return nil
	}
	if rest := n.left.withoutFirst(); rest != nil {
		return link(rest, n.right)
	}
	return n.right
}

func (n *node) withoutLast() *node {
	if n.height == 0 {
		return nil
	}
	if rest := n.right.withoutLast(); rest != nil {
		return link(n.left, rest)
	}
	return n.left
}
