package archive

import (
	"slices"
	"sort"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
)

// A record is changes unfolded, laid out flat because there are many: a typed
// letter takes 56 bytes.
type record struct {
	changes []change
	steps   []step
	gone    []byte   // what was taken out, in the order of the steps
	authors []author // who had written it
}

type change struct {
	number meeting.Version
	at     int64 // milliseconds since 1970
	by     text.Author
	steps  int32
}

// A step replaces a stretch of the text. The steps of a change are done one
// after the other, each on the text that the one before has left.
type step struct {
	at, put, took int32 // code points
	bytes         int32 // of what it took
}

// An author wrote so many code points of gone in a row.
type author struct {
	by    text.Author
	runes int
}

func (r *record) add(c Change, did delta.Delta, before text.Text) {
	ch := change{number: c.Number, at: c.At.UnixMilli(), by: c.By}
	from, to := 0, 0 // the same place before and after
	var s step
	flush := func() {
		if s.put > 0 || s.took > 0 {
			r.steps = append(r.steps, s)
			ch.steps++
		}
		s = step{}
	}
	for op := range did.Ops() {
		switch {
		case op.Keep > 0:
			flush()
			from, to = from+op.Keep, to+op.Keep
		case op.Delete > 0:
			s = step{at: int32(to), took: int32(op.Delete), bytes: int32(r.take(before, from, from+op.Delete))}
			from += op.Delete
		default:
			s.at, s.put = int32(to), int32(utf8.RuneCountInString(op.Insert))
			to += int(s.put)
		}
	}
	flush()
	r.changes = append(r.changes, ch)
}

// take keeps a stretch of text that goes, and returns its bytes.
func (r *record) take(t text.Text, from, to int) int {
	n := 0
	for span := range t.Spans(from, to) {
		r.gone = append(r.gone, span.Text...)
		r.authors = appendAuthor(r.authors, author{span.By, span.To - span.From})
		n += len(span.Text)
	}
	return n
}

func appendAuthor(all []author, a author) []author {
	if n := len(all); n > 0 && all[n-1].by == a.by {
		all[n-1].runes += a.runes
		return all
	}
	return append(all, a)
}

// clip returns the record as it is: adding to r does not touch it.
func (r *record) clip() record {
	return record{slices.Clip(r.changes), slices.Clip(r.steps), slices.Clip(r.gone), slices.Clone(r.authors)}
}

func (r *record) join(next record) {
	r.changes = append(r.changes, next.changes...)
	r.steps = append(r.steps, next.steps...)
	r.gone = append(r.gone, next.gone...)
	for _, a := range next.authors {
		r.authors = appendAuthor(r.authors, a)
	}
}

// drop forgets the changes up to a number.
func (r *record) drop(upTo meeting.Version) {
	n := sort.Search(len(r.changes), func(i int) bool { return r.changes[i].number > upTo })
	steps, size, runes := 0, 0, 0
	for _, c := range r.changes[:n] {
		steps += int(c.steps)
	}
	for _, s := range r.steps[:steps] {
		size, runes = size+int(s.bytes), runes+int(s.took)
	}
	r.changes, r.steps, r.gone = slices.Clone(r.changes[n:]), slices.Clone(r.steps[steps:]), slices.Clone(r.gone[size:])
	authors := slices.Clone(r.authors)
	for runes > 0 {
		if authors[0].runes > runes {
			authors[0].runes -= runes
			break
		}
		runes -= authors[0].runes
		authors = authors[1:]
	}
	r.authors = authors
}
