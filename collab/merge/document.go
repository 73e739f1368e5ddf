package merge

import (
	"cmp"
	"fmt"
	"slices"

	"parley/collab/delta"
	"parley/collab/text"
)

// A Document is one text and as much of its log as is needed to place what
// may still come. The server, which has nothing pending, clients and replay
// all use it. It has one owner and is not safe for concurrent use.
type Document struct {
	text    *text.Editor // with the pending entries
	head    Version
	log     history
	pending []*record // our own, not in the log yet; none by two authors
	newest  *record   // of those pending that have an effect; nil: none has
	spare   []*record // for new ones
	marks   []mark    // ascending; the first is where the history starts
	bytes   int       // what all entries since the document began weigh
	foreign Version   // the newest entry that is not by the newest entry's author

	sketch *sketch // nil, or behind the log by what was applied directly
	patience
	window *window // nil, or behind the log by what was applied without it
	direct int     // how many entries that is, at most
	walked int     // entries and items that earlier windows looked at
	trim   int     // the size of the window at which a smaller one is looked for
	thinAt int     // the number of marks at which some are dropped

	measure
}

// New returns a document with a text as it was when the log was at at.
// Entries made on earlier versions cannot be placed in it.
func New(base text.Text, at Version) *Document { return measured(base, at, usual) }

func measured(base text.Text, at Version, m measure) *Document {
	return &Document{
		text:    text.NewEditor(base),
		head:    at,
		log:     history{authors: map[text.Author]*author{}},
		marks:   []mark{{at: at, text: base, low: latest}},
		trim:    m.minTrim,
		thinAt:  32,
		measure: m,
	}
}

// Text returns the text with the pending entries.
func (d *Document) Text() text.Text { return d.text.Text() }

// Len returns the length of Text, for less than Text costs.
func (d *Document) Len() int { return d.text.Len() }

// Size returns how many bytes Text has in UTF-8, for less than Text costs.
func (d *Document) Size() int { return d.text.Size() }

// Breaks returns how many line breaks Text has, for less than Text costs.
func (d *Document) Breaks() int { return d.text.Breaks() }

// BreaksIn reports whether there is a line break among the code points
// [from, to) of Text, for less than Text costs; false where they are not in it.
func (d *Document) BreaksIn(from, to int) bool {
	return from >= 0 && from < to && to <= d.Len() && d.text.BreaksIn(from, to)
}

// Settled reports whether nothing is pending: Text is what the log says.
func (d *Document) Settled() bool { return len(d.pending) == 0 }

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
	err := d.admit(&e)
	if err != nil {
		return delta.Delta{}, fmt.Errorf("append entry %d of author %d at %d: %w", e.Number, e.By, at, err)
	}
	reach, direct := d.reach(&e), d.isDirect(&e)
	did, err := d.apply(&e, at, nil, direct)
	if err != nil {
		return delta.Delta{}, fmt.Errorf("append entry %d of author %d at %d: %w", e.Number, e.By, at, err)
	}
	d.commit(&e, at, reach, direct)
	return did, nil
}

// Pend applies our own entry before the log has it. It counts as the latest
// until Append confirms it, which is told by By and Number. Pend returns what
// the entry did to Text, an undo's effect, too. It returns an error, and
// changes nothing, when the entry does not fit; see Check.
func (d *Document) Pend(e Entry) (delta.Delta, error) {
	err := d.admit(&e)
	if err == nil {
		err = cmp.Or(d.checkLimit(&e), d.stands(&e))
	}
	if err == nil && len(d.pending) > 0 && d.pending[0].By != e.By {
		err = fmt.Errorf("author %d is pending: %w", d.pending[0].By, ErrOrder)
	}
	var did delta.Delta
	r := d.record()
	*r = record{Entry: e, at: latest, direct: d.isDirect(&e)}
	if err == nil {
		did, err = d.apply(&r.Entry, latest, r, r.direct)
	}
	if err != nil {
		return delta.Delta{}, fmt.Errorf("pend entry %d of author %d: %w", e.Number, e.By, err)
	}
	d.pending, d.newest = append(d.pending, r), r
	return did, nil
}

// Withdraw takes a pending entry back out, because it will never be in the
// log, and returns what that did to Text. Later pending entries stay as far as
// they were not made on top of it and still fit the text; one that does not has
// no effect, but stays pending until it is withdrawn itself. It returns ErrUnknown, wrapped, when there is
// no such entry.
func (d *Document) Withdraw(number uint64) (delta.Delta, error) {
	i := slices.IndexFunc(d.pending, func(r *record) bool { return r.Number == number })
	if i < 0 {
		return delta.Delta{}, fmt.Errorf("withdraw entry %d, which is not pending: %w", number, ErrUnknown)
	}
	before, void := d.text.Text(), d.pending[i].void
	d.pending = slices.Delete(d.pending, i, i+1)
	if void {
		return delta.Replace(d.text.Len(), 0, 0, ""), nil
	}
	d.replay()
	return difference(before, d.text.Text()), nil
}

