package archive

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
)

// What one block may unfold to.
const (
	maxColumn  = 64 << 20 // bytes
	maxChanges = 1 << 22
	maxSteps   = 1 << 23
)

// unfold reads what fold wrote.
func (b block) unfold() (r record, err error) {
	in := &reader{rest: b.bytes}
	steps := in.count(maxSteps)
	var c [columns]*reader
	for i := range c {
		if c[i], err = inflate(in.bytes(in.count(len(in.rest)))); err != nil {
			return record{}, fmt.Errorf("changes %d to %d, column %d: %w", b.first, b.last, i, err)
		}
	}
	r.changes = make([]change, b.changes)
	r.unfoldChanges(b, &c)
	r.unfoldSteps(steps, &c)
	r.unfoldAuthors(c[columnGoneBy])
	bad := in.bad || len(in.rest) > 0
	for _, column := range c {
		bad = bad || column.bad || len(column.rest) > 0 || column.times > 0
	}
	if bad || !r.adds(b) {
		return record{}, fmt.Errorf("changes %d to %d: %w", b.first, b.last, ErrMalformed)
	}
	return r, nil
}

func (r *record) unfoldChanges(b block, c *[columns]*reader) {
	number, at := b.first, int64(0)
	for i := range r.changes {
		number += meeting.Version(c[columnNumbers].next())
		at += c[columnTimes].next()
		r.changes[i] = change{number, at, text.Author(c[columnAuthors].next()), int32(c[columnSteps].next())}
	}
}

func (r *record) unfoldSteps(n int, c *[columns]*reader) {
	gone, end := c[columnGone].rest, int64(0)
	c[columnGone].rest = nil
	for len(r.steps) < n && !c[columnKinds].bad {
		v := c[columnKinds].count(math.MaxInt32)
		kind, times := v%kinds, v/kinds
		at := end + c[columnPlaces].signed()
		s := step{put: 1}
		switch kind {
		case backward, forward:
			s = step{took: 1}
		case replaced:
			s = step{put: int32(c[columnSizes].count(delta.MaxLen)), took: int32(c[columnSizes].count(delta.MaxLen))}
		}
		if times == 0 || times > n-len(r.steps) || at < 0 || at > delta.MaxLen || kind == replaced && times > 1 {
			c[columnKinds].bad = true
			return
		}
		var taken []byte
		if taken, gone = cutRunes(gone, times*int(s.took)); kind == backward {
			taken = appendReversed(make([]byte, 0, len(taken)), taken)
		}
		r.gone = append(r.gone, taken...)
		for range times {
			s.at = int32(at)
			s.bytes = int32(len(first(taken, int(s.took))))
			taken = taken[s.bytes:]
			r.steps = append(r.steps, s)
			switch kind {
			case typed:
				at++
			case backward:
				at--
			}
		}
		if end = at; kind == backward {
			end = at + 1
		} else if kind == replaced {
			end = at + int64(s.put)
		}
	}
	c[columnGone].rest = gone // nothing, if all is well
}

func (r *record) unfoldAuthors(c *reader) {
	for len(c.rest) > 0 && !c.bad {
		r.authors = append(r.authors, author{c.author(), c.count(maxColumn)})
	}
}

// adds reports whether the parts of the record fit each other and its block.
func (r *record) adds(b block) bool {
	steps, took, gone := 0, 0, 0
	before := meeting.Version(0)
	for _, c := range r.changes {
		if c.steps <= 0 || c.number <= before {
			return false
		}
		steps, before = steps+int(c.steps), c.number
	}
	for _, s := range r.steps {
		if s.put+s.took <= 0 || s.at < 0 {
			return false
		}
		took += int(s.took)
	}
	for _, a := range r.authors {
		gone += a.runes
	}
	return before == b.last && steps == len(r.steps) && took == gone && took == utf8.RuneCount(r.gone) && utf8.Valid(r.gone)
}

func first(b []byte, runes int) []byte {
	head, _ := cutRunes(b, runes)
	return head
}

// cutRunes cuts b after so many code points, or at its end.
func cutRunes(b []byte, runes int) (head, tail []byte) {
	i := 0
	for ; runes > 0 && i < len(b); runes-- {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		_, n := utf8.DecodeRune(b[i:])
		i += n
	}
	return b[:i], b[i:]
}

func inflate(b []byte) (*reader, error) {
	if len(b) == 0 {
		return &reader{}, nil
	}
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b)), maxColumn+1))
	if err != nil || len(plain) > maxColumn {
		return nil, fmt.Errorf("unfold: %w", ErrMalformed)
	}
	return &reader{rest: plain}, nil
}

// A reader takes a column apart. After the first mistake it is bad and yields
// zeros.
type reader struct {
	rest  []byte
	bad   bool
	value int64 // of the run that is being read
	times uint64
}

func (r *reader) count(most int) int { return int(r.number(uint64(most))) }

func (r *reader) author() text.Author { return text.Author(r.number(math.MaxUint32)) }

// number reads a number of at most so much.
func (r *reader) number(most uint64) uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 || v > most {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) signed() int64 {
	v, n := binary.Varint(r.rest)
	if n <= 0 {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) bytes(n int) []byte {
	if n > len(r.rest) {
		r.bad = true
		return nil
	}
	b := r.rest[:n:n]
	r.rest = r.rest[n:]
	return b
}

// next returns the next of values written as runs.
func (r *reader) next() int64 {
	if r.times == 0 {
		r.value, r.times = r.signed(), uint64(r.count(math.MaxInt32))
		if r.times == 0 {
			r.bad, r.times = true, math.MaxUint64 // and zeros from now on
			r.value = 0
		}
	}
	r.times--
	return r.value
}

func (r *reader) uint() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return v
}
