package wire

import (
	"encoding/binary"
	"fmt"
	"unicode/utf8"

	"parley/collab/delta"
)

// The columns of messages sent together: what is alike stands side by side, and
// most of what is predicted from the edit before is zeros, so that little is
// left of it once compressed. Each is a string of varints, but for the raw one.
const (
	colOrder    = iota // of each message: 0 is an edit in the columns below, n a message of n bytes in colRaw
	colRaw             // those messages
	colBy              // the edit's author
	colTime            // as in kindNextEdit
	colCommand         // how much further than the author's last, less one
	colBack            // as in kindNextEdit
	colLength          // of the text before the edit, less what the edit before left
	colPlace           // less where the author's last edit ended
	colDeleted         // code points
	colInserted        // bytes
	colWords           // what is inserted
	columns
)

// A table is messages in columns, being written or read.
type table struct {
	cols    [columns][]byte
	length  int               // of the text after the last edit
	command map[uint64]uint64 // of each author's last edit
	end     map[uint64]int    // where that ended
}

func newTable() *table { return &table{command: map[uint64]uint64{}, end: map[uint64]int{}} }

// A row is an edit in the columns.
type row struct {
	by, command, back uint64
	time              int64
	splice
}

// message returns the row as the message that it was.
func (r row) message() []byte {
	b := binary.AppendUvarint([]byte{kindNextEdit}, r.by)
	b = binary.AppendVarint(b, r.time)
	b = binary.AppendUvarint(b, r.command)
	b = binary.AppendUvarint(b, r.back)
	return delta.Replace(r.length, r.at, r.deleted, r.insert).AppendBinary(b)
}

// rowOf returns the message as a row, if it is nothing else.
func rowOf(message []byte) (w row, ok bool) {
	if len(message) == 0 || message[0] != kindNextEdit {
		return w, false
	}
	r := thinReader{rest: message[1:]}
	w.by, w.time, w.command, w.back = r.count(), r.varint(), r.count(), r.count()
	d, err := delta.Parse(r.rest)
	if r.bad || err != nil {
		return w, false
	}
	w.splice, ok = one(d)
	return w, ok && string(w.message()) == string(message)
}

// add appends a message.
func (t *table) add(message []byte) {
	w, ok := rowOf(message)
	if !ok {
		t.count(colOrder, uint64(len(message)))
		t.cols[colRaw] = append(t.cols[colRaw], message...)
		return
	}
	t.count(colOrder, 0)
	t.count(colBy, w.by)
	t.signed(colTime, w.time)
	t.signed(colCommand, int64(w.command-t.command[w.by]-1))
	t.count(colBack, w.back)
	t.signed(colLength, int64(w.length-t.length))
	t.signed(colPlace, int64(w.at-t.end[w.by]))
	t.count(colDeleted, uint64(w.deleted))
	t.count(colInserted, uint64(len(w.insert)))
	t.cols[colWords] = append(t.cols[colWords], w.insert...)
	t.note(w)
}

func (t *table) note(w row) {
	inserted := utf8.RuneCountInString(w.insert)
	t.length, t.command[w.by], t.end[w.by] = w.length-w.deleted+inserted, w.command, w.at+inserted
}

func (t *table) count(column int, v uint64) {
	t.cols[column] = binary.AppendUvarint(t.cols[column], v)
}

func (t *table) signed(column int, v int64) {
	t.cols[column] = binary.AppendVarint(t.cols[column], v)
}

// bytes returns the columns one behind the other, their lengths before them.
func (t *table) bytes() (b []byte) {
	for _, c := range t.cols {
		b = binary.AppendUvarint(b, uint64(len(c)))
	}
	for _, c := range t.cols {
		b = append(b, c...)
	}
	return b
}

// messages calls take with each message in b, until one is refused.
func messages(b []byte, take func(message []byte) error) error {
	var cols [columns]thinReader
	head := thinReader{rest: b}
	var sizes [columns]uint64
	for i := range sizes {
		sizes[i] = head.count()
	}
	for i, size := range sizes {
		if head.bad || size > uint64(len(head.rest)) {
			return fmt.Errorf("messages together: a column is cut: %w", ErrMalformed)
		}
		cols[i].rest, head.rest = head.rest[:size], head.rest[size:]
	}
	t := newTable()
	for len(cols[colOrder].rest) > 0 {
		m, ok := t.next(&cols)
		if !ok {
			return fmt.Errorf("messages together: %w", ErrMalformed)
		}
		if err := take(m); err != nil {
			return err
		}
	}
	for _, c := range cols {
		if len(c.rest)+len(head.rest) > 0 {
			return fmt.Errorf("messages together, and more: %w", ErrMalformed)
		}
	}
	return nil
}

// next takes the next message out of the columns.
func (t *table) next(cols *[columns]thinReader) ([]byte, bool) {
	if size := cols[colOrder].count(); size > 0 {
		m, ok := cols[colRaw].bytes(size)
		return m, ok
	}
	w := row{by: cols[colBy].count(), time: cols[colTime].varint(), back: cols[colBack].count()}
	w.command = t.command[w.by] + 1 + uint64(cols[colCommand].varint())
	w.length, w.at = t.length+cols[colLength].signed(), t.end[w.by]+cols[colPlace].signed()
	deleted := cols[colDeleted].count()
	words, ok := cols[colWords].bytes(cols[colInserted].count())
	for i := range cols {
		ok = ok && !cols[i].bad
	}
	if !ok || w.length < 0 || w.length > delta.MaxLen || w.at < 0 || w.at > w.length || deleted > uint64(w.length-w.at) {
		return nil, false
	}
	w.deleted, w.insert = int(deleted), string(words)
	t.note(w)
	return w.message(), true
}

// varint reads a signed number.
func (r *thinReader) varint() int64 {
	v, n := binary.Varint(r.rest)
	if n <= 0 {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// bytes reads so many bytes.
func (r *thinReader) bytes(n uint64) ([]byte, bool) {
	if r.bad || n > uint64(len(r.rest)) {
		r.bad, r.rest = true, nil
		return nil, false
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b, true
}
