package merge

import (
	"encoding/binary"

	"parley/collab/delta"
	"parley/collab/text"
)

// A block is packSize entries of the log in few bytes: of each, what differs
// from the usual next keystroke of the same author, and the delta.
type block struct {
	at     Version // of the first
	packed []byte
}

// What a packed entry says besides its delta.
const (
	packBy     = 1 << iota // another author than the entry before
	packNumber             // a number that is not the next
	packAtGap              // a place in the log that is not the next
	packBase               // a base that is not the entry before
	packReach              // a reach that is not the base
	packUndo               // an undo and no delta
	packDirect
)

func pack(entries []logged) block {
	var room [16 * packSize]byte // enough for typing
	b, before := room[:0], new(logged)
	for i := range entries {
		b = appendLogged(b, &entries[i], before)
		before = &entries[i]
	}
	return block{entries[0].at, append(make([]byte, 0, len(b)), b...)}
}

func appendLogged(b []byte, e, before *logged) []byte {
	head := len(b)
	b = append(b, 0)
	if e.By != before.By {
		b[head] |= packBy
		b = binary.AppendUvarint(b, uint64(e.By))
	}
	if e.Number != before.Number+1 {
		b[head] |= packNumber
		b = binary.AppendUvarint(b, e.Number)
	}
	if e.at != before.at+1 {
		b[head] |= packAtGap
		b = binary.AppendUvarint(b, e.at-before.at)
	}
	if e.Base != before.at {
		b[head] |= packBase
		b = binary.AppendUvarint(b, e.at-e.Base)
	}
	if e.reach != e.Base {
		b[head] |= packReach
		b = binary.AppendUvarint(b, e.at-e.reach)
	}
	if e.direct {
		b[head] |= packDirect
	}
	if len(e.Undo) > 0 {
		b[head] |= packUndo
		b = binary.AppendUvarint(b, uint64(len(e.Undo)))
		for _, number := range e.Undo {
			b = binary.AppendUvarint(b, e.Number-number)
		}
		return b
	}
	// The delta is shorter than its length needs bytes for, nearly always.
	start := len(b)
	b = e.Delta.AppendBinary(append(b, 0))
	size := uint64(len(b) - start - 1)
	if size < 0x80 {
		b[start] = byte(size)
		return b
	}
	return append(binary.AppendUvarint(b[:start], size), e.Delta.AppendBinary(nil)...)
}

// unpack returns the entries of the block.
func (k block) unpack() []logged {
	out := make([]logged, packSize)
	r, before := k.packed, logged{}
	next := func(flagged bool, usual uint64) uint64 {
		if !flagged {
			return usual
		}
		v, n := binary.Uvarint(r)
		r = r[n:]
		return v
	}
	for i := range out {
		e := &out[i]
		flags := r[0]
		r = r[1:]
		e.By = text.Author(next(flags&packBy != 0, uint64(before.By)))
		e.Number = next(flags&packNumber != 0, before.Number+1)
		e.at = before.at + next(flags&packAtGap != 0, 1)
		e.Base = e.at - next(flags&packBase != 0, e.at-before.at)
		e.reach = e.at - next(flags&packReach != 0, e.at-e.Base)
		e.direct = flags&packDirect != 0
		if flags&packUndo != 0 {
			e.Undo = make([]uint64, next(true, 0))
			for j := range e.Undo {
				e.Undo[j] = e.Number - next(true, 0)
			}
		} else {
			size := next(true, 0)
			e.Delta = mustParse(r[:size])
			r = r[size:]
		}
		before = *e
	}
	return out
}

// mustParse reads a delta that this process has written itself.
func mustParse(b []byte) delta.Delta {
	d, err := delta.Parse(b)
	if err != nil {
		panic("merge: a packed entry does not read back: " + err.Error())
	}
	return d
}
