package export

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/paper"
	"parley/collab/redline"
	"parley/collab/text"
)

// A margin is where comments are put beside a document.
type margin struct {
	doc   *paper.Document
	done  delta.Delta // from the draft's text to the document's clean one
	runs  []run       // of the clean text
	state *meeting.State
	text  text.Text
}

// A run is a stretch of the clean text, and where it is in the document.
type run struct{ clean, paragraph, offset int }

// newMargin finds where in the document what is.
func newMargin(d *paper.Document, done delta.Delta, s *meeting.State) *margin {
	m := &margin{doc: d, done: done, state: s, text: s.Text()}
	clean := 0
	for i, p := range d.Paragraphs {
		at := 0
		for _, span := range p.Spans {
			n := utf8.RuneCountInString(span.Text)
			if span.Kind != paper.Deleted {
				m.runs = append(m.runs, run{clean, i, at})
				clean += n
			}
			at += n
		}
		if p.End.Kind != paper.Deleted {
			m.runs = append(m.runs, run{clean, i, at})
			clean++
		}
	}
	return m
}

// spot returns where a place of the draft's text is in the document.
func (m *margin) spot(at int, side delta.Side) (paragraph, offset int) {
	at = m.done.Map(at, side)
	i := sort.Search(len(m.runs), func(i int) bool { return m.runs[i].clean > at }) - 1
	if i < 0 {
		return 0, 0
	}
	r := m.runs[i]
	return r.paragraph, min(r.offset+at-r.clean, m.doc.Paragraphs[r.paragraph].Len())
}

// beside puts a comment beside the code points [from, to) of the draft's text.
func (m *margin) beside(from, to int, c paper.Comment) {
	last := 0
	c.Paragraph, c.From = m.spot(from, delta.After)
	if last, c.To = m.spot(to, delta.Before); last != c.Paragraph {
		c.To = m.doc.Paragraphs[c.Paragraph].Len()
	}
	c.To = max(c.To, c.From)
	m.doc.Comments = append(m.doc.Comments, c)
}

// besideLine puts a comment beside a line of the draft, from 1; 0: the first.
func (m *margin) besideLine(line int, c paper.Comment) {
	line = max(line, 1)
	m.beside(m.text.LineStart(line-1), m.text.LineEnd(line-1), c)
}

// besideChange puts a comment beside the first change with that mark, in the
// paragraph that the proposal is about if there is one there, and reports whether
// there is one. A delegation may have made several in one second.
func (m *margin) besideChange(q *draft.Proposal, by paper.Mark, c paper.Comment) bool {
	about := func(p paper.Paragraph) bool { return p.Original() == q.Was }
	if q.Kind == draft.Insert {
		about = func(p paper.Paragraph) bool { return p.Clean() == q.Text }
	}
	return m.besideMark(about, by, c) || m.besideMark(func(paper.Paragraph) bool { return true }, by, c)
}

func (m *margin) besideMark(about func(paper.Paragraph) bool, by paper.Mark, c paper.Comment) bool {
	for i, p := range m.doc.Paragraphs {
		if !about(p) {
			continue
		}
		at, found := 0, false
		for _, s := range p.Spans {
			n := utf8.RuneCountInString(s.Text)
			if s.Kind != paper.Kept && s.By == by.By && s.At.Equal(by.At) {
				if !found {
					c.Paragraph, c.From, found = i, at, true
				}
				c.To = at + n
			}
			at += n
		}
		if found {
			m.doc.Comments = append(m.doc.Comments, c)
			return true
		}
	}
	return false
}

// proposals puts into the margin what is open, and what was said about it.
func (m *margin) proposals(shown map[int]bool) {
	rows := table(m.state)
	for _, p := range m.state.Overlay().Open() {
		r := rows[p.Number-1]
		c := paper.Comment{By: from(p), At: second(p.At), Text: r.told(!shown[p.Number])}
		mark := paper.Mark{By: from(p), At: second(p.At)}
		put := func(c paper.Comment) {
			if !shown[p.Number] || !m.besideChange(p, mark, c) {
				m.besideLine(m.state.Overlay().Line(p.Para), c)
			}
		}
		put(c)
		if note := strings.TrimSpace(p.Note); note != "" { // by itself: it is what somebody said
			put(paper.Comment{By: from(p), At: second(p.At), Text: p.Label() + ": " + note})
		}
		for _, remark := range p.Comments {
			put(paper.Comment{By: string(remark.Voice), At: second(remark.At), Text: p.Label() + ": " + remark.Text})
		}
	}
}

