package merge

import (
	"iter"
	"slices"
	"sort"

	"parley/collab/text"
)

// A logged is an entry of the log.
type logged struct {
	Entry
	at     Version
	reach  Version // the newest version from which it can be placed
	direct bool    // its author had seen everything before it
}

// A history is a document's log, or the newest part of it. Entries are called
// by their ordinal: how many there were before them since the document began.
// The newest stand as they are; the older ones, which are rarely asked for,
// are packed, some nine bytes a keystroke.
type history struct {
	first   int // the oldest entry that is kept
	blocks  []block
	from    int // the first entry of blocks[0]
	recent  []logged
	authors map[text.Author]*author
	newest  *author // who wrote the newest entry
}

// How entries are packed: packSize at a time, and packAt of them once there are
// two such lots.
const (
	packSize = 64
	packAt   = 1024
)

// An author is what is known of one author's entries in the log.
type author struct {
	number  uint64    // of the newest
	base    Version   // of the newest
	at      Version   // of the newest
	knows   Version   // the author has seen the log up to here, at least
	left    int       // how long the newest left the text, as the author saw it
	undid   bool      // the newest is an undo, which does not say
	written []stretch // ascending
}

// A stretch is n entries of one author that follow each other both by their
// numbers and in the log.
type stretch struct {
	number  uint64
	ordinal int
	n       int
}

// end returns the ordinal that the next entry will have.
func (h *history) end() int { return h.from + len(h.blocks)*packSize + len(h.recent) }

// last returns the newest entry, or nil.
func (h *history) last() *logged {
	if h.end() == h.first {
		return nil
	}
	return &h.recent[len(h.recent)-1]
}

func (h *history) add(e *Entry, at, reach Version, direct bool) {
	by, ordinal := h.author(e.By), h.end()
	if n := len(h.recent); n == cap(h.recent) {
		room := 2 * packAt // as many as there ever are
		if n < packAt {
			room = max(16, 2*n)
		}
		h.recent = append(make([]logged, 0, room), h.recent...)
	}
	h.recent = append(h.recent, logged{})
	l := &h.recent[len(h.recent)-1]
	l.Entry, l.at, l.reach, l.direct = *e, at, reach, direct
	by.number, by.base, by.at, h.newest = e.Number, e.Base, at, by
	by.left, by.undid = e.Delta.NewLen(), len(e.Undo) > 0
	if by.knows = max(by.knows, e.Base); direct {
		by.knows = at
	}
	if n := len(by.written); n > 0 {
		if s := &by.written[n-1]; s.number+uint64(s.n) == e.Number && s.ordinal+s.n == ordinal {
			s.n++
			return
		}
	}
	by.written = append(by.written, stretch{e.Number, ordinal, 1})
}

// tidy packs the older half of the recent entries, once they are many.
func (h *history) tidy() {
	if len(h.recent) < 2*packAt {
		return
	}
	for old := h.recent[:packAt]; len(old) > 0; old = old[packSize:] {
		h.blocks = append(h.blocks, pack(old[:packSize]))
	}
	n := copy(h.recent, h.recent[packAt:])
	clear(h.recent[n:])
	h.recent = h.recent[:n]
}

// author returns what is known of somebody, who may be new.
func (h *history) author(by text.Author) *author {
	if n := len(h.recent); n > 0 && h.newest != nil && h.recent[n-1].By == by {
		return h.newest
	}
	a := h.authors[by]
	if a == nil {
		a = new(author)
		h.authors[by] = a
	}
	return a
}

// all yields the entries from an ordinal on.
func (h *history) all(from int) iter.Seq2[int, *logged] {
	return func(yield func(int, *logged) bool) {
		from = max(from, h.first)
		recent := h.end() - len(h.recent)
		for from < recent {
			entries := h.blocks[(from-h.from)/packSize].unpack()
			for i := (from - h.from) % packSize; i < packSize; i++ {
				if !yield(from, &entries[i]) {
					return
				}
				from++
			}
		}
		for ; from-recent < len(h.recent); from++ {
			if !yield(from, &h.recent[from-recent]) {
				return
			}
		}
	}
}

// at returns an entry by its ordinal. There must be one.
func (h *history) at(ordinal int) *logged {
	for _, e := range h.all(ordinal) {
		return e
	}
	return nil
}

// find returns an author's entry by its number, or nil.
func (h *history) find(by text.Author, number uint64) (ordinal int, e *logged) {
	a := h.authors[by]
	if a == nil {
		return 0, nil
	}
	i := sort.Search(len(a.written), func(i int) bool { return a.written[i].number > number }) - 1
	if i < 0 || number-a.written[i].number >= uint64(a.written[i].n) {
		return 0, nil
	}
	ordinal = a.written[i].ordinal + int(number-a.written[i].number)
	if ordinal < h.first {
		return 0, nil
	}
	return ordinal, h.at(ordinal)
}

// upTo returns the ordinal of the first entry that is newer than v.
func (h *history) upTo(v Version) int {
	recent := h.end() - len(h.recent)
	if len(h.recent) > 0 && h.recent[0].at <= v || len(h.blocks) == 0 {
		return max(h.first, recent+sort.Search(len(h.recent), func(i int) bool { return h.recent[i].at > v }))
	}
	b := sort.Search(len(h.blocks), func(i int) bool { return h.blocks[i].at > v }) - 1
	if b < 0 {
		return h.first
	}
	entries := h.blocks[b].unpack()
	inside := sort.Search(packSize, func(i int) bool { return entries[i].at > v })
	return max(h.first, h.from+b*packSize+inside)
}

// forget drops the entries before an ordinal.
func (h *history) forget(before int) {
	h.first = before
	gone := min(len(h.blocks), (before-h.from)/packSize)
	h.blocks = slices.Clone(h.blocks[gone:])
	h.from += gone * packSize
	if len(h.blocks) == 0 {
		h.recent = slices.Clone(h.recent[before-h.from:])
		h.from = before
	}
	for _, a := range h.authors {
		n := sort.Search(len(a.written), func(i int) bool { return a.written[i].ordinal+a.written[i].n > before })
		a.written = slices.Delete(a.written, 0, n)
	}
}
