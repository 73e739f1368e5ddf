package away

import (
	"strings"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/text"
)

// between is what makes one text of the other, in as few words as can be found:
// what came and went meanwhile is not news. It goes by lines first, so that the
// end of a line that changed is not looked for in a new one behind it.
func between(was, is text.Text) delta.Delta {
	if is.Same(was) {
		return delta.Replace(is.Len(), 0, 0, "")
	}
	old, new := was.String(), is.String()
	if d, ok := byLines(old, new); ok {
		return d
	}
	d, err := delta.Diff(old, new)
	if err != nil { // a text of a meeting is valid and not too long: a bug of ours, shown as one large change
		return delta.Replace(was.Len(), 0, was.Len(), new)
	}
	return d
}

// mostLines bounds how many lines of two texts are told apart.
const mostLines = 200_000

func byLines(old, new string) (delta.Delta, bool) {
	before, after := strings.SplitAfter(old, "\n"), strings.SplitAfter(new, "\n")
	if len(before)+len(after) > mostLines {
		return delta.Delta{}, false
	}
	d, err := delta.DiffLines(before, after)
	if err != nil {
		return delta.Delta{}, false
	}
	var b delta.Builder
	out, in := 0, 0 // how many lines went and came since the last that was kept
	turn := func() {
		reworded(&b, before[:out], after[:in])
		before, after, out, in = before[out:], after[in:], 0, 0
	}
	for op := range d.Ops() {
		switch {
		case op.Keep > 0:
			turn()
			for _, l := range before[:op.Keep] {
				b.Keep(utf8.RuneCountInString(l))
			}
			before, after = before[op.Keep:], after[op.Keep:]
		case op.Delete > 0:
			out += op.Delete
		default:
			in += utf8.RuneCountInString(op.Insert)
		}
	}
	turn()
	return b.Delta(), true
}

// mostPaired bounds how many pairs of lines are compared.
const mostPaired = 64

// reworded adds what makes some lines of others: each word by word of the one it
// is most like, or of all as one text where that is far shorter, as where a line
// was split.
func reworded(b *delta.Builder, old, new []string) {
	whole := worded(strings.Join(old, ""), strings.Join(new, ""))
	if n := len(old) * len(new); n > 1 && n <= mostPaired {
		if lines := paired(old, new); cost(lines) < 2*cost(whole) {
			whole = lines
		}
	}
	for _, op := range whole {
		b.Keep(op.Keep)
		b.Delete(op.Delete)
		b.Insert(op.Insert)
	}
}

func worded(old, new string) (ops []delta.Op) {
	d, err := delta.Diff(old, new)
	if err != nil {
		return []delta.Op{{Delete: utf8.RuneCountInString(old)}, {Insert: new}}
	}
	for op := range d.Ops() {
		ops = append(ops, op)
	}
	return ops
}

// cost is how many code points come and go.
func cost(ops []delta.Op) (n int) {
	for _, op := range ops {
		n += op.Delete + utf8.RuneCountInString(op.Insert)
	}
	return n
}

// paired is the cheapest way to make new lines of old ones, in which each is
// reworded, goes or comes.
func paired(old, new []string) []delta.Op {
	best := make([][][]delta.Op, len(old)+1) // for the lines behind the first i and j
	for i := len(old); i >= 0; i-- {
		best[i] = make([][]delta.Op, len(new)+1)
		for j := len(new); j >= 0; j-- {
			var ways [][]delta.Op
			with := func(first []delta.Op, rest []delta.Op) {
				ways = append(ways, append(first[:len(first):len(first)], rest...))
			}
			if i < len(old) && j < len(new) {
				with(worded(old[i], new[j]), best[i+1][j+1])
			}
			if i < len(old) {
				with([]delta.Op{{Delete: utf8.RuneCountInString(old[i])}}, best[i+1][j])
			}
			if j < len(new) {
				with([]delta.Op{{Insert: new[j]}}, best[i][j+1])
			}
			for k, way := range ways {
				if k == 0 || cost(way) < cost(best[i][j]) {
					best[i][j] = way
				}
			}
		}
	}
	return best[0][0]
}
