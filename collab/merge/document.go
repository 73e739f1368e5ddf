package merge

import (
	"fmt"
	"slices"

	"parley/collab/delta"
	"parley/collab/text"
)

// A Document is one text and as much of its log as is needed to place what
// may still come. The server, which has nothing pending, clients and replay
// all use it. It has one owner and is not safe for concurrent use.
type Document struct {
	text    text.Text // with the pending entries
	head    Version
	log     []*record
	pending []*record // our own, not in the log yet; none by two authors
	marks   []mark    // ascending; the first is where the history starts
	byName  map[name]*record
	last    map[text.Author]*record // each author's newest in the log
	foreign Version                 // the newest entry that is not by the newest entry's author

	window *window // nil, or behind the log by what was applied directly
	direct int     // how many entries that is, at most
	trim   int     // the size of the window at which a smaller one is looked for

	measure
}

// A name is what an undo calls an entry by.
type name struct {
	by     text.Author
	number uint64
}

// New returns a document with a text as it was when the log was at at.
// Entries made on earlier versions cannot be placed in it.
func New(base text.Text, at Version) *Document { return measured(base, at, usual) }

func measured(base text.Text, at Version, m measure) *Document {
	return &Document{
		text:    base,
		head:    at,
		marks:   []mark{{at: at, text: base}},
		byName:  map[name]*record{},
		last:    map[text.Author]*record{},
		trim:    m.minTrim,
		measure: m,
	}
}

// Text returns the text with the pending entries.
func (d *Document) Text() text.Text { return d.text }

// Head returns the newest number of the log that the document knows.
func (d *Document) Head() Version { return d.head }

// Advance notes that the log went on to a number with something that is no
// edit. A number that is not newer than Head changes nothing.
func (d *Document) Advance(to Version) { d.head = max(d.head, to) }

// Pending returns our own entries that are not in the log yet, in order.
func (d *Document) Pending() []Entry {
	out := make([]Entry, 0, len(d.pending))
	for _, r := range d.pending {
		out = append(out, r.Entry)
	}
	return out
}

// Append notes that e has become number at of the log, which must be newer
// than Head, and returns what that did to Text: nothing at all when it was our
// own pending one. It returns an error, and changes nothing, when e does not
// fit; see Check.
func (d *Document) Append(at Version, e Entry) (delta.Delta, error) {
	if at <= d.head || at == latest {
		return delta.Delta{}, fmt.Errorf("append entry %d of author %d at %d, behind %d: %w", e.Number, e.By, at, d.head, ErrOrder)
	}
	if len(d.pending) > 0 && d.pending[0].By == e.By {
		if !d.pending[0].is(e) {
			return d.overtake(at, e)
		}
		d.confirm(at)
		return delta.Replace(d.text.Len(), 0, 0, ""), nil
	}
	r, err := d.admit(e)
	if err != nil {
		return delta.Delta{}, fmt.Errorf("append entry %d of author %d at %d: %w", e.Number, e.By, at, err)
	}
	r.at = at
	did := d.apply(r)
	d.commit(r)
	return did, nil
}

// Pend applies our own entry before the log has it. It counts as the latest
// until Append confirms it, which is told by By and Number. Pend returns what
// the entry did to Text, an undo's effect, too. It returns an error, and
// changes nothing, when the entry does not fit; see Check.
func (d *Document) Pend(e Entry) (delta.Delta, error) {
	r, err := d.admit(e)
	if err == nil {
		err = d.checkLimit(e)
	}
	if err == nil && len(d.pending) > 0 && d.pending[0].By != e.By {
		err = fmt.Errorf("author %d is pending: %w", d.pending[0].By, ErrOrder)
	}
	if err != nil {
		return delta.Delta{}, fmt.Errorf("pend entry %d of author %d: %w", e.Number, e.By, err)
	}
	r.at = latest
	did := d.apply(r)
	d.pending = append(d.pending, r)
	return did, nil
}

