package archive

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"unicode/utf8"
)

// The columns of a block, in the order in which they stand in it. Each is
// deflated for itself: what is alike lies together.
const (
	columnNumbers = iota // differences, as runs
	columnTimes
	columnAuthors
	columnSteps // of a change, as runs
	columnKinds // of steps, with how many in a row
	columnPlaces
	columnSizes // of the steps that are not of one letter
	columnGone
	columnGoneBy // authors of what was taken out, as runs
	columns
)

// The kinds of steps. All but a replacement are of one code point and go on
// where the one before ended.
const (
	typed    = iota // put in behind the last
	backward        // taken out in front of the last
	forward         // taken out behind the last
	replaced        // anything, once
	kinds
)

// fold writes a record down.
func fold(r record) block {
	var c [columns][]byte
	c[columnNumbers], c[columnTimes] = r.numbers()
	c[columnAuthors] = runs(len(r.changes), func(i int) int64 { return int64(r.changes[i].by) })
	c[columnSteps] = runs(len(r.changes), func(i int) int64 { return int64(r.changes[i].steps) })
	r.foldSteps(&c)
	for _, a := range r.authors {
		c[columnGoneBy] = binary.AppendUvarint(binary.AppendUvarint(c[columnGoneBy], uint64(a.by)), uint64(a.runes))
	}
	b := block{first: r.changes[0].number, last: r.changes[len(r.changes)-1].number, changes: len(r.changes)}
	b.bytes = binary.AppendUvarint(nil, uint64(len(r.steps)))
	for _, column := range c {
		packed := deflate(column)
		b.bytes = binary.AppendUvarint(b.bytes, uint64(len(packed)))
		b.bytes = append(b.bytes, packed...)
	}
	return b
}

// numbers returns the columns of numbers and times.
func (r *record) numbers() (numbers, times []byte) {
	numbers = runs(len(r.changes), func(i int) int64 {
		if i == 0 {
			return 0 // it stands outside
		}
		return int64(r.changes[i].number - r.changes[i-1].number)
	})
	return numbers, runs(len(r.changes), func(i int) int64 {
		if i == 0 {
			return r.changes[0].at
		}
		return r.changes[i].at - r.changes[i-1].at
	})
}

// runs writes n values as pairs of a value and how many times it comes.
func runs(n int, value func(int) int64) (b []byte) {
	for i := 0; i < n; {
		v, from := value(i), i
		for i++; i < n && value(i) == v; i++ {
		}
		b = binary.AppendUvarint(binary.AppendVarint(b, v), uint64(i-from))
	}
	return b
}

// foldSteps writes the columns of the steps, and turns what was taken out
// letter by letter with backspace round to be read forward.
func (r *record) foldSteps(c *[columns][]byte) {
	gone, end := r.gone, int32(0) // where the next step is expected
	for i := 0; i < len(r.steps); {
		first := r.steps[i]
		kind, n := first.kind(r.steps[i:])
		c[columnKinds] = binary.AppendUvarint(c[columnKinds], uint64(n*kinds+kind))
		c[columnPlaces] = binary.AppendVarint(c[columnPlaces], int64(first.at-end))
		if kind == replaced {
			c[columnSizes] = binary.AppendUvarint(binary.AppendUvarint(c[columnSizes], uint64(first.put)), uint64(first.took))
		}
		size := 0
		for _, s := range r.steps[i : i+n] {
			size += int(s.bytes)
		}
		if kind == backward {
			c[columnGone] = appendReversed(c[columnGone], gone[:size])
		} else {
			c[columnGone] = append(c[columnGone], gone[:size]...)
		}
		gone = gone[size:]
		i += n
		last := r.steps[i-1]
		end = last.at + last.put
	}
}

// kind returns the kind of the first step, and how many in a row are like it.
func (s step) kind(steps []step) (kind, n int) {
	if s.put+s.took != 1 {
		return replaced, 1
	}
	n = 1
	if s.put == 1 {
		for n < len(steps) && steps[n].put == 1 && steps[n].took == 0 && steps[n].at == steps[n-1].at+1 {
			n++
		}
		return typed, n
	}
	by := int32(0) // how far the place moves with every step
	if len(steps) > 1 && steps[1].at == s.at-1 {
		by = -1
	}
	for n < len(steps) && steps[n].put == 0 && steps[n].took == 1 && steps[n].at == steps[n-1].at+by {
		n++
	}
	if by < 0 && n > 1 {
		return backward, n
	}
	return forward, n
}

// appendReversed appends the code points of b from the last to the first.
func appendReversed(dst, b []byte) []byte {
	for len(b) > 0 {
		_, n := utf8.DecodeLastRune(b)
		dst, b = append(dst, b[len(b)-n:]...), b[:len(b)-n]
	}
	return dst
}

func deflate(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err == nil {
		_, err = w.Write(b)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // a buffer takes everything
	}
	return out.Bytes()
}
