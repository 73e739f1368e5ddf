package delta

import "slices"

// How a walk through two long stretches goes. A leg may make maxDrift changes;
// the next one starts behind the last footing that it found. A leg that found
// less than footing code points for each change, or half of that after
// patience, has lost its way: what looks alike there is chance.
const (
	maxDrift = 256
	patience = 64 // changes
	footing  = 16 // code points in a row that both have
	stepCost = 4  // of a step from diagonal to diagonal, with the way back kept
)

// walk compares two stretches that are too long to be compared as a whole and
// have no anchors: a column of equal lines, a table of numbers. It takes the
// greedy way (Myers, "An O(ND) difference algorithm and its variations", 1986),
// leg by leg, from the start and then from the end, as long as that finds its
// footing and there is work left; what is between is replaced.
func (c *comparison) walk(a, b []rune) []Op {
	ops, x, y := c.legs(a, b)
	a, b = reversed(a[x:]), reversed(b[y:])
	tail, x, y := c.legs(a, b)
	ops = append(ops, Op{Delete: len(a) - x}, Op{Insert: string(reversed(b[y:]))})
	for _, op := range slices.Backward(tail) {
		op.Insert = string(reversed([]rune(op.Insert)))
		ops = append(ops, op)
	}
	return ops
}

// legs returns the steps over the first x of a and y of b.
func (c *comparison) legs(a, b []rune) (ops []Op, x, y int) {
	for x < len(a) && y < len(b) && c.work > 0 {
		leg, dx, dy := kept(c.leg(a[x:], b[y:]), b[y:])
		if len(leg) == 0 {
			break
		}
		ops, x, y = append(ops, leg...), x+dx, y+dy
	}
	return ops, x, y
}

// kept returns the steps up to the end of the last stretch, and where that is.
func kept(way []stretch, b []rune) (ops []Op, x, y int) {
	for _, s := range way {
		ops = append(ops, Op{Delete: s.x - x}, Op{Insert: string(b[y:s.y])}, Op{Keep: s.n})
		x, y = s.x+s.n, s.y+s.n
	}
	return ops, x, y
}

func reversed(s []rune) []rune {
	s = slices.Clone(s)
	slices.Reverse(s)
	return s
}

// A stretch is what two texts share: n code points, at x in one and at y in
// the other.
type stretch struct{ x, y, n int }

// leg returns what a and b share from their start on, as far as one leg gets:
// to the end of both or to the last footing.
func (c *comparison) leg(a, b []rune) []stretch {
	if c.front == nil {
		c.front = new(front)
	}
	f := c.front
	f.x[middle-1], f.x[middle+1] = 0, 0 // what change 0 comes from
	var best spot
	for d := 0; d <= maxDrift && c.work > 0; d++ {
		f.remember(d)
		for k := -d; k <= d; k += 2 {
			x := f.x[middle+k+1]
			if before := f.x[middle+k-1] + 1; k != -d && (k == d || before > x) && d > 0 {
				x = before
			}
			from := x
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			f.x[middle+k] = x
			c.work -= stepCost + x - from
			if x > len(a) || x-k > len(b) || 2*x-k < best.x+best.y() {
				continue
			}
			best = spot{d, k, x}
			if x == len(a) && x-k == len(b) {
				return f.way(best)
			}
		}
		if d == patience && best.x+best.y() < footing*d/2 {
			return nil
		}
	}
	way := f.way(best)
	for len(way) > 0 && way[len(way)-1].n < footing {
		way = way[:len(way)-1]
	}
	if n := len(way); n > 0 && way[n-1].x+way[n-1].y >= footing*best.changes {
		return way
	}
	return nil
}

// A spot is where a leg is after so many changes. Its diagonal is x less y.
type spot struct{ changes, diagonal, x int }

func (s spot) y() int { return s.x - s.diagonal }

// A front is how far a leg has got on each diagonal, now and before each
// change.
type front struct {
	x   [2*middle + 1]int // by diagonal, from -middle on
	was [middle * (middle + 2)]int32
}

const middle = maxDrift + 1

// row is the front before change d, for the diagonals it can come from: from
// -d-1 to d+1.
func (f *front) row(d int) []int32 { return f.was[d*(d+2):][:2*d+3] }

// remember keeps the front as it is before change d.
func (f *front) remember(d int) {
	row := f.row(d)
	for i := range row {
		row[i] = int32(f.x[middle-d-1+i])
	}
}

// step returns where the last change before s led to, and where it was made: a
// letter was deleted on the diagonal before, or one inserted on the one behind.
func (f *front) step(s spot) (to, from spot) {
	d, k := s.changes, s.diagonal
	if d == 0 {
		return spot{}, spot{}
	}
	was := func(k int) spot { return spot{d - 1, k, int(f.row(d)[d+1+k])} }
	deleted, inserted := was(k-1), was(k+1)
	if k == -d || k != d && deleted.x < inserted.x {
		return spot{d, k, inserted.x}, inserted
	}
	return spot{d, k, deleted.x + 1}, deleted
}

// way returns the stretches on the way to s.
func (f *front) way(s spot) []stretch {
	var way []stretch
	for {
		to, from := f.step(s)
		if n := s.x - to.x; n > 0 {
			way = append(way, stretch{to.x, to.y(), n})
		}
		if s.changes == 0 {
			slices.Reverse(way)
			return way
		}
		s = from
	}
}
