// Package paper is a draft as it goes on paper: its paragraphs in stretches
// that were kept, inserted or deleted, by whom and when, with comments in the
// margin. What is written to a file, and what was read from one, is a Document;
// the formats know nothing else of a meeting. The package does no I/O.
package paper

import (
	"strings"
	"time"
	"unicode/utf8"
)

// A Kind is what became of a stretch of text.
type Kind uint8

// The kinds of stretches.
const (
	Kept Kind = iota
	Deleted
	Inserted
)

// String returns the word for the kind.
func (k Kind) String() string {
	return [...]string{"kept", "deleted", "inserted"}[k]
}

// A Mark says what became of a stretch. By and At are empty where it was kept,
// or where nobody knows.
type Mark struct {
	Kind Kind
	By   string    // the delegation, with the group it spoke for: "Kenya, for ATU"
	At   time.Time // whole seconds, UTC
}

// A Span is a stretch of a paragraph to which one thing happened. It has no
// line break inside.
type Span struct {
	Mark
	Text string
}

// A Paragraph is a line of the draft. End is what became of the line break that
// ends it; that of the last paragraph is the end of the text, and kept.
type Paragraph struct {
	Spans   []Span
	End     Mark
	Agreed  bool // ad referendum
	Heading bool
}

// Len returns how many code points the paragraph has, deleted ones included.
func (p Paragraph) Len() (n int) {
	for _, s := range p.Spans {
		n += utf8.RuneCountInString(s.Text)
	}
	return n
}

// Original returns the paragraph with every change rejected, without its end.
func (p Paragraph) Original() string { return p.without(Inserted) }

// Clean returns the paragraph with every change accepted, without its end.
func (p Paragraph) Clean() string { return p.without(Deleted) }

func (p Paragraph) without(k Kind) string {
	var b strings.Builder
	for _, s := range p.Spans {
		if s.Kind != k {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

// A Comment stands in the margin of one paragraph, beside the code points
// [From, To) of it, deleted ones counted.
type Comment struct {
	Paragraph, From, To int
	By                  string
	At                  time.Time
	Text                string
}

// A Document is a draft on paper. The zero Document is an empty text of no
// paragraphs.
type Document struct {
	Title      string
	Paragraphs []Paragraph
	Comments   []Comment // in the order of their places
}

// Clean returns the text with every change accepted.
func (d Document) Clean() string { return d.text(Deleted) }

// Original returns the text with every change rejected.
func (d Document) Original() string { return d.text(Inserted) }

// Changed reports whether anything was inserted or deleted.
func (d Document) Changed() bool {
	for i, p := range d.Paragraphs {
		if i < len(d.Paragraphs)-1 && p.End.Kind != Kept {
			return true
		}
		for _, s := range p.Spans {
			if s.Kind != Kept {
				return true
			}
		}
	}
	return false
}

// text returns what is left without the stretches of one kind.
func (d Document) text(without Kind) string {
	var b strings.Builder
	for i, p := range d.Paragraphs {
		b.WriteString(p.without(without))
		if i < len(d.Paragraphs)-1 && p.End.Kind != without {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// Spans returns the whole document as stretches with line breaks inside, those
// that are alike as one.
func (d Document) Spans() []Span {
	var all []Span
	for i, p := range d.Paragraphs {
		for _, s := range p.Spans {
			all = join(all, s)
		}
		if i < len(d.Paragraphs)-1 {
			all = join(all, Span{p.End, "\n"})
		}
	}
	return all
}

// join puts a stretch behind others, as one with the last if they are alike.
func join(all []Span, s Span) []Span {
	if n := len(all); n > 0 && all[n-1].Mark == s.Mark {
		all[n-1].Text += s.Text
		return all
	}
	if s.Text == "" {
		return all
	}
	return append(all, s)
}

// Of returns the document that the stretches make, which may have line breaks
// inside.
func Of(spans []Span) Document {
	d := Document{Paragraphs: make([]Paragraph, 1)}
	for _, s := range spans {
		if s.Kind == Kept {
			s.Mark = Mark{}
		}
		for i, line := range strings.Split(s.Text, "\n") {
			last := len(d.Paragraphs) - 1
			if i > 0 {
				d.Paragraphs[last].End = s.Mark
				d.Paragraphs = append(d.Paragraphs, Paragraph{})
				last++
			}
			d.Paragraphs[last].Spans = join(d.Paragraphs[last].Spans, Span{s.Mark, line})
		}
	}
	return d
}

// Plain returns the document of a text in which nothing changed.
func Plain(text string) Document { return Of([]Span{{Text: text}}) }
