package export

import (
	"fmt"
	"slices"

	"parley/collab/delta"
	"parley/collab/paper"
	"parley/collab/text"
)

// A redliner finds what became of a text by many changes: which of it was taken
// out, and by which change, and what was put in, and by which. Both are asked of
// ropes whose authors are the numbers of the changes: one goes forward from the
// text before, the other back from the text after. What has number 0 in either
// was there all the time.
type redliner struct {
	base   text.Text
	now    *text.Editor // the text with the changes that put it in
	undone []delta.Delta
	marks  []paper.Mark // of the changes, by their numbers less one
}

func newRedliner(base text.Text) *redliner {
	return &redliner{base: base, now: text.NewEditor(text.New(base.String(), 0))}
}

// took takes in what a change by somebody did to the text before it.
func (r *redliner) took(did delta.Delta, before text.Text, by paper.Mark) {
	r.marks = append(r.marks, by)
	r.undone = append(r.undone, did.Invert(before.Slice))
	edit(r.now, did, text.Author(len(r.marks)))
}

// edit makes a change to the text that an editor has.
func edit(e *text.Editor, d delta.Delta, by text.Author) {
	at := 0
	for op := range d.Ops() {
		switch {
		case op.Keep > 0:
			at += op.Keep
		case op.Delete > 0:
			e.Splice(at, op.Delete, "", by)
		default:
			before := e.Len()
			e.Splice(at, 0, op.Insert, by)
			at += e.Len() - before
		}
	}
}

// spans returns the text before and the text after as one, told in words.
func (r *redliner) spans() ([]paper.Span, error) {
	after := r.now.Text()
	back := text.NewEditor(text.New(after.String(), 0))
	for i := len(r.undone) - 1; i >= 0; i-- {
		edit(back, r.undone[i], text.Author(i+1))
	}
	out, in := runs(back.Text()), runs(after)
	var all []paper.Span
	for len(out) > 0 || len(in) > 0 {
		switch {
		case len(out) > 0 && out[0].By != 0:
			all = append(all, r.span(paper.Deleted, out[0]))
			out = out[1:]
		case len(in) > 0 && in[0].By != 0:
			all = append(all, r.span(paper.Inserted, in[0]))
			in = in[1:]
		case len(out) == 0 || len(in) == 0:
			return nil, fmt.Errorf("%d and %d stretches of the text are left over", len(out), len(in))
		default:
			kept := out[0].Text
			if n := len(in[0].Text); n < len(kept) {
				kept = in[0].Text
			}
			all = append(all, paper.Span{Text: kept})
			out, in = behind(out, len(kept)), behind(in, len(kept))
		}
	}
	return paper.InWords(all), nil
}

func runs(t text.Text) []text.Span { return slices.Collect(t.Spans(0, t.Len())) }

// behind returns the runs without the first n bytes.
func behind(all []text.Span, n int) []text.Span {
	if all[0].Text = all[0].Text[n:]; all[0].Text == "" {
		return all[1:]
	}
	return all
}

func (r *redliner) span(k paper.Kind, s text.Span) paper.Span {
	m := r.marks[s.By-1]
	m.Kind = k
	return paper.Span{Mark: m, Text: s.Text}
}

// by is who made the change of a step, for the margin.
func by(s step) paper.Mark {
	return paper.Mark{By: changer(s), At: second(s.At)}
}
