package delta

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf8"
)

// The form in bytes is
//
//	keep { change keep }
//
// with each keep a varint, only the first and the last of which may be 0. A
// change is either one byte below 0x80, which is an inserted ASCII character,
// or the byte 1dddiiii: ddd code points deleted (7: seven and as many as the
// varint that follows says) and iiii bytes inserted (15: likewise), then the
// inserted bytes. Every delta has exactly one such form.
const (
	bigDelete = 7
	bigInsert = 15
)

// AppendBinary appends the compact form of d to b. One letter typed into a
// text of 100,000 takes at most 7 bytes.
func (d Delta) AppendBinary(b []byte) []byte {
	rest := d.base
	for i := range d.places() {
		c := d.place(i)
		b = binary.AppendUvarint(b, uint64(c.keep))
		b = appendChange(b, c.deleted, c.insert)
		rest -= c.keep + c.deleted
	}
	return binary.AppendUvarint(b, uint64(rest))
}

func appendChange(b []byte, deleted int, insert string) []byte {
	if deleted == 0 && len(insert) == 1 {
		return append(b, insert[0])
	}
	b = append(b, 0x80|byte(min(deleted, bigDelete))<<4|byte(min(len(insert), bigInsert)))
	if deleted >= bigDelete {
		b = binary.AppendUvarint(b, uint64(deleted-bigDelete))
	}
	if len(insert) >= bigInsert {
		b = binary.AppendUvarint(b, uint64(len(insert)-bigInsert))
	}
	return append(b, insert...)
}

// ErrMalformed reports bytes that no delta is written as.
var ErrMalformed = errors.New("not a change")

// Parse reads what AppendBinary wrote. It refuses everything else with an
// error that wraps ErrMalformed: bytes cut short or left over, a second way to
// write the same change, text that is not UTF-8, texts longer than MaxLen.
func Parse(b []byte) (Delta, error) {
	r := reader{rest: b}
	var out Builder
	for first := true; ; first = false {
		keep := r.count(0)
		if keep == 0 && !first && len(r.rest) > 0 {
			r.fail("two changes at one place")
		}
		out.Keep(keep)
		if out.d.base > MaxLen || out.d.new > MaxLen {
			r.fail("a text that is too long")
		}
		if r.err != nil {
			return Delta{}, fmt.Errorf("parse a change: %w", r.err)
		}
		if len(r.rest) == 0 {
			return out.Delta(), nil
		}
		deleted, insert := r.change()
		out.Delete(deleted)
		out.Insert(insert)
	}
}

// reader takes a delta's bytes apart. After the first error it yields zeros.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) fail(what string) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: %s", ErrMalformed, what)
	}
	r.rest = nil
}

// count reads a varint of at most MaxLen*utf8.UTFMax and adds least.
func (r *reader) count(least int) int {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || n > MaxLen*utf8.UTFMax || size > 1 && r.rest[size-1] == 0 {
		r.fail("a bad count")
		return 0
	}
	r.rest = r.rest[size:]
	return int(n) + least
}

func (r *reader) change() (deleted int, insert string) {
	head := r.rest[0]
	if head < 0x80 {
		insert, r.rest = string(r.rest[:1]), r.rest[1:]
		return 0, insert
	}
	r.rest = r.rest[1:]
	deleted, size := int(head>>4&7), int(head&15)
	if deleted == bigDelete {
		deleted = r.count(bigDelete)
	}
	if size == bigInsert {
		size = r.count(bigInsert)
	}
	if deleted == 0 && size <= 1 {
		r.fail("an empty change, or a letter in its long form")
	}
	if size > len(r.rest) {
		r.fail("an insertion cut short")
		return 0, ""
	}
	if !utf8.Valid(r.rest[:size]) {
		r.fail("an insertion that is not UTF-8")
		return 0, ""
	}
	insert, r.rest = string(r.rest[:size]), r.rest[size:]
	return deleted, insert
}
