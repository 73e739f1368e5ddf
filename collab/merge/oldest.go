package merge

import "parley/collab/text"

// Oldest returns the first version on which an entry may be made: what was
// made on an earlier one cannot be placed.
func (d *Document) Oldest() Version { return d.marks[0].at }

// Kept returns how many entries of the log the document holds.
func (d *Document) Kept() int { return d.log.end() - d.log.first }

// Back returns the oldest version after which the document holds at most so
// many entries, and so many bytes of them, nearly: those that are packed are
// counted by the block.
func (d *Document) Back(entries, bytes int) Version {
	h, back := &d.log, d.head
	for i := len(h.recent) - 1; i >= 0; i-- {
		e := &h.recent[i]
		entries, bytes = entries-1, bytes-e.weight()
		if entries < 0 || bytes < 0 {
			return back
		}
		back = e.at - 1
	}
	for i := len(h.blocks) - 1; i >= 0; i-- {
		entries, bytes = entries-packSize, bytes-len(h.blocks[i].packed)
		if entries < 0 || bytes < 0 {
			return back
		}
		back = h.blocks[i].at - 1
	}
	return min(back, d.Oldest())
}

// weight is about how many bytes of memory a logged entry takes.
func (e *logged) weight() int {
	n := 64 + 8*len(e.Undo)
	for op := range e.Delta.Ops() {
		n += len(op.Insert)
	}
	return n
}

// Has reports whether the document holds an entry of the log by its author's
// number.
func (d *Document) Has(by text.Author, number uint64) bool {
	_, e := d.log.find(by, number)
	return e != nil
}
