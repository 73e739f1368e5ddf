package draftpane

import (
	"sort"
	"unicode/utf8"
)

// A spot is one row of the screen's worth of the laid out text: of the text, or
// a strip that hangs on it.
type spot struct {
	laid
	row int
}

// strip returns what the row is where it is not of the text, else nil.
func (s *spot) strip() *strip {
	switch below := s.row - len(s.above) - len(s.lay.rows); {
	case s.row < len(s.above):
		return &s.above[s.row]
	case below >= 0:
		return &s.below[below]
	}
	return nil
}

// now is the row of the text; a strip is empty, at its start or its end.
func (s *spot) now() row {
	rows := s.lay.rows
	switch at := s.row - len(s.above); {
	case at < 0:
		return row{}
	case at >= len(rows):
		return row{from: s.to - s.from, to: s.to - s.from}
	default:
		return rows[at]
	}
}

// begin and end are the offsets at which the row starts and ends. The end is
// also the start of the next row, unless the row is the last of its line.
func (s *spot) begin() int { return s.from + s.now().from }
func (s *spot) end() int   { return s.from + s.now().to }

// ends reports whether the row is the last of its line.
func (s *spot) ends() bool { return s.last && s.row-len(s.above) == len(s.lay.rows)-1 }

// same reports whether both are the same row.
func (s *spot) same(o spot) bool { return s.from == o.from && s.row == o.row }

// holds reports whether the caret can be in the row.
func (s *spot) holds() bool {
	return s.strip() == nil && (s.now().from < s.now().to || s.ends())
}

// spotAt returns the row that shows the offset.
func (m *Model) spotAt(offset int) spot {
	s := spot{laid: m.laidAt(offset)}
	in := offset - s.from
	s.row = len(s.above) + sort.Search(len(s.lay.rows)-1, func(i int) bool { return s.lay.rows[i+1].from > in })
	return s
}

// spotOf returns the row of a place: that of the offset or, where perch is the
// number of a paragraph proposed there, the first of that.
func (m *Model) spotOf(offset, perch int) spot {
	s := m.spotAt(offset)
	if perch == 0 {
		return s
	}
	for p := s; ; p.row = (p.row + 1) % p.height() {
		if x := p.strip(); x != nil && x.perch && x.number == perch {
			return p
		}
		if next := (p.row + 1) % p.height(); next == s.row {
			return s
		}
	}
}

// here is the caret's row.
func (m *Model) here() spot { return m.spotOf(m.caret.at, m.caret.perch) }

// down returns the row below s.
func (m *Model) down(s spot) (spot, bool) {
	if s.row+1 < s.height() {
		s.row++
		return s, true
	}
	if s.last && s.to >= m.text.Len() {
		return s, false
	}
	next := s.to
	if s.last {
		next++ // the line break
	}
	return spot{m.laidAt(next), 0}, true
}

// up returns the row above s.
func (m *Model) up(s spot) (spot, bool) {
	if s.row > 0 {
		s.row--
		return s, true
	}
	if s.from == 0 {
		return s, false
	}
	above := m.laidAt(s.from - 1)
	return spot{above, above.height() - 1}, true
}

// A border is a place between two clusters of a row.
type border struct {
	offset int // in the text
	x      int // the column, in cells
}

// borders calls visit for each border in the row that belongs to it, from left
// to right, until visit returns false.
func (m *Model) borders(s spot, visit func(border) bool) {
	if s.strip() != nil {
		return
	}
	b := border{offset: s.begin()}
	for at, end := s.now().start, s.now().end; at < end; {
		stretch, in := s.lay.piece(at)
		if in == nil && !visit(b) {
			return
		}
		g := m.glyph(s.lay.text[at:min(stretch, end)], b.x, m.lays.width)
		at += len(g.Text)
		b.x += g.Cells
		if in == nil {
			b.offset += g.Runes
		}
	}
	if s.ends() {
		visit(b)
	}
}

// columnOf returns the column at which the offset is shown in its row.
func (m *Model) columnOf(s spot, offset int) int {
	if s.strip() == nil && s.lay.flow.mixed() {
		return m.mixedRow(s.lay.part(s.now())).columnOf(offset - s.begin())
	}
	x := 0
	m.borders(s, func(b border) bool {
		if b.offset <= offset {
			x = b.x
		}
		return b.offset < offset
	})
	return x
}

// offsetAt returns the border of the row that is nearest to the left of a
// column or at it.
func (m *Model) offsetAt(s spot, column int) int {
	if s.strip() == nil && s.lay.flow.mixed() {
		return min(s.begin()+m.mixedRow(s.lay.part(s.now())).at(column), m.lastIn(s))
	}
	offset := s.begin()
	m.borders(s, func(b border) bool {
		if b.x <= column {
			offset = b.offset
		}
		return b.x < column
	})
	return offset
}

// lastIn returns the last border that belongs to the row.
func (m *Model) lastIn(s spot) int {
	last := s.begin()
	m.borders(s, func(b border) bool {
		last = b.offset
		return true
	})
	return last
}

// snap returns the border at the offset or, inside a cluster, the one before it.
func (m *Model) snap(offset int) int {
	offset = max(0, min(offset, m.text.Len()))
	s := m.spotAt(offset)
	at := s.begin()
	m.borders(s, func(b border) bool {
		if b.offset <= offset {
			at = b.offset
		}
		return b.offset < offset
	})
	return at
}

// snapOn returns the border at the offset or, inside a cluster, the one behind it.
func (m *Model) snapOn(offset int) int {
	if at := m.snap(offset); at < offset {
		return m.next(at)
	}
	return offset
}

// next returns the border behind the one at the offset; a line break counts
// as a cluster.
func (m *Model) next(offset int) int {
	s := m.spotAt(offset)
	if offset >= s.to {
		return min(offset+1, m.text.Len())
	}
	rest := m.text.Slice(offset, min(offset+64, s.to))
	return offset + m.theme.Ruler.First(rest).Runes
}

// previous returns the border in front of the one at the offset.
func (m *Model) previous(offset int) int {
	if offset == 0 {
		return 0
	}
	if before := m.snap(offset - 1); before < offset {
		return before
	}
	return offset - 1
}

func runes(s string) int { return utf8.RuneCountInString(s) }