// WithdrawAll takes all that is pending back out, for what one of many costs.
func (d *Document) WithdrawAll() {
	d.pending = nil
	d.replay()
}

// is reports whether r is the record of e.
func (r *record) is(e Entry) bool {
	return r.By == e.By && r.Number == e.Number && r.Base == e.Base && !r.void &&
		r.Delta.Equal(e.Delta) && slices.Equal(r.Undo, e.Undo)
}

// apply does to the text what an entry says: at once when its author has seen
// all of it, through the sketch when that can tell, else through the window.
// A pending entry brings its record.
func (d *Document) apply(e *Entry, at Version, r *record, direct bool) (delta.Delta, error) {
	if direct {
		splice(d.text, e.Delta, e.By)
		d.wasEasy()
		return e.Delta, nil
	}
	if did, ok := d.applySketch(e, at); ok {
		splice(d.text, did, e.By)
		d.wasEasy()
		return did, nil
	}
	if err := d.open(d.reach(e)); err != nil {
		return delta.Delta{}, err
	}
	if r == nil {
		r = &record{Entry: *e, at: at}
	}
	touched := d.window.place(r)
	if at != latest {
		d.window.next++
	}
	return d.window.change(d.text, touched), nil
}

// wasEasy notes that an entry needed no window. One that is needed no more is
// dropped, unless building it again would cost more than was saved so far.
func (d *Document) wasEasy() {
	if d.direct++; d.window != nil && d.direct > max(d.maxDirect, len(d.window.log)) {
		d.drop()
	}
}

// commit notes that an entry is number at of the log.
func (d *Document) commit(e *Entry, at, reach Version, direct bool) {
	d.head = at
	if newest := d.log.last(); newest != nil && newest.By != e.By {
		d.foreign = newest.at
	}
	d.log.add(e, at, reach, direct)
	m := &d.marks[len(d.marks)-1]
	m.low = min(m.low, reach)
	d.bytes += e.Weight()
	d.mark()
	d.log.tidy()
}

// record returns an empty record, a used one if there is.
func (d *Document) record() *record {
	n := len(d.spare)
	if n == 0 {
		return new(record)
	}
	r := d.spare[n-1]
	d.spare = d.spare[:n-1]
	return r
}

// maxSpare is how many used records are kept for new ones.
const maxSpare = 256

// confirm notes that the first pending entry has become number at of the log.
func (d *Document) confirm(at Version) {
	r := d.pending[0]
	reach, direct := d.reach(&r.Entry), r.direct && d.sawLog(&r.Entry)
	if r.in != nil {
		d.catchUp() // the window has the log in order
		d.window.confirm(r, at)
	}
	if d.sketch != nil && !d.sketch.confirm(r, at, d.log.end()) {
		d.sketch = nil
	}
	d.pending[0] = nil
	d.pending = d.pending[1:]
	if d.newest == r { // what is pending behind it has no effect
		d.newest = nil
	}
	r.at = at
	d.commit(&r.Entry, at, reach, direct)
	if r.in == nil && len(d.spare) < maxSpare { // nobody else has it
		*r = record{}
		d.spare = append(d.spare, r)
	}
}

// overtake appends an entry of our own that is not the first pending one. What
// is pending up to its number will not come any more; what is pending after it
// is placed anew.
func (d *Document) overtake(at Version, e Entry) (delta.Delta, error) {
	before, pending := d.text.Text(), d.pending
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
	return difference(before, d.text.Text()), nil
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

// splice does an edit by one author to a text.
func splice(t *text.Editor, d delta.Delta, by text.Author) {
	if at, deleted, inserted, ok := d.Single(); ok {
		t.Splice(at, deleted, inserted, by)
		return
	}
	at, deleted := 0, 0
	for op := range d.Ops() {
		if op.Insert == "" && deleted > 0 {
			t.Splice(at, deleted, "", by)
			deleted = 0
		}
		switch {
		case op.Keep > 0:
			at += op.Keep
		case op.Delete > 0:
			deleted = op.Delete
		default:
			before := t.Len()
			t.Splice(at, deleted, op.Insert, by)
			at += t.Len() - before + deleted
			deleted = 0
		}
	}
	if deleted > 0 {
		t.Splice(at, deleted, "", by)
	}
}
