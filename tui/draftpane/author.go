package draftpane

import (
	"parley/collab/text"
)

// WhoAt returns who wrote the character at an offset; 0 is the document as it
// was brought, and the place behind the last character.
func (m *Model) WhoAt(offset int) text.Author {
	if offset < 0 || offset >= m.text.Len() {
		return 0
	}
	for span := range m.text.Spans(offset, offset+1) {
		return span.By
	}
	return 0
}

// ShowsAuthors reports whether the text itself shows who wrote it.
func (m *Model) ShowsAuthors() bool { return m.blame }

// ShowAuthors has the text itself show who wrote it, or not any more.
func (m *Model) ShowAuthors(yes bool) {
	m.blame = yes
	m.touch()
}

// authorOf returns how an author is shown; the mark is empty for nobody.
func (m *Model) authorOf(by text.Author) (mark string, colour int) {
	if m.author == nil || by == 0 {
		return "", 0
	}
	_, mark, colour = m.author(by)
	return mark, colour
}

// An authorship is who wrote the text in a row.
type authorship struct {
	most   text.Author // who wrote most of it, of those who are known
	others bool        // other people wrote in it too
}

// wrote returns who wrote the code points [from, to), and appends the spans of
// those who are known to spans.
func (m *Model) wrote(from, to int, spans []text.Span) (authorship, []text.Span) {
	var a authorship
	var counts [8]struct {
		by text.Author
		n  int
	}
	for span := range m.text.Spans(from, to) {
		span.By = span.By.Person() // what a decision took over from somebody is theirs
		if mark, _ := m.authorOf(span.By); mark == "" {
			continue
		}
		spans = append(spans, span)
		for i := range counts {
			if c := &counts[i]; c.n == 0 || c.by == span.By {
				c.by = span.By
				c.n += span.To - span.From
				break
			}
		}
	}
	most := 0
	for _, c := range counts {
		if c.n > most {
			most, a.most = c.n, c.by
		}
	}
	a.others = counts[1].n > 0
	return a, spans
}
