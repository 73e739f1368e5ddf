package draft

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/text"
)

// An ID names a paragraph for as long as it lives, whatever becomes of its
// words and of its place. It is never 0 and never given twice in a meeting.
type ID uint32

func (id ID) String() string { return "id" + strconv.FormatUint(uint64(id), 10) }

// ParseID reads what String writes.
func ParseID(s string) (ID, bool) {
	rest, ok := strings.CutPrefix(strings.ToLower(s), "id")
	n, err := strconv.ParseUint(rest, 10, 32)
	return ID(n), ok && err == nil && n > 0
}

// Lines returns how many paragraphs there are.
func (o *Overlay) Lines() int { return len(o.ids) }

// ID returns the id of a line, counted from 1; 0 if there is no such line.
func (o *Overlay) ID(line int) ID {
	if line < 1 || line > len(o.ids) {
		return 0
	}
	return o.ids[line-1]
}

// Line returns the line, counted from 1, on which a paragraph is; 0 if it is
// not in the text any more.
func (o *Overlay) Line(id ID) int {
	if id == 0 {
		return 0
	}
	return slices.Index(o.ids, id) + 1
}

// IDs returns the ids of all lines, in order.
func (o *Overlay) IDs() []ID { return slices.Clone(o.ids) }

func (o *Overlay) newID() ID {
	o.next++
	return o.next - 1
}

// A Source says which entry of the log made a change: whose, by its number, and
// which of that author's it undid, if any.
type Source struct {
	By     text.Author
	Number uint64
	Undo   []uint64
}

// gone are paragraphs that an entry took out. When the entry is undone they are
// the same paragraphs again.
type gone struct {
	by     text.Author
	number uint64
	ids    []ID
}

// goneKept is how many entries that took paragraphs out are remembered: as many
// as an undo reaches back.
const goneKept = 512

// Carry takes in a change of the log's own text: t is the text before it. A
// paragraph keeps its id as long as anything of it is left. Where lines were
// replaced by lines, the first are the first; what was put in before, behind or
// into a paragraph is new.
func (o *Overlay) Carry(t text.Text, d delta.Delta, s Source) error {
	if d.BaseLen() != t.Len() {
		return fmt.Errorf("carry a change of %d code points over a text of %d", d.BaseLen(), t.Len())
	}
	o.carryMarks(t, d, s)
	if o.was = nil; s.By != s.By.Person() && len(s.Undo) == 0 {
		o.was = slices.Clone(o.ids)
	}
	if !Breaks(t, d) {
		return nil
	}
	back := o.takeBack(s)
	waiting := back
	var out []ID
	at, deleted := 0, 0
	splice := func(inserted string) {
		out = append(out, o.splice(t, at, deleted, inserted, &waiting)...)
		t = t.Splice(at, deleted, inserted, 0)
		at += utf8.RuneCountInString(inserted)
		deleted = 0
	}
	for op := range d.Ops() {
		switch {
		case op.Delete > 0:
			deleted = op.Delete
		case op.Insert != "":
			splice(op.Insert)
		default:
			if deleted > 0 {
				splice("")
			}
			at += op.Keep
		}
	}
	if deleted > 0 {
		splice("")
	}
	o.apart(back)
	o.lost(s, out)
	return nil
}

// Breaks reports whether a change of t puts line breaks in or takes some out.
func Breaks(t text.Text, d delta.Delta) bool {
	at := 0
	for op := range d.Ops() {
		switch {
		case op.Keep > 0:
			at += op.Keep
		case op.Delete > 0:
			if t.LineOf(at) != t.LineOf(at+op.Delete) {
				return true
			}
			at += op.Delete
		case strings.Contains(op.Insert, "\n"):
			return true
		}
	}
	return false
}

// splice gives the lines their ids after deleted code points at at were replaced,
// and returns those that are not there any more.
func (o *Overlay) splice(t text.Text, at, deleted int, inserted string, back *[]ID) (out []ID) {
	first, last := t.LineOf(at), t.LineOf(at+deleted)
	more := strings.Count(inserted, "\n")
	if first == last && more == 0 {
		return nil
	}
	was := slices.Clone(o.ids[first : last+1])
	now := make([]ID, more+1)
	head := at > t.LineStart(first)
	tail := at+deleted < t.LineEnd(last) || first < last && at+deleted == t.LineStart(last)
	end := more // before which of the new lines was stands, line by line
	if tail {
		now[more] = was[len(was)-1]
		was, end = was[:len(was)-1], more-1
	}
	switch {
	case head && tail && first == last: // cut in two, the first part is the old one
		now[more], now[0] = 0, now[more]
	case head && more == 0:
		now[0] = o.ids[first]
	}
	for i := 0; i <= end && i < len(was); i++ {
		now[i] = was[i]
	}
	for i := range now {
		if now[i] == 0 {
			now[i] = o.anID(back)
		}
	}
	for _, id := range o.ids[first : last+1] {
		if !slices.Contains(now, id) {
			out = append(out, id)
		}
	}
	o.ids = slices.Replace(o.ids, first, last+1, now...)
	return out
}

// anID returns the next of those that come back, or a new one.
func (o *Overlay) anID(back *[]ID) ID {
	if len(*back) == 0 {
		return o.newID()
	}
	id := (*back)[0]
	*back = (*back)[1:]
	return id
}

// apart gives a line a new id where one that came back was there already. While
// a change is carried, that may be: a paragraph that was moved comes back before
// it goes.
func (o *Overlay) apart(back []ID) {
	for _, id := range back {
		seen := false
		for i, at := range o.ids {
			if at == id && seen {
				o.ids[i] = o.newID()
			}
			seen = seen || at == id
		}
	}
}

// lost remembers the paragraphs that an entry took out.
func (o *Overlay) lost(s Source, ids []ID) {
	ids = slices.DeleteFunc(ids, func(id ID) bool { return o.Line(id) > 0 })
	if len(ids) == 0 {
		return
	}
	if o.gone = append(o.gone, gone{s.By, s.Number, ids}); len(o.gone) > goneKept {
		o.gone = slices.Clone(o.gone[len(o.gone)-goneKept:])
	}
}

// takeBack returns the paragraphs that the entries took out which s undoes.
func (o *Overlay) takeBack(s Source) (ids []ID) {
	if len(s.Undo) == 0 {
		return nil
	}
	for _, g := range o.gone {
		if g.by == s.By && slices.Contains(s.Undo, g.number) {
			ids = append(ids, g.ids...)
		}
	}
	return ids
}
