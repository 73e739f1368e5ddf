package critic

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"parley/collab/paper"
)

// Format returns the document as CriticMarkup, with its line breaks. Behind
// what one delegation changed in one place stands who it was.
func Format(d paper.Document) string {
	w := writer{comments: slices.Clone(d.Comments)}
	slices.SortStableFunc(w.comments, func(a, b paper.Comment) int {
		return cmp.Or(a.Paragraph-b.Paragraph, a.To-b.To)
	})
	for i, p := range d.Paragraphs {
		w.paragraph(i, p)
		if i < len(d.Paragraphs)-1 {
			w.add(paper.Span{Mark: p.End, Text: "\n"})
		}
	}
	w.upTo(len(d.Paragraphs), 0)
	w.flush(false)
	return w.out.String()
}

// A writer writes spans one behind the other. What is written last is held back
// until it is known what follows.
type writer struct {
	out      strings.Builder
	held     []paper.Span // alike, or a deletion and the insertion in its place
	comments []paper.Comment
}

// paragraph writes a paragraph's spans, cut where a comment ends. A comment that
// ends within a change stands behind it.
func (w *writer) paragraph(number int, p paper.Paragraph) {
	w.behind(number, p)
	w.upTo(number, 0)
	at := 0
	for _, s := range p.Spans {
		for r := []rune(s.Text); len(r) > 0; {
			n := len(r)
			if c := w.next(number); c.To > at && c.To <= at+n {
				n = c.To - at
				if from := c.From - at; s.Kind == paper.Kept && from >= 0 && from < n {
					w.add(paper.Span{Text: string(r[:from])})
					w.flush(true)
					w.mark(highlight, string(r[from:n]), highlighted)
				} else {
					w.add(paper.Span{Mark: s.Mark, Text: string(r[:n])})
				}
			} else {
				w.add(paper.Span{Mark: s.Mark, Text: string(r)})
			}
			at, r = at+n, r[n:]
			w.upTo(number, at)
		}
	}
	if !w.whole(p) {
		w.upTo(number, math.MaxInt)
	}
}

// whole reports whether the paragraph was put in or taken out with its line
// break: comments on it stand behind that.
func (w *writer) whole(p paper.Paragraph) bool {
	n := len(p.Spans)
	return n > 0 && p.End.Kind != paper.Kept && p.Spans[n-1].Mark == p.End
}

// behind moves the ends of a paragraph's comments to the ends of the changes in
// which they are.
func (w *writer) behind(number int, p paper.Paragraph) {
	for i := range w.comments {
		c := &w.comments[i]
		if c.Paragraph > number {
			break
		}
		at := 0
		for j, s := range p.Spans {
			end := at + utf8.RuneCountInString(s.Text)
			inside := s.Kind != paper.Kept && c.To > at && c.To < end
			replaced := s.Kind == paper.Deleted && c.To > at && c.To == end && j+1 < len(p.Spans) && p.Spans[j+1].Kind == paper.Inserted
			if c.Paragraph == number && (inside || replaced) {
				c.To = end
			}
			at = end
		}
		if w.whole(p) && c.To == at {
			c.To = math.MaxInt
		}
	}
}

// next is the next comment, if it is in that paragraph.
func (w *writer) next(paragraph int) paper.Comment {
	if len(w.comments) > 0 && w.comments[0].Paragraph == paragraph {
		return w.comments[0]
	}
	return paper.Comment{}
}

// upTo writes the comments that end before the place, or at it.
func (w *writer) upTo(paragraph, at int) {
	for len(w.comments) > 0 {
		c := w.comments[0]
		if c.Paragraph > paragraph || c.Paragraph == paragraph && c.To > at {
			return
		}
		w.comments = w.comments[1:]
		w.flush(true)
		w.mark(comment, said(c.By, c.Text), commented)
	}
}

// mark writes a mark with text inside.
func (w *writer) mark(begin sign, text string, end sign) {
	w.out.WriteString(string(begin) + insides[begin].write(text, true) + string(end))
}

// said is a comment with who makes it in front.
func said(by, text string) string {
	if by != "" && text != "" {
		text = by + ": " + text
	} else {
		text = by + text
	}
	if strings.HasPrefix(strings.TrimLeft(text, `\`), author) {
		return `\` + text
	}
	return text
}

// author is with what a comment begins that says who made the change before it.
const author = "@"

// add writes a span, as one with those before it if they belong together.
func (w *writer) add(s paper.Span) {
	if s.Text == "" {
		return
	}
	if n := len(w.held); n > 0 {
		last := w.held[n-1]
		if last.Mark == s.Mark {
			w.held[n-1].Text += s.Text
			return
		}
		if n > 1 || last.Kind != paper.Deleted || s.Kind != paper.Inserted || last.By != s.By {
			w.flush(true)
		}
	}
	w.held = append(w.held, s)
}

// flush writes what is held back. ends says that a sign follows.
func (w *writer) flush(ends bool) {
	held := w.held
	w.held = nil
	if len(held) == 0 {
		return
	}
	switch first := held[0]; {
	case first.Kind == paper.Kept:
		w.out.WriteString(outside.write(first.Text, ends))
	case len(held) == 2:
		w.out.WriteString(string(replacement) + oldHalf.write(first.Text, true) + string(by) + newHalf.write(held[1].Text, true) + string(replaced))
	case first.Kind == paper.Deleted:
		w.mark(deletion, first.Text, deleted)
	default:
		w.mark(insertion, first.Text, inserted)
	}
	if who := held[0].By; who != "" {
		w.mark(comment, author+who, commented)
	}
}
