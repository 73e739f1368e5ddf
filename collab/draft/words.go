package draft

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Hunk is one place where two wordings differ: Old stands there in the one,
// New in the other. Where nothing differs, both are what they have in common,
// and Same is set.
type Hunk struct {
	Old, New string
	Same     bool
}

// maxTable bounds the work of comparing two wordings: beyond, all that is
// between what they have in common at their ends counts as different.
const maxTable = 4 << 20

// Differences compares two wordings word by word and returns what is alike and
// what is not, in turns. Of all ways to tell it the one with the most words in
// common is taken, and of those the one that keeps them as early as it can. A
// change is told with the words of a phrase put together: see smooth.
func Differences(old, new string) []Hunk {
	a, b := words(old), words(new)
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	var h hunks
	h.same(a[:start])
	h.between(a[start:len(a)-end], b[start:len(b)-end])
	h.same(a[len(a)-end:])
	return smooth(h)
}

// words cuts a wording into words, and what stands between them sign by sign.
// A word is letters, digits and marks with the apostrophes and hyphens inside.
func words(s string) (all []string) {
	for s != "" {
		n := wordAt(s)
		all = append(all, s[:n])
		s = s[n:]
	}
	return all
}

func wordAt(s string) int {
	n := 0
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		switch {
		case alphabetic(r):
			n += size
		case n > 0 && (r == '\'' || r == '’' || r == '-') && startsWord(s[n+size:]):
			n += size
		case n > 0:
			return n
		case r >= utf8.RuneSelf && unicode.IsMark(r):
			n += size
		default: // an ideograph is a word, and so is a sign, with what is put on it
			return size + marksAt(s[size:])
		}
	}
	return n
}

func alphabetic(r rune) bool {
	if r < utf8.RuneSelf {
		return r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9'
	}
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

func startsWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && alphabetic(r) && !unicode.IsMark(r)
}

func marksAt(s string) (n int) {
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		if r < utf8.RuneSelf || !unicode.IsMark(r) && r != '\u200d' {
			break
		}
		n += size
	}
	return n
}

type hunks []Hunk

func (h *hunks) same(words []string) {
	if len(words) == 0 {
		return
	}
	s := strings.Join(words, "")
	if n := len(*h); n > 0 && (*h)[n-1].Same {
		s = (*h)[n-1].Old + s
		*h = (*h)[:n-1]
	}
	*h = append(*h, Hunk{s, s, true})
}

func (h *hunks) differ(old, new []string) {
	if len(old)+len(new) == 0 {
		return
	}
	d := Hunk{Old: strings.Join(old, ""), New: strings.Join(new, "")}
	if n := len(*h); n > 0 && !(*h)[n-1].Same {
		d.Old, d.New = (*h)[n-1].Old+d.Old, (*h)[n-1].New+d.New
		*h = (*h)[:n-1]
	}
	*h = append(*h, d)
}

// between compares what is left when the ends are alike: the longest common
// subsequence, by its table.
func (h *hunks) between(a, b []string) {
	if len(a) == 0 || len(b) == 0 || len(a)*len(b) > maxTable {
		h.differ(a, b)
		return
	}
	width := len(b) + 1
	table := make([]int32, (len(a)+1)*width) // the weight in common of a[i:] and b[j:]
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			best := max(table[(i+1)*width+j], table[i*width+j+1])
			if a[i] == b[j] {
				best = max(best, table[(i+1)*width+j+1]+weight(a[i]))
			}
			table[i*width+j] = best
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch here := table[i*width+j]; {
		case a[i] == b[j] && here == table[(i+1)*width+j+1]+weight(a[i]):
			h.same(a[i : i+1])
			i, j = i+1, j+1
		case here == table[(i+1)*width+j]:
			h.differ(a[i:i+1], nil)
			i++
		default:
			h.differ(nil, b[j:j+1])
			j++
		}
	}
	h.differ(a[i:], b[j:])
}

// weight is what a word in common is worth: a blank or a sign less than any
// word, so that words are matched and not the blanks around them.
func weight(word string) int32 {
	r, _ := utf8.DecodeRuneInString(word)
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return 4 + int32(min(len(word), 12))
	}
	return 1
}

// smooth puts changes together between which nothing stands but blanks and
// signs: "should facilitate" becomes "shall promote", and not two words of it
// each.
func smooth(all []Hunk) []Hunk {
	var out hunks
	for i, h := range all {
		if h.Same && i > 0 && i < len(all)-1 && !hasWord(h.Old) && joins(all[i-1], all[i+1]) {
			out.differ([]string{h.Old}, []string{h.New})
			continue
		}
		if h.Same {
			out.same([]string{h.Old})
		} else {
			out.differ([]string{h.Old}, []string{h.New})
		}
	}
	return out
}

// joins reports whether two changes read as one: not where the one only adds
// and the other only deletes.
func joins(a, b Hunk) bool { return a.Old != "" && b.Old != "" || a.New != "" && b.New != "" }

func hasWord(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// Joined returns the differences with those changes put together that joins
// names: bit i joins changes i and i+1. What is between them is then deleted and
// put in again.
func Joined(all []Hunk, joins uint64) []Hunk {
	if joins == 0 {
		return all
	}
	var out hunks
	change := -1 // the last one
	for i, h := range all {
		if !h.Same {
			change++
		}
		within := h.Same && change >= 0 && change < MaxJoins && joins&(1<<change) != 0 && i < len(all)-1
		if h.Same && !within {
			out.same([]string{h.Old})
			continue
		}
		out.differ([]string{h.Old}, []string{h.New})
	}
	return out
}

// Changes yields the differences that are changes, with their number.
func Changes(all []Hunk) iter.Seq2[int, Hunk] {
	return func(yield func(int, Hunk) bool) {
		n := 0
		for _, h := range all {
			if h.Same {
				continue
			}
			if !yield(n, h) {
				return
			}
			n++
		}
	}
}
