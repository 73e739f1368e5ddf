// Package text is the text that a meeting shares: a rope of code points that
// knows its lines and who wrote what. A Text is a value that never changes;
// an edit makes a new one that shares nearly all of the old, so old versions
// stay valid and cost little. The package does no I/O.
package text

import (
	"fmt"
	"hash/crc32"
	"strings"
	"unicode/utf8"
)

// An Author is a person's number in the meeting. 0 means that the text came
// with the document.
type Author uint32

// A Text is an immutable text. The zero Text is empty. Any number of
// goroutines may read one at the same time.
//
// Offsets count code points from 0. A range outside the text panics, as it
// does for a slice; questions about lines take the nearest line instead.
type Text struct{ root *node }

// New returns the text s, all of it written by one author. Bytes that are not
// UTF-8 become U+FFFD.
func New(s string, by Author) Text {
	return Text{build(valid(s), by)}
}

// Len returns the number of code points.
func (t Text) Len() int { return t.root.measure().runes }

// Size returns the number of bytes in UTF-8.
func (t Text) Size() int { return t.root.measure().bytes }

// String returns the whole text.
func (t Text) String() string { return t.Slice(0, t.Len()) }

// Sum returns the CRC-32C of the text in UTF-8; who wrote it does not count.
func (t Text) Sum() uint32 {
	sum := uint32(0)
	for leaf := range t.root.leaves(0, t.Len()) {
		sum = crc32.Update(sum, castagnoli, leaf.text)
	}
	return sum
}

// castagnoli is the CRC that processors compute themselves.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Slice returns the code points [from, to).
func (t Text) Slice(from, to int) string {
	t.mustContain(from, to)
	if leaf, at := t.root.leafAt(from); leaf != nil && to-from <= leaf.size.runes-at {
		return string(leaf.slice(at, at+to-from))
	}
	var s strings.Builder
	if to-from == t.Len() {
		s.Grow(t.Size())
	}
	for leaf, at := range t.root.leaves(from, to) {
		s.Write(leaf.slice(max(from-at, 0), min(to-at, leaf.size.runes)))
	}
	return s.String()
}

// Splice returns the text with deleted code points at at replaced by inserted,
// which is by's work. Bytes that are not UTF-8 become U+FFFD.
func (t Text) Splice(at, deleted int, inserted string, by Author) Text {
	t.mustContain(at, at+deleted)
	inserted = valid(inserted)
	if deleted == 0 && inserted == "" {
		return t
	}
	if root := t.root.spliceLeaf(at, deleted, inserted, by); root != nil {
		return Text{root}
	}
	return Text{t.root.splice(at, deleted, build(inserted, by))}
}

// Cut returns the code points [from, to) with their authors.
func (t Text) Cut(from, to int) Text {
	t.mustContain(from, to)
	return Text{t.root.cut(from, to)}
}

// Join returns t with u behind it. Everything keeps its author.
func (t Text) Join(u Text) Text { return Text{join(t.root, u.root)} }

func (t Text) mustContain(from, to int) { mustContain(from, to, t.Len()) }

func mustContain(from, to, length int) {
	if from < 0 || to < from || to > length {
		panic(fmt.Sprintf("text: range [%d, %d) of a text of %d code points", from, to, length))
	}
}

// valid returns s with U+FFFD for bytes that are not UTF-8.
func valid(s string) string {
	if len(s) == 1 && s[0] < utf8.RuneSelf { // a letter, as people type
		return s
	}
	return strings.ToValidUTF8(s, string(utf8.RuneError))
}

// Adopted marks, in an Author, words that the person proposed and that a
// decision put into the text, and not the person's own typing.
const Adopted Author = 1 << 31

// Person returns the number of the person, whether adopted or not.
func (a Author) Person() Author { return a &^ Adopted }

// Adopted returns the author as whom the person's words come into the text by a
// decision.
func (a Author) Adopted() Author { return a | Adopted }
