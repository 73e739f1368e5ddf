package merge

// The items of a window stand in one list, which is kept as a treap with
// parent pointers: a place is found by counting, and a count is changed, in
// logarithmic time. Priorities come from a fixed seed.

// A count sums up a stretch of the list.
type count struct {
	items int
	now   int // code points in the newest text
	view  int // code points that the viewer sees
	known int // items that the viewer knows, deleted or not
}

func (c count) plus(d count) count {
	return count{c.items + d.items, c.now + d.now, c.view + d.view, c.known + d.known}
}

func (c count) minus(d count) count {
	return count{c.items - d.items, c.now - d.now, c.view - d.view, c.known - d.known}
}

// A link is an item's place in the list.
type link struct {
	up, low, high *item
	priority      uint32
	own, all      count // of this item; of it and everything below it
}

func (x *item) total() count {
	if x == nil {
		return count{}
	}
	return x.all
}

// before returns the count of everything in front of x.
func (x *item) before() count {
	c := x.low.total()
	for ; x.up != nil; x = x.up {
		if x == x.up.high {
			c = c.plus(x.up.own).plus(x.up.low.total())
		}
	}
	return c
}

// recount sets what x itself counts.
func (x *item) recount(own count) {
	if own == x.own {
		return
	}
	change := own.minus(x.own)
	x.own = own
	for ; x != nil; x = x.up {
		x.all = x.all.plus(change)
	}
}

// insertAfter puts x into the list directly behind at.
func (w *window) insertAfter(at, x *item) {
	if at.high == nil {
		w.hang(x, at, &at.high)
		return
	}
	at = at.high
	for at.low != nil {
		at = at.low
	}
	w.hang(x, at, &at.low)
}

// insertBefore puts x into the list directly in front of at.
func (w *window) insertBefore(at, x *item) {
	if at.low == nil {
		w.hang(x, at, &at.low)
		return
	}
	at = at.low
	for at.high != nil {
		at = at.high
	}
	w.hang(x, at, &at.high)
}

func (w *window) hang(x, up *item, slot **item) {
	w.seed ^= w.seed << 13
	w.seed ^= w.seed >> 17
	w.seed ^= w.seed << 5
	x.priority, x.up, x.all = w.seed, up, x.own
	*slot = x
	for p := up; p != nil; p = p.up {
		p.all = p.all.plus(x.own)
	}
	for x.up != nil && x.up.priority < x.priority {
		w.rotate(x)
	}
}

// rotate moves x above its parent.
func (w *window) rotate(x *item) {
	p := x.up
	if x == p.low {
		p.low, x.high = x.high, p
		if p.low != nil {
			p.low.up = p
		}
	} else {
		p.high, x.low = x.low, p
		if p.high != nil {
			p.high.up = p
		}
	}
	switch g := p.up; {
	case g == nil:
		w.root = x
	case g.low == p:
		g.low = x
	default:
		g.high = x
	}
	x.up, p.up = p.up, x
	x.all = p.all
	p.all = p.own.plus(p.low.total()).plus(p.high.total())
}

// seen returns how many code points of a stretch are in the text on which what
// is being placed was made.
func (w *window) seen(c count) int {
	if w.whole {
		return c.now
	}
	return c.view
}

// known does so for items.
func (w *window) known(c count) int {
	if w.whole {
		return c.items
	}
	return c.known
}

// find returns the item with the code point that the viewer sees at at, and
// its place in the item. There must be one.
func (w *window) find(at int) (*item, int) {
	x := w.root
	for {
		low := w.seen(x.low.total())
		switch {
		case at < low:
			x = x.low
		case at < low+w.seen(x.own):
			return x, at - low
		default:
			x, at = x.high, at-low-w.seen(x.own)
		}
	}
}

// nextKnown returns the first item behind x that the viewer knows. There must
// be one.
func (w *window) nextKnown(x *item) *item {
	for w.known(x.high.total()) == 0 {
		for x == x.up.high {
			x = x.up
		}
		x = x.up
		if w.known(x.own) > 0 {
			return x
		}
	}
	for x = x.high; ; {
		switch {
		case w.known(x.low.total()) > 0:
			x = x.low
		case w.known(x.own) > 0:
			return x
		default:
			x = x.high
		}
	}
}
