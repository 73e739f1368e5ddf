package brought

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"parley/collab/draft"
	"parley/collab/paper"
	"parley/collab/text"
)

// A piece is a stretch of a document with the lines that it is in, from 0: of
// the original text and of the clean one. What was put in is in no line of the
// original, but at one.
type piece struct {
	paper.Span
	old, new int
	at       int  // where it begins in its paragraph, in code points
	end      bool // the line break behind a paragraph
}

// in reports whether the piece is of either line, of which -1 is none.
func (x piece) in(old, new int) bool {
	return x.old == old && x.Kind != paper.Inserted || x.new == new && x.Kind != paper.Deleted
}

// A pairing lays a document's original and its clean text out line by line.
type pairing struct {
	doc      paper.Document
	old, new []string
	pieces   []piece
	begins   []int            // of each paragraph of the document, and behind the last, the first of its pieces
	notes    map[int][]string // by the piece that each stands beside
	of       []int            // of each line of the original, the clean line that it is now; -1: none
}

// pair follows the document's own marks, and compares nothing: which line of
// the original a clean line is says the text that both have. A paragraph that
// was put in or taken out as a whole is nobody else's.
func pair(d paper.Document) *pairing {
	p := &pairing{doc: d, old: strings.Split(d.Original(), "\n"), new: strings.Split(d.Clean(), "\n")}
	o, n := 0, 0
	for i, par := range d.Paragraphs {
		p.begins = append(p.begins, len(p.pieces))
		at := 0
		for _, s := range par.Spans {
			p.pieces = append(p.pieces, piece{s, o, n, at, false})
			at += utf8.RuneCountInString(s.Text)
		}
		if i == len(d.Paragraphs)-1 {
			break
		}
		p.pieces = append(p.pieces, piece{paper.Span{Mark: par.End, Text: "\n"}, o, n, at, true})
		if par.End.Kind != paper.Inserted {
			o++
		}
		if par.End.Kind != paper.Deleted {
			n++
		}
	}
	p.begins = append(p.begins, len(p.pieces))
	p.match()
	p.read()
	return p
}

// read puts the comments beside the pieces at which they begin.
func (p *pairing) read() {
	p.notes = map[int][]string{}
	for _, c := range p.doc.Comments {
		if c.Paragraph < 0 || c.Paragraph >= len(p.doc.Paragraphs) {
			continue
		}
		first, behind := p.begins[c.Paragraph], p.begins[c.Paragraph+1]
		n := sort.Search(behind-first, func(i int) bool { return p.pieces[first+i].at > c.From })
		beside := max(first, first+n-1)
		if said := c.Said(); said != "" {
			p.notes[beside] = append(p.notes[beside], strings.TrimPrefix(c.By+": "+said, ": "))
		}
	}
}

// around returns the places of the first piece of the two lines, of which -1 is
// none, and of the one behind the last.
func (p *pairing) around(old, new int) (first, behind int) {
	first, behind = len(p.pieces), 0
	for _, one := range []struct {
		line int
		of   func(piece) int
	}{{old, func(x piece) int { return x.old }}, {new, func(x piece) int { return x.new }}} {
		if one.line < 0 {
			continue
		}
		from := sort.Search(len(p.pieces), func(i int) bool { return one.of(p.pieces[i]) >= one.line })
		to := sort.Search(len(p.pieces), func(i int) bool { return one.of(p.pieces[i]) > one.line })
		first, behind = min(first, from), max(behind, to)
	}
	return first, max(first, behind)
}

// A tie is how much a line of the original and a clean one have in common.
type tie struct{ old, new, weight, best, before int }

// match finds the lines that go together: of all ways in which none crosses
// another, one with the most text in common.
func (p *pairing) match() {
	var ties []tie
	join := func(o, n, weight int) {
		if last := len(ties) - 1; last >= 0 && ties[last].old == o && ties[last].new == n {
			ties[last].weight += weight
			return
		}
		ties = append(ties, tie{old: o, new: n, weight: weight})
	}
	for _, x := range p.pieces {
		if x.Kind == paper.Kept {
			join(x.old, x.new, 2*utf8.RuneCountInString(x.Text))
		}
	}
	join(len(p.old)-1, len(p.new)-1, 1) // the end of the text is in both
	p.of = slices.Repeat([]int{-1}, len(p.old))
	for i := chain(ties); i >= 0; i = ties[i].before {
		p.of[ties[i].old] = ties[i].new
	}
}

// chain returns the last of the heaviest ties of which no two are in one line,
// each of which names the one before it. They are in the order of the text.
func chain(ties []tie) int {
	top := make([]int, len(ties)) // of the first ties, the best that ends there; the place in ties
	best := func(upTo int) (int, int) {
		if upTo == 0 {
			return -1, 0
		}
		return top[upTo-1], ties[top[upTo-1]].best
	}
	free := 0 // how many of the ties are before both lines
	for i := range ties {
		for free < i && ties[free].old < ties[i].old && ties[free].new < ties[i].new {
			free++
		}
		at, weight := best(free)
		ties[i].before, ties[i].best = at, weight+ties[i].weight
		if top[i] = i; i > 0 && ties[top[i-1]].best >= ties[i].best {
			top[i] = top[i-1]
		}
	}
	last, _ := best(len(ties))
	return last
}

// changes are what the document asks of its original, in the order of the text.
func (p *pairing) changes() (all []Change) {
	next, anchor := 0, 0 // the next clean line; the line of the original behind which a new one goes
	insert := func(upTo int) {
		for ; next < upTo; next++ {
			if p.new[next] != "" { // an empty line is no paragraph that can be proposed
				all = append(all, p.said(Change{Kind: draft.Insert, Line: anchor, Text: p.new[next]}, -1, next))
			}
		}
	}
	for o, n := range p.of {
		switch {
		case n < 0:
			all = append(all, p.said(Change{Kind: draft.Remove, Line: o + 1, Was: p.old[o]}, o, -1))
			continue
		default:
			insert(n)
		}
		if p.old[o] != p.new[n] {
			all = append(all, p.reworded(o, n)...)
		}
		next, anchor = n+1, o+1
	}
	insert(len(p.new))
	return all
}

