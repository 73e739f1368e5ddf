package draft

import (
	"slices"
	"sort"
	"unicode/utf8"

	"parley/collab/text"
)

// A Bracket is a pair of square brackets in a text: wording that is not agreed.
// Places are in code points.
type Bracket struct {
	Number int // #1 and so on, in the order in which they open
	Open   int // of [
	Close  int // of ]
	Depth  int // how many are around it
	Outer  int // the number of the one around it; 0: none
	Bars   []int
}

// A Fault is a bracket that has no other half, or an alternative outside of any.
type Fault struct {
	At   int
	Line int // from 1
	What FaultKind
}

// A FaultKind says what is wrong with a bracket.
type FaultKind uint8

// The faults.
const (
	Unclosed  FaultKind = iota + 1 // [ without its ]
	Unopened                       // ] without its [
	EmptyPair                      // [] with nothing in it
)

var faultWords = [...]string{Unclosed: "a bracket is opened and not closed", Unopened: "a bracket is closed that was not opened", EmptyPair: "a bracket has nothing in it"}

func (k FaultKind) String() string { return faultWords[k] }

// Brackets are all the brackets of a text.
type Brackets struct {
	Pairs  []Bracket // by growing Open; Pairs[n-1] is #n
	Signs  []Sign    // of the pairs, by growing place
	Faults []Fault   // by growing At
}

// A Sign is a [, | or ] of a bracket.
type Sign struct {
	At     int
	Number int // of the bracket
}

// Within returns the signs of brackets in [from, to).
func (b *Brackets) Within(from, to int) []Sign {
	first := sort.Search(len(b.Signs), func(i int) bool { return b.Signs[i].At >= from })
	n := sort.Search(len(b.Signs)-first, func(i int) bool { return b.Signs[first+i].At >= to })
	return b.Signs[first : first+n]
}

// FindBrackets parses the brackets of a text. A bracket may span paragraphs; one
// that is not closed takes nothing else along.
func FindBrackets(t text.Text) Brackets {
	var b Brackets
	var open []int // in b.Pairs
	at := 0
	for chunk := range t.Chunks() {
		b.scan(chunk, &at, &open)
	}
	for _, i := range open {
		b.Faults = append(b.Faults, Fault{At: b.Pairs[i].Open, What: Unclosed})
	}
	b.settle(len(open) > 0)
	for i := range b.Faults {
		b.Faults[i].Line = t.LineOf(b.Faults[i].At) + 1
	}
	slices.SortFunc(b.Faults, func(x, y Fault) int { return x.At - y.At })
	return b
}

// scan goes on through a stretch of the text.
func (b *Brackets) scan(s string, at *int, open *[]int) {
	from := 0
	for i := range len(s) {
		switch s[i] {
		case '[', ']', '|':
			*at += utf8.RuneCountInString(s[from:i])
			b.sign(s[i], *at, open)
			*at++
			from = i + 1
		}
	}
	*at += utf8.RuneCountInString(s[from:])
}

func (b *Brackets) sign(c byte, at int, open *[]int) {
	n := len(*open)
	switch {
	case c == '[':
		*open = append(*open, len(b.Pairs))
		b.Signs = append(b.Signs, Sign{at, len(b.Pairs)})
		b.Pairs = append(b.Pairs, Bracket{Open: at, Close: -1})
	case c == '|' && n > 0:
		p := &b.Pairs[(*open)[n-1]]
		p.Bars = append(p.Bars, at)
		b.Signs = append(b.Signs, Sign{at, (*open)[n-1]})
	case c == ']' && n == 0:
		b.Faults = append(b.Faults, Fault{At: at, What: Unopened})
	case c == ']':
		p := &b.Pairs[(*open)[n-1]]
		if p.Close = at; p.Close == p.Open+1 {
			b.Faults = append(b.Faults, Fault{At: p.Open, What: EmptyPair})
		}
		b.Signs = append(b.Signs, Sign{at, (*open)[n-1]})
		*open = (*open)[:n-1]
	}
}

// settle numbers the pairs that are closed, and says which is in which. Signs
// have the place of their pair among all until then.
func (b *Brackets) settle(unclosed bool) {
	kept := b.Pairs[:0]
	numbers := make([]int, len(b.Pairs))
	var around []int // numbers of those that are open here
	for i, p := range b.Pairs {
		if p.Close < 0 {
			continue
		}
		for len(around) > 0 && kept[around[len(around)-1]-1].Close < p.Open {
			around = around[:len(around)-1]
		}
		p.Number, p.Depth = len(kept)+1, len(around)
		numbers[i] = p.Number
		if p.Depth > 0 {
			p.Outer = around[p.Depth-1]
		}
		kept = append(kept, p)
		around = append(around, p.Number)
	}
	b.Pairs = kept
	for i, s := range b.Signs {
		b.Signs[i].Number = numbers[s.Number]
	}
	if unclosed {
		b.Signs = slices.DeleteFunc(b.Signs, func(s Sign) bool { return s.Number == 0 })
	}
}

// At returns the innermost bracket around a place, its own signs included, or
// nil.
func (b *Brackets) At(at int) *Bracket {
	var inner *Bracket
	for i := range b.Pairs {
		p := &b.Pairs[i]
		if p.Open > at {
			break
		}
		if at <= p.Close {
			inner = p
		}
	}
	return inner
}

// Of returns #n, or nil.
func (b *Brackets) Of(n int) *Bracket {
	if n < 1 || n > len(b.Pairs) {
		return nil
	}
	return &b.Pairs[n-1]
}

// Mate returns the place of the other half of the bracket sign at a place, and
// false if none is there.
func (b *Brackets) Mate(at int) (int, bool) {
	for i := range b.Pairs {
		switch p := &b.Pairs[i]; at {
		case p.Open:
			return p.Close, true
		case p.Close:
			return p.Open, true
		}
	}
	return 0, false
}
