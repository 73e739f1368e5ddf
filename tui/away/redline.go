package away

import (
	"slices"
	"strings"
	"unicode"

	"parley/collab/delta"
	"parley/collab/text"
)

// A Kind is what became of a stretch of a line.
type Kind uint8

// The kinds of stretches.
const (
	Kept Kind = iota
	Deleted
	Inserted
)

// A Stretch is a part of a redlined line.
type Stretch struct {
	Kind Kind
	Text string
}

// A Row is a line of the draft that is not as it was.
type Row struct {
	Line      int  // its number now, from 1; of a line that is gone, that of the one in its place
	Gone      bool // the whole line was deleted
	By        []text.Author
	Stretches []Stretch
}

// A hunk replaces the code points [from, to) of the text before by [start, end)
// of the one after.
type hunk struct{ from, to, start, end int }

// Redline returns what d did to the text before to make after of it, line by
// line and in whole words, and at how many places.
func Redline(before, after text.Text, d delta.Delta) (rows []Row, places int) {
	w := writer{after: after, line: 1}
	hunks := inWords(before, after, d)
	at := 0 // in after
	for _, h := range hunks {
		w.kept(at, h.start)
		w.put(Deleted, before.Slice(h.from, h.to), nil)
		w.put(Inserted, after.Slice(h.start, h.end), authors(after, h))
		at = h.end
	}
	w.kept(at, after.Len())
	w.end(false)
	return w.rows, len(hunks)
}

// authors are those who wrote what a hunk put in.
func authors(after text.Text, h hunk) (by []text.Author) {
	for span := range after.Spans(h.start, h.end) {
		if !slices.Contains(by, span.By) {
			by = append(by, span.By)
		}
	}
	return by
}

// inWords are the changes of d, grown to whole words: nobody reads letters.
// What was taken out and put in again alike is no change.
func inWords(before, after text.Text, d delta.Delta) (hunks []hunk) {
	from, to := 0, 0
	open := false
	for op := range d.Ops() {
		n := len([]rune(op.Insert))
		if op.Keep > 0 {
			open = false
		} else if open {
			last := &hunks[len(hunks)-1]
			last.to, last.end = last.to+op.Delete, last.end+n
		} else {
			hunks, open = append(hunks, hunk{from, from + op.Delete, to, to + n}), true
		}
		from, to = from+op.Keep+op.Delete, to+op.Keep+n
	}
	var out []hunk
	low := 0 // in before: where the hunk in front of this one ends
	for i, h := range hunks {
		high := before.Len()
		if i+1 < len(hunks) {
			high = hunks[i+1].from
		}
		h = grow(slide(h, before, after, low, high), before, after, low, high)
		low = h.to
		if n := len(out); n > 0 && out[n-1].to == h.from && out[n-1].end == h.start {
			out[n-1].to, out[n-1].end = h.to, h.end
			continue
		}
		out = append(out, h)
	}
	return slices.DeleteFunc(out, func(h hunk) bool { return before.Slice(h.from, h.to) == after.Slice(h.start, h.end) })
}

// longWord bounds the search for the ends of a word.
const longWord = 64

// grow widens a hunk on both sides to the ends of the words that it cuts, and
// no further than low and high in the text before.
func grow(h hunk, before, after text.Text, low, high int) hunk {
	head := func(t text.Text, from, to int) rune { return first(t.Slice(from, min(from+1, to))) }
	tail := func(t text.Text, from, to int) rune { return first(t.Slice(max(to-1, from), to)) }
	if letter(head(before, h.from, h.to)) || letter(head(after, h.start, h.end)) {
		left := []rune(before.Slice(max(low, h.from-longWord), h.from))
		for i := len(left) - 1; i >= 0 && letter(left[i]); i-- {
			h.from, h.start = h.from-1, h.start-1
		}
	}
	if letter(tail(before, h.from, h.to)) || letter(tail(after, h.start, h.end)) {
		for _, r := range before.Slice(h.to, min(high, h.to+longWord)) {
			if !letter(r) {
				break
			}
			h.to, h.end = h.to+1, h.end+1
		}
	}
	return h
}

func first(s string) rune {
	for _, r := range s {
		return r
	}
	return ' '
}