// mostAuthors bounds how many are told apart in one paragraph.
const mostAuthors = 16

// reworded are the changes of one paragraph: where several made some in it, one
// for each of them alone, as nobody proposed them together.
func (p *pairing) reworded(o, n int) (all []Change) {
	whole := p.said(Change{Kind: draft.Change, Line: o + 1, Was: p.old[o], Text: p.new[n]}, o, n)
	authors := p.authors(o, n)
	if len(authors) < 2 || len(authors) > mostAuthors {
		return []Change{whole}
	}
	first, behind := p.around(o, n)
	for _, by := range authors {
		var b strings.Builder
		for _, x := range p.pieces[first:behind] {
			if mine := x.By == by; !x.end && x.in(o, n) && (x.Kind == paper.Kept || mine == (x.Kind == paper.Inserted)) {
				b.WriteString(x.Text)
			}
		}
		c := Change{Kind: draft.Change, Line: o + 1, Was: p.old[o], Text: b.String(), Note: whole.Note}
		if by != "" {
			c.By = []string{by}
		}
		if c.Text != c.Was {
			all = append(all, c)
		}
	}
	return all
}

// authors are those who changed words between the two lines, of whom nobody is
// one; none where what they did cannot be told apart, as a line was cut or joined.
func (p *pairing) authors(o, n int) (all []string) {
	first, behind := p.around(o, n)
	for _, x := range p.pieces[first:behind] {
		kept := x.Kind == paper.Kept
		switch {
		case !x.in(o, n) || x.end && kept:
		case x.end, kept && (x.old != o || x.new != n):
			return nil
		case !kept && len(all) <= mostAuthors && !slices.Contains(all, x.By):
			all = append(all, x.By)
		}
	}
	return all
}

// said adds who made a change between two lines, of which -1 is none, and what
// is said beside it.
func (p *pairing) said(c Change, o, n int) Change {
	var notes []string
	first, behind := p.around(o, n)
	for i, x := range p.pieces[first:behind] {
		if !x.in(o, n) {
			continue
		}
		if x.Kind != paper.Kept && x.By != "" && len(c.By) < mostAuthors && !slices.Contains(c.By, x.By) {
			c.By = append(c.By, x.By)
		}
		notes = append(notes, p.notes[first+i]...)
	}
	for _, x := range p.pieces[max(0, first-1):behind] { // where only a line break was put in or taken out
		if len(c.By) == 0 && x.end && x.By != "" {
			c.By = []string{x.By}
		}
	}
	for i, note := range notes {
		if len(c.By) == 1 { // the author's own words need no name
			notes[i] = strings.TrimPrefix(note, c.By[0]+": ")
		}
	}
	c.Note = text.CleanLine(strings.Join(notes, " "), draft.MaxNote)
	return c
}

// marked are the changes that a document itself has, for a draft of these lines.
func (f File) marked(lines []string) ([]Change, error) {
	p := pair(f.Document)
	if len(p.old) > maxLines || len(p.new) > maxLines {
		return nil, ErrTooLong
	}
	all := p.changes()
	if p.fits(lines) {
		return all, nil
	}
	if own := pair(onLines(f.Document)); own.fits(lines) {
		return own.changes(), nil
	}
	places := map[string][]int{} // of the lines of the draft, the first two
	for i, l := range lines {
		if at := places[l]; len(at) < 2 {
			places[l] = append(at, i+1)
		}
	}
	p = pair(settled(f.Document, func(line string) bool { return len(places[line]) > 0 }))
	all = p.changes()
	for i := range all {
		c := &all[i]
		if c.Line == 0 {
			continue
		}
		want := p.old[c.Line-1]
		switch at := places[want]; len(at) {
		case 0:
			return nil, fmt.Errorf("%w: the draft has no paragraph %q", ErrElsewhere, short(want))
		case 1:
			c.Line = at[0]
		default:
			return nil, fmt.Errorf("%w: the draft has the paragraph %q more than once", ErrElsewhere, short(want))
		}
	}
	return all, nil
}

// fits reports whether the original is a draft of these lines.
func (p *pairing) fits(lines []string) bool {
	return slices.Equal(p.old, lines) || slices.Equal(trimmed(p.old), lines) || slices.Equal(trimmed(p.old), trimmed(lines))
}

// onLines is the document as who writes its marks by hand means it: what is put in
// on a line of its own is a paragraph, with its line break, which stands outside
// of the mark.
func onLines(d paper.Document) paper.Document {
	d.Paragraphs = slices.Clone(d.Paragraphs)
	for i := range d.Paragraphs {
		p := &d.Paragraphs[i]
		kept := slices.ContainsFunc(p.Spans, func(s paper.Span) bool { return s.Kind != paper.Inserted })
		if len(p.Spans) == 0 || kept {
			continue
		}
		if i == len(d.Paragraphs)-1 && i > 0 { // the break is the one before it
			p = &d.Paragraphs[i-1]
		}
		if p.End.Kind == paper.Kept {
			p.End = d.Paragraphs[i].Spans[0].Mark
		}
	}
	return d
}

// trimmed is without the empty line that a line break at the end makes.
func trimmed(lines []string) []string {
	if n := len(lines); n > 0 && lines[n-1] == "" {
		return lines[:n-1]
	}
	return lines
}

func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:57]) + "..."
	}
	return s
}
