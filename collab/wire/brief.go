package wire

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
)

// An edit is what nearly every message and every entry of the log is about, so
// the array of it is written and read here by hand: the same bytes that the
// CBOR encoder writes, and of what the CBOR decoder reads only those. Whatever
// looks otherwise is left to them.

// The major types of CBOR that an edit is made of (RFC 8949, section 3.1).
const (
	majorUint  = 0 << 5
	majorNint  = 1 << 5
	majorBytes = 2 << 5
	majorArray = 4 << 5
)

// appendHead appends a head with its argument in as few bytes as it takes (RFC
// 8949, section 4.2.1).
func appendHead(b []byte, major byte, n uint64) []byte {
	switch {
	case n < 24:
		return append(b, major|byte(n))
	case n < 1<<8:
		return append(b, major|24, byte(n))
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, major|25), uint16(n))
	case n < 1<<32:
		return binary.BigEndian.AppendUint32(append(b, major|26), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(b, major|27), n)
}

func appendInt(b []byte, n int64) []byte {
	if n < 0 {
		return appendHead(b, majorNint, uint64(^n))
	}
	return appendHead(b, majorUint, uint64(n))
}

// appendWithDelta appends a message that is the array of some fields, which are
// written already, and of an edit's delta: so many parts.
func appendWithDelta(dst []byte, kind byte, fields []byte, parts uint64, edit meeting.Edited) []byte {
	start := len(dst)
	dst = append(appendHead(append(dst, kind), majorArray, parts), fields...)
	at := len(dst) // of a head that nearly always is one byte
	dst = edit.Delta.AppendBinary(append(dst, majorBytes))
	if n := len(dst) - at - 1; n < 24 {
		dst[at] |= byte(n)
	} else {
		var head [9]byte
		dst = slices.Replace(dst, at, at+1, appendHead(head[:0], majorBytes, uint64(n))...)
	}
	if len(dst)-start > compressFrom {
		return fold(dst[:start], kind, slices.Clone(dst[start+1:]))
	}
	return dst
}

func kindOf(edit meeting.Edited) byte {
	if edit.Sweeping {
		return kindSwept
	}
	return kindEdited
}

func appendEdited(dst []byte, e meeting.Event, edit meeting.Edited) []byte {
	var room [4 * 9]byte
	b := appendHead(room[:0], majorUint, uint64(e.By))
	b = appendInt(b, e.At.UnixMilli())
	b = appendHead(b, majorUint, e.Command)
	b = appendHead(b, majorUint, e.Base)
	return appendWithDelta(dst, kindOf(edit), b, 5, edit)
}

func appendEditCommand(dst []byte, c meeting.Command, edit meeting.Edit) []byte {
	var room [4 * 9]byte
	b := appendHead(room[:0], majorUint, c.Number)
	b = appendHead(b, majorUint, c.Base)
	b = appendHead(b, majorUint, beforeOf(c))
	b = appendHead(b, majorUint, uint64(kindOf(meeting.Edited(edit))))
	return appendWithDelta(dst, kindCommand, b, 5, meeting.Edited(edit))
}

// A briefReader takes an edit's array apart. After the first thing that is not
// as it is written here it is bad and yields zeros.
type briefReader struct {
	rest []byte
	bad  bool
}

// head reads a head of one of two major types.
func (r *briefReader) head(major, or byte) (n uint64, second bool) {
	if len(r.rest) == 0 || r.rest[0]&^31 != major && r.rest[0]&^31 != or {
		r.bad, r.rest = true, nil
		return 0, false
	}
	second = r.rest[0]&^31 == or
	more := r.rest[0] & 31
	if more < 24 {
		r.rest = r.rest[1:]
		return uint64(more), second
	}
	size := 1 << (more - 24)
	if more > 27 || len(r.rest) < 1+size {
		r.bad, r.rest = true, nil
		return 0, false
	}
	for _, b := range r.rest[1 : 1+size] {
		n = n<<8 | uint64(b)
	}
	if n < 24 || size > 1 && bits.Len64(n) <= 4*size { // there is a shorter one
		r.bad = true
	}
	r.rest = r.rest[1+size:]
	return n, second
}

func (r *briefReader) count() uint64 {
	n, _ := r.head(majorUint, majorUint)
	return n
}

func (r *briefReader) int() int64 {
	n, negative := r.head(majorUint, majorNint)
	if n > 1<<63-1 {
		r.bad = true
	}
	if negative {
		return ^int64(n)
	}
	return int64(n)
}

func (r *briefReader) array(parts uint64) {
	if n, _ := r.head(majorArray, majorArray); n != parts {
		r.bad = true
	}
}

// last reads a string of bytes behind which nothing may follow.
func (r *briefReader) last() []byte {
	n, _ := r.head(majorBytes, majorBytes)
	if r.bad || n != uint64(len(r.rest)) {
		r.bad = true
		return nil
	}
	return r.rest
}

// editedIn reads the plain body of an edit's entry. It returns false when it is
// written in another way, or wrong.
func editedIn(number meeting.Version, kind byte, b []byte) (meeting.Event, bool) {
	if kind != kindEdited && kind != kindSwept {
		return meeting.Event{}, false
	}
	r := briefReader{rest: b}
	r.array(5)
	by, at, command, base, raw := r.count(), r.int(), r.count(), r.count(), r.last()
	if r.bad || by > 1<<32-1 {
		return meeting.Event{}, false
	}
	d, err := cleanDelta(raw)
	return meeting.Event{Number: number, At: time.UnixMilli(at).UTC(), By: text.Author(by), Command: command, Base: base,
		What: meeting.Edited{Delta: d, Sweeping: kind == kindSwept}}, err == nil
}

// editCommandIn reads the body of a command that is an edit. It returns false
// when it is written in another way, or wrong, or something else.
func editCommandIn(b []byte) (c meeting.Command, kind byte, ok bool) {
	r := briefReader{rest: b}
	r.array(5)
	number, base, back, what := r.count(), r.count(), r.count(), r.count()
	if r.bad || number == 0 || back >= number || what != uint64(kindEdited) && what != uint64(kindSwept) {
		return c, 0, false
	}
	d, err := cleanDelta(r.last())
	c = meeting.Command{Number: number, Base: base, Prior: priorOf(number, back), Ask: meeting.Edit{Delta: d, Sweeping: what == uint64(kindSwept)}}
	return c, byte(what), err == nil
}
