package draftpane

import (
	"unicode"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// A segment is a stretch of one line that is laid out at once: the whole line,
// what is before the rows that are kept while the user writes or these, or about
// segmentSize code points of a very long one. Its offsets are those of
// the text; the line break is not in it.
type segment struct {
	line     int // counted from 0
	from, to int
	last     bool // the line ends where the segment ends
}

// segmentSize bounds the work that one key press in a line of a million
// characters can cause. Rows end where a segment ends, so every few thousand
// characters such a line has one row that is shorter than it could be.
const segmentSize = 2048

// cutReach is how far behind its place a cut between two segments is looked for.
const cutReach = 64

// segmentAt returns the segment that the offset is in. Between two segments it
// is the later one.
func (m *Model) segmentAt(offset int) segment {
	line := m.text.LineOf(offset)
	start, end := m.text.LineStart(line), m.text.LineEnd(line)
	if end-start <= 2*segmentSize {
		from, to := m.keptAround(offset, start, end)
		return segment{line, from, to, to == end}
	}
	k := (offset - start) / segmentSize
	if offset < m.cut(start, end, k) {
		k--
	}
	s := segment{line: line, from: m.cut(start, end, k), to: m.cut(start, end, k+1)}
	s.last = s.to == end
	if s.from == end { // the line's end is in the segment before it
		s.from = m.cut(start, end, k-1)
	}
	return s
}

// cut returns where the kth segment of the line [start, end) begins: at the
// first place from k*segmentSize on that is surely between two clusters, best
// behind a blank or a sign of punctuation: that place mostly stays the same when
// something is typed further up in the line, and so does what is laid out already.
func (m *Model) cut(start, end, k int) int {
	at := start + k*segmentSize
	if k <= 0 {
		return start
	}
	if at+2*cutReach >= end {
		return end
	}
	near := []rune(m.text.Slice(at-1, at+cutReach))
	sure := -1
	for i := 1; i < len(near); i++ {
		if !surelyParts(near[i-1], near[i]) {
			continue
		}
		if near[i-1] == ' ' || unicode.In(near[i-1], unicode.Pe, unicode.Pf, unicode.Po) && !unicode.IsPunct(near[i]) {
			return at + i - 1
		}
		if sure < 0 {
			sure = at + i - 1
		}
	}
	if sure >= 0 {
		return sure
	}
	return at + cutReach
}

// surelyParts reports whether a cluster ends between the two code points
// whatever stands before them. The rules of UAX #29 that look further back
// keep together what follows a joiner, a mark or a regional indicator.
func surelyParts(a, b rune) bool {
	if a < 0x300 && b < 0x300 {
		return a != '\r'
	}
	if a == 0x200d || unicode.In(a, unicode.M, unicode.Cf) {
		return false
	}
	return len(graphemes.FromString(string([]rune{a, b})).First()) == len(string(a))
}
