package text

import "iter"

// A Span is a stretch of text that one author wrote: the code points
// [From, To).
type Span struct {
	From, To int
	By       Author
	Text     string
}

// longSpan is the length in bytes up to which neighbouring pieces by one
// author are put together.
const longSpan = 4096

// Spans yields who wrote the code points [from, to), in order and without
// gaps. Neighbours by one author are one span, unless they are long.
func (t Text) Spans(from, to int) iter.Seq[Span] {
	t.mustContain(from, to)
	return func(yield func(Span) bool) {
		var span Span
		for piece := range t.pieces(from, to) {
			if piece.By == span.By && span.To > span.From && len(span.Text) < longSpan {
				span.To = piece.To
				span.Text += piece.Text
				continue
			}
			if span.To > span.From && !yield(span) {
				return
			}
			span = piece
		}
		if span.To > span.From {
			yield(span)
		}
	}
}

// Chunks yields the text in stretches of some kilobytes, whoever wrote them.
func (t Text) Chunks() iter.Seq[string] {
	return func(yield func(string) bool) {
		for leaf := range t.root.leaves(0, t.Len()) {
			if !yield(string(leaf.text)) {
				return
			}
		}
	}
}

// pieces yields the runs in [from, to), leaf by leaf.
func (t Text) pieces(from, to int) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		for leaf, start := range t.root.leaves(from, to) {
			at, rest := start, leaf.text
			for _, r := range leaf.runs {
				size := index(rest, r.runes)
				piece := Span{at, at + r.runes, r.by, string(rest[:size])}
				at, rest = at+r.runes, rest[size:]
				if piece = piece.within(from, to); piece.To > piece.From && !yield(piece) {
					return
				}
			}
		}
	}
}

// within returns the part of s in [from, to); it may be empty.
func (s Span) within(from, to int) Span {
	if s.To <= from || s.From >= to {
		return Span{}
	}
	if skip := from - s.From; skip > 0 {
		s.From, s.Text = from, s.Text[index([]byte(s.Text), skip):]
	}
	if s.To > to {
		s.To, s.Text = to, s.Text[:index([]byte(s.Text), to-s.From)]
	}
	return s
}
