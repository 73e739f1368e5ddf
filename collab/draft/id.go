package draft

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

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

// MaxGone is how many paragraphs are remembered that entries took out. Of more
// the oldest are forgotten, and come back as new ones.
const MaxGone = 1 << 16

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
	c := carrying{t: t, fresh: o.newID, back: back, ids: make([]ID, 0, len(o.ids)+1), line: o.ids[0], rest: o.ids[1:]}
	deleted := 0
	for op := range d.Ops() {
		switch {
		case op.Delete > 0:
			deleted = op.Delete
		case op.Insert != "":
			c.splice(deleted, op.Insert)
			deleted = 0
		default:
			if deleted > 0 {
				c.splice(deleted, "")
				deleted = 0
			}
			c.keep(op.Keep)
		}
	}
	if deleted > 0 {
		c.splice(deleted, "")
	}
	was := o.ids
	o.ids = append(append(c.ids, c.line), c.rest...)
	o.apart(back)
	o.lost(s, taken(was, o.ids))
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

// taken returns the ids of was that are not in now.
func taken(was, now []ID) (out []ID) {
	for len(was) > 0 && len(now) > 0 && was[0] == now[0] {
		was, now = was[1:], now[1:]
	}
	for len(was) > 0 && len(now) > 0 && was[len(was)-1] == now[len(now)-1] {
		was, now = was[:len(was)-1], now[:len(now)-1]
	}
	stays := make(map[ID]struct{}, len(now))
	for _, id := range now {
		stays[id] = struct{}{}
	}
	for _, id := range was {
		if _, ok := stays[id]; !ok {
			out = append(out, id)
		}
	}
	return out
}

// apart gives a line a new id where one that came back was there already. While
// a change is carried, that may be: a paragraph that was moved comes back before
// it goes.
func (o *Overlay) apart(back []ID) {
	if len(back) == 0 {
		return
	}
	seen := make(map[ID]bool, len(back))
	for _, id := range back {
		seen[id] = false
	}
	for i, id := range o.ids {
		if twice, one := seen[id]; twice {
			o.ids[i] = o.newID()
		} else if one {
			seen[id] = true
		}
	}
}

// lost remembers the paragraphs that an entry took out.
func (o *Overlay) lost(s Source, ids []ID) {
	if len(ids) > 0 {
		o.remember(gone{s.By, s.Number, ids})
	}
}

// remember adds to the paragraphs that are gone, and forgets the oldest of them
// where there are too many.
func (o *Overlay) remember(g gone) {
	o.gone = append(o.gone, g)
	first, room := len(o.gone), MaxGone
	for first > 0 && len(o.gone)-first < goneKept && len(o.gone[first-1].ids) <= room {
		first--
		room -= len(o.gone[first].ids)
	}
	if first > 0 {
		o.gone = slices.Clone(o.gone[first:])
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
