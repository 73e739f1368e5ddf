package merge

import "parley/collab/text"

// A Blamed is a stretch of Text, the code points [From, To), that one entry
// wrote.
type Blamed struct {
	From, To int
	By       text.Author
	At       Version // the entry's number in the log; 0: from before the kept log, or pending
}

// Blame returns which entries wrote the code points [from, to), in order and
// without gaps. What was there before the log that is kept has its author
// only. It costs as much as placing that log anew.
func (d *Document) Blame(from, to int) []Blamed {
	w := newWindow(&d.marks[0])
	for _, e := range d.log.all(w.next) {
		update(w.place(&record{Entry: e.Entry, at: e.at}))
	}
	for _, r := range d.pending {
		if !r.void {
			update(w.place(&record{Entry: r.Entry, at: latest}))
		}
	}
	var out []Blamed
	note := func(n int, b Blamed, at int) {
		b.From, b.To = max(at, from), min(at+n, to)
		switch last := len(out) - 1; {
		case b.From >= b.To:
		case last >= 0 && out[last].By == b.By && out[last].At == b.At:
			out[last].To = b.To
		default:
			out = append(out, b)
		}
	}
	at := 0
	for x := w.first; x != nil; x = x.after() {
		switch {
		case x.own.now == 0:
		case x.owner == nil:
			for span := range w.base.Spans(x.from, x.from+x.n) {
				note(span.To-span.From, Blamed{By: span.By}, at+span.From-x.from)
			}
		case x.owner.at == latest:
			note(x.n, Blamed{By: x.owner.By}, at)
		default:
			note(x.n, Blamed{By: x.owner.By, At: x.owner.at}, at)
		}
		at += x.own.now
	}
	return out
}