// letter reports whether a word may have it inside.
func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) }

// mostSlid bounds how far a hunk is moved.
const mostSlid = 512

// slide moves a hunk that only puts in or only takes out to where it reads
// best among the places that mean the same: whole lines, else whole words.
func slide(h hunk, before, after text.Text, low, high int) hunk {
	t, from, to := after, h.start, h.end
	if h.end == h.start {
		t, from, to = before, h.from, h.to
	}
	if h.end > h.start && h.to > h.from || from == to {
		return h
	}
	left, right := max(from-min(h.from-low, mostSlid), 0), min(to+min(high-h.to, mostSlid), t.Len())
	r := []rune(t.Slice(left, right))
	from, to = from-left, to-left
	fits := func(from, to int) int {
		starts, ends := from == 0 && left == 0 || from > 0 && r[from-1] == '\n', r[to-1] == '\n'
		switch {
		case starts && ends:
			return 2
		case !letter(r[from]) || from == 0 || !letter(r[from-1]):
			return 1
		}
		return 0
	}
	best, how := 0, fits(from, to)
	for by := 1; from-by >= 0 && r[from-by] == r[to-by]; by++ {
		if f := fits(from-by, to-by); f > how {
			best, how = -by, f
		}
	}
	for by := 1; to+by <= len(r) && r[from+by-1] == r[to+by-1]; by++ {
		if f := fits(from+by, to+by); f > how {
			best, how = by, f
		}
	}
	return hunk{h.from + best, h.to + best, h.start + best, h.end + best}
}

// A writer makes rows.
type writer struct {
	after text.Text
	rows  []Row
	row   Row
	line  int // of the row, in the text after
}

// kept takes the code points [from, to) of the text after, of which only what
// shares a line with a change is looked at.
func (w *writer) kept(from, to int) {
	if from == to {
		return
	}
	first, last := w.after.LineOf(from), w.after.LineOf(to)
	if first == last {
		w.put(Kept, w.after.Slice(from, to), nil)
		return
	}
	w.put(Kept, w.after.Slice(from, w.after.LineEnd(first)), nil)
	w.end(false)
	w.line = last + 1
	w.put(Kept, w.after.Slice(w.after.LineStart(last), to), nil)
}

// put adds a stretch, which may have several lines.
func (w *writer) put(k Kind, s string, by []text.Author) {
	if s == "" {
		return
	}
	for _, one := range by {
		if !slices.Contains(w.row.By, one) {
			w.row.By = append(w.row.By, one)
		}
	}
	for i, part := range strings.Split(s, "\n") {
		switch {
		case i > 0 && k == Deleted:
			w.breakGone()
		case i > 0:
			w.breakMade(by)
		}
		if part != "" {
			w.add(k, part)
		}
	}
}

// add puts a stretch behind the others, as one with the last if it is alike.
func (w *writer) add(k Kind, s string) {
	if n := len(w.row.Stretches); n > 0 && w.row.Stretches[n-1].Kind == k {
		w.row.Stretches[n-1].Text += s
		return
	}
	w.row.Stretches = append(w.row.Stretches, Stretch{k, s})
}

// breakMade begins a line that was put in, or one that was split off.
func (w *writer) breakMade(by []text.Author) {
	split := slices.ContainsFunc(w.row.Stretches, func(s Stretch) bool { return s.Kind != Inserted })
	if !split {
		w.add(Inserted, "")
	}
	w.end(false)
	w.line++
	if w.row.By = slices.Clone(by); split {
		w.add(Inserted, "")
	}
}

// breakGone takes the end of a line that was deleted: of a whole one, or
// between two that are one now.
func (w *writer) breakGone() {
	if !slices.ContainsFunc(w.row.Stretches, func(s Stretch) bool { return s.Kind != Deleted }) {
		w.add(Deleted, "")
		w.end(true)
		return
	}
	w.add(Deleted, " / ")
}

// end ends the row, and keeps it if something in it changed.
func (w *writer) end(gone bool) {
	w.row.Line, w.row.Gone = w.line, gone
	if slices.ContainsFunc(w.row.Stretches, func(s Stretch) bool { return s.Kind != Kept }) {
		w.rows = append(w.rows, w.row)
	}
	w.row = Row{}
}
