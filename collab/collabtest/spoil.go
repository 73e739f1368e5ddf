package collabtest

import (
	"io"
	"math/rand/v2"
	"slices"
)

// Silence makes every connection there is a dead one: nothing arrives any more
// and nobody is told. Those made later are not touched.
func (n *Network) Silence() {
	for _, p := range n.standing() {
		p.silence(true)
	}
}

// Spoil picks one of the connections there are and makes it silent, breaks it,
// or ends it for its dialler only, while the other end still gets what was on
// its way.
func (n *Network) Spoil(chance *rand.Rand) {
	pairs := n.standing()
	if len(pairs) == 0 {
		return
	}
	p := pairs[chance.IntN(len(pairs))]
	switch chance.IntN(3) {
	case 0:
		p.silence(true)
	case 1:
		p.cut()
	case 2:
		p.near.in.end(ErrCut, ErrCut, true)
		p.near.out.end(io.EOF, ErrCut, false)
		p.ended()
	}
}

// standing returns the connections there are, in the order they were made.
func (n *Network) standing() []*pair {
	n.mu.Lock()
	defer n.mu.Unlock()
	var pairs []*pair
	for p := range n.pairs {
		pairs = append(pairs, p)
	}
	slices.SortFunc(pairs, func(a, b *pair) int { return a.number - b.number })
	return pairs
}