// Withdraw takes a pending entry back out, because it will never be in the
// log, and returns what that did to Text. Later pending entries stay as far as
// they still fit the text; one that does not has no effect, but stays pending
// until it is withdrawn itself. It returns ErrUnknown, wrapped, when there is
// no such entry.
func (d *Document) Withdraw(number uint64) (delta.Delta, error) {
	i := slices.IndexFunc(d.pending, func(r *record) bool { return r.Number == number })
	if i < 0 {
		return delta.Delta{}, fmt.Errorf("withdraw entry %d, which is not pending: %w", number, ErrUnknown)
	}
	before := d.text
	d.pending = slices.Delete(d.pending, i, i+1)
	d.replay()
	return difference(before, d.text), nil
}

// is reports whether r is the record of e.
func (r *record) is(e Entry) bool {
	return r.By == e.By && r.Number == e.Number && r.Base == e.Base && !r.void &&
		r.Delta.Equal(e.Delta) && slices.Equal(r.Undo, e.Undo)
}

// apply does to the text what r says: at once when r's author has seen all of
// it, else through the window.
func (d *Document) apply(r *record) delta.Delta {
	if d.isDirect(r.Entry) {
		d.text = splice(d.text, r.Delta, r.By)
		if d.direct++; d.direct > d.maxDirect {
			d.drop()
		}
		return r.Delta
	}
	var did delta.Delta
	touched := d.window.place(r) // admit has opened it
	d.text, did = d.window.change(d.text, touched)
	return did
}

// commit notes that r, which has its number, is in the log.
func (d *Document) commit(r *record) {
	d.head = r.at
	if n := len(d.log); n > 0 {
		newest := d.log[n-1]
		r.ordinal = newest.ordinal + 1
		if newest.By != r.By {
			d.foreign = newest.at
		}
	}
	d.log = append(d.log, r)
	d.byName[name{r.By, r.Number}] = r
	d.last[r.By] = r
	d.mark()
}

// confirm notes that the first pending entry has become number at of the log.
func (d *Document) confirm(at Version) {
	r := d.pending[0]
	d.pending = d.pending[1:]
	r.at = at
	if r.in != nil {
		r.in.confirm(r)
	}
	d.commit(r)
}

// overtake appends an entry of our own that is not the first pending one. What
// is pending up to its number will not come any more; what is pending after it
// is placed anew.
func (d *Document) overtake(at Version, e Entry) (delta.Delta, error) {
	before, pending := d.text, d.pending
	d.pending = nil
	d.replay()
	if _, err := d.Append(at, e); err != nil {
		d.pending = pending
		d.replay()
		return delta.Delta{}, err
	}
	for len(pending) > 0 && pending[0].Number <= e.Number {
		pending = pending[1:]
	}
	d.pending = pending
	d.replay()
	return difference(before, d.text), nil
}

// difference returns what makes after of before. It is only used where an
// entry was taken back, which is rare.
func difference(before, after text.Text) delta.Delta {
	d, err := delta.Diff(before.String(), after.String())
	if err != nil { // too long for a comparison
		return delta.New(delta.Op{Delete: before.Len()}, delta.Op{Insert: after.String()})
	}
	return d
}

// splice returns t after an edit by one author.
func splice(t text.Text, d delta.Delta, by text.Author) text.Text {
	at, deleted := 0, 0
	for op := range d.Ops() {
		if op.Insert == "" && deleted > 0 {
			t = t.Splice(at, deleted, "", by)
			deleted = 0
		}
		switch {
		case op.Keep > 0:
			at += op.Keep
		case op.Delete > 0:
			deleted = op.Delete
		default:
			before := t.Len()
			t = t.Splice(at, deleted, op.Insert, by)
			at += t.Len() - before + deleted
			deleted = 0
		}
	}
	if deleted > 0 {
		t = t.Splice(at, deleted, "", by)
	}
	return t
}
