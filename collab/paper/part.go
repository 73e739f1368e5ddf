package paper

import (
	"strings"
	"unicode/utf8"

	"parley/collab/delta"
)

// mostCompared bounds, in bytes, what is looked through for words that are
// there before and after: what is longer is a new text.
const mostCompared = 64 << 10

// part parts a change where words are on both of its sides: restored, typed
// again, or left as they were inside a clause that was written anew.
func (s stretch) part() []stretch {
	before, after := textOf(s.deleted), textOf(s.inserted)
	if before == "" || after == "" || len(before)+len(after) > mostCompared {
		return []stretch{s}
	}
	coder := coder{of: map[string]rune{}}
	old, oldWords := coder.code(before)
	new, newWords := coder.code(after)
	d, err := delta.Diff(old, new)
	if err != nil {
		return []stretch{s}
	}
	var spans []Span
	out, in := cutter{s.deleted}, cutter{s.inserted}
	i, j := 0, 0 // words taken of either side
	for op := range d.Ops() {
		switch n := utf8.RuneCountInString(op.Insert); {
		case op.Keep > 0:
			kept := size(oldWords[i : i+op.Keep])
			out.cut(kept)
			spans = append(spans, Span{Text: textOf(in.cut(kept))})
			i, j = i+op.Keep, j+op.Keep
		case op.Delete > 0:
			spans = append(spans, out.cut(size(oldWords[i:i+op.Delete]))...)
			i += op.Delete
		default:
			spans = append(spans, in.cut(size(newWords[j:j+n]))...)
			j += n
		}
	}
	spans = append(spans, Span{Text: s.kept})
	return stretches(spans)
}

// A coder gives every word a letter of its own, so that texts can be compared
// word by word.
type coder struct{ of map[string]rune }

// code returns a text as one letter for each of its words, and the words.
func (c *coder) code(text string) (string, []string) {
	var code []rune
	var words []string
	for len(text) > 0 {
		n := word(text)
		w := text[:n]
		r, known := c.of[w]
		if !known {
			r = rune(0x10000 + len(c.of)) // beyond the surrogates
			c.of[w] = r
		}
		code, words, text = append(code, r), append(words, w), text[n:]
	}
	return string(code), words
}

// word returns the length, in bytes, of the word that a text begins with: of
// letters, or of one other character.
func word(text string) int {
	for i, r := range text {
		if !letter(r) {
			if i == 0 {
				return utf8.RuneLen(r)
			}
			return i
		}
	}
	return len(text)
}

func size(words []string) (n int) {
	for _, w := range words {
		n += len(w)
	}
	return n
}

func textOf(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// A cutter cuts stretches off the front of others.
type cutter struct{ rest []Span }

// cut returns the next n bytes.
func (c *cutter) cut(n int) (head []Span) {
	for n > 0 && len(c.rest) > 0 {
		s := c.rest[0]
		if len(s.Text) <= n {
			head, c.rest, n = append(head, s), c.rest[1:], n-len(s.Text)
			continue
		}
		head = append(head, Span{s.Mark, s.Text[:n]})
		c.rest = append([]Span{{s.Mark, s.Text[n:]}}, c.rest[1:]...)
		n = 0
	}
	return head
}
