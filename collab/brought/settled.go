package brought

import (
	"math/bits"
	"slices"
	"strings"
	"time"

	"parley/collab/paper"
)

// mostMade bounds how many changes of one paragraph are told apart when it is
// looked which of them a draft has already.
const mostMade = 8

// A made change is all that one did at one time.
type made struct {
	by string
	at time.Time
}

// settled is a document of which the changes that a draft has already are none any
// more: a meeting's file has what was decided before it was written among its
// tracked changes, and the draft reads by then as it was decided. Nothing is
// guessed: with exactly those changes made, and the others not, a paragraph must
// be in the draft word for word.
func settled(d paper.Document, in func(line string) bool) paper.Document {
	out := d
	out.Paragraphs, out.Comments = nil, nil
	now := make([]int, len(d.Paragraphs)) // where each paragraph is in out; -1: nowhere
	for i, p := range d.Paragraphs {
		now[i] = len(out.Paragraphs)
		switch whole := wholly(p); {
		case whole == paper.Inserted && in(p.Clean()):
			p = taken(p, func(made) bool { return true })
		case whole == paper.Deleted && !in(p.Original()):
			now[i] = -1
			continue
		case p.End.Kind == paper.Kept && !in(p.Original()):
			p = found(p, in)
		}
		out.Paragraphs = append(out.Paragraphs, p)
	}
	for _, c := range d.Comments {
		if c.Paragraph < 0 || c.Paragraph >= len(now) || now[c.Paragraph] < 0 {
			continue
		}
		was := d.Paragraphs[c.Paragraph]
		c.Paragraph = now[c.Paragraph]
		if is := out.Paragraphs[c.Paragraph]; is.Len() != was.Len() { // words before it may be gone
			c.From, c.To = min(c.From, is.Len()), min(c.To, is.Len())
		}
		out.Comments = append(out.Comments, c)
	}
	return out
}

// wholly says what became of a paragraph as a whole, with its end; kept where that
// is of parts of it.
func wholly(p paper.Paragraph) paper.Kind {
	for _, s := range p.Spans {
		if s.Kind != p.End.Kind && strings.TrimSpace(s.Text) != "" {
			return paper.Kept
		}
	}
	return p.End.Kind
}

// found makes of a paragraph's changes the fewest with which it is in the draft; it
// is as it was where none does that.
func found(p paper.Paragraph, in func(string) bool) paper.Paragraph {
	var all []made
	for _, s := range p.Spans {
		if m := (made{s.By, s.At}); s.Kind != paper.Kept && !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	if len(all) > mostMade {
		return p
	}
	for n := 1; n <= len(all); n++ {
		for set := range 1 << len(all) {
			if bits.OnesCount(uint(set)) != n {
				continue
			}
			q := taken(p, func(m made) bool { return set&(1<<slices.Index(all, m)) != 0 })
			if in(q.Original()) {
				return q
			}
		}
	}
	return p
}

// taken makes the changes of a paragraph that which names: what they put in is kept,
// what they took out is gone.
func taken(p paper.Paragraph, which func(made) bool) paper.Paragraph {
	q := p
	q.Spans = nil
	for _, s := range p.Spans {
		if s.Kind != paper.Kept && which(made{s.By, s.At}) {
			if s.Kind == paper.Deleted {
				continue
			}
			s.Mark = paper.Mark{}
		}
		q.Spans = append(q.Spans, s)
	}
	if q.End.Kind == paper.Inserted && which(made{q.End.By, q.End.At}) {
		q.End = paper.Mark{}
	}
	return q
}