// numbered returns the number in the draft of each paragraph of the document, 0
// for what is only proposed or is gone.
func (m *margin) numbered() []int {
	numbers := make([]int, len(m.doc.Paragraphs))
	next := 0 // no line is in front of the one before it
	for line := range m.text.Lines() {
		from, to := m.text.LineStart(line), m.text.LineEnd(line)
		at, _ := m.spot(from, delta.After)
		if to > from && m.done.Map(from, delta.After) == m.done.Map(to, delta.Before) { // it is proposed to go
			words := m.text.Line(line)
			if i := slices.IndexFunc(m.doc.Paragraphs[next:], func(p paper.Paragraph) bool { return taken(p) && p.Original() == words }); i >= 0 {
				at = next + i
			}
		}
		if at >= next && at < len(numbers) {
			numbers[at], next = line+1, at+1
		}
	}
	return numbers
}

// marks puts into the margin who keeps which bracket, and what was said about
// words of the draft.
func (m *margin) marks() {
	brackets := draft.FindBrackets(m.text)
	for _, mark := range m.state.Overlay().Marks() {
		switch {
		case mark.Orphaned():
		case mark.Holders == nil:
			c := mark.Comment
			m.beside(mark.From, mark.To, paper.Comment{By: string(c.Voice), At: second(c.At), Text: c.Text})
		default:
			i := slices.IndexFunc(brackets.Pairs, func(b draft.Bracket) bool { return b.Open == mark.From })
			if i < 0 {
				continue // it is not closed
			}
			b := brackets.Pairs[i]
			who := redline.English.Voices(mark.Holders)
			m.beside(b.Open, b.Close+1, paper.Comment{By: who, Text: fmt.Sprintf("Bracket %d is kept by %s.", b.Number, who)})
		}
	}
}

// agreed marks the paragraphs that are agreed ad referendum.
func (m *margin) agreed() {
	o := m.state.Overlay()
	for i, id := range o.IDs() {
		a, ok := o.Agreed(id)
		if !ok {
			continue
		}
		at, _ := m.spot(m.text.LineStart(i), delta.After)
		m.doc.Paragraphs[at].Agreed = true
		m.besideLine(i+1, paper.Comment{By: voice(m.state, a.By), At: second(a.At), Text: fmt.Sprintf("Agreed ad referendum in version %d.", a.Version)})
	}
}

// sorted puts the comments in the order of their places.
func (m *margin) sorted() {
	slices.SortStableFunc(m.doc.Comments, func(a, b paper.Comment) int {
		if a.Paragraph != b.Paragraph {
			return a.Paragraph - b.Paragraph
		}
		return a.From - b.From
	})
}

// told says how a proposal stands, of which its redline, and who says so, tell
// nothing; wording says to tell that, too. It is a sentence that a file brings back
// as nobody's words (paper.Comment.Said).
func (r Row) told(wording bool) string {
	parts := []string{fmt.Sprintf("%s, %s %s.", r.Label, r.Mark, r.On)}
	if len(r.With) > 0 {
		parts = append(parts, "Co-sponsors: "+redline.English.Voices(r.With)+".")
	}
	if wording && redline.Changed(r.Words) {
		parts = append(parts, "Its wording: \u201c"+redline.Plain(r.Words)+"\u201d.")
	}
	if s := r.stances(); s != "" {
		parts = append(parts, s+".")
	}
	outcome := r.Outcome
	if r.Moved != "" {
		outcome += ", " + r.Moved
	}
	return strings.Join(append(parts, upper(outcome)+"."), " ")
}
