package draftpane

// A scroll says which part of the text is on the screen: the row of offset at
// is y rows below the top. It is tied to where the caret was, so what others
// write above never moves the row that the user looks at.
type scroll struct {
	width, height int // of the last view; 0: none yet
	at, perch, y  int
	shows         bool // what is said about the caret's paragraph is to come on the screen
}

// scrollMargin is how many rows are kept above and below the caret.
const scrollMargin = 2

// holdAbove has the rows above a place stay where they are on the screen while
// the user changes the text there. Changing a row can change how the one above
// it is broken, but not those further up.
func (m *Model) holdAbove(offset int) {
	s := m.spotAt(offset)
	for n, more := 0, true; more && (n < 2 || !s.holds()); n++ {
		s, more = m.up(s)
	}
	if !s.holds() {
		return
	}
	if by, near := m.rowsBetween(m.spotOf(m.scroll.at, m.scroll.perch), s, m.scroll.height+2); near {
		m.scroll.at, m.scroll.perch, m.scroll.y = s.begin(), 0, m.scroll.y+by
	}
}

// settle moves the screen as little as it takes to have the caret on it, and
// returns the row at the top and the caret's row.
func (m *Model) settle(width, height int) (top, here spot) {
	s := &m.scroll
	jumped := s.width == 0 || s.height != height
	moved := jumped || s.shows || s.at != m.caret.at || s.perch != m.caret.perch
	s.shows = false
	s.width, s.height = width, height
	if here = m.here(); here.strip() == nil {
		m.caret.perch = 0 // what was proposed is not there any more
	}
	if s.at != m.caret.at || s.perch != m.caret.perch {
		if by, near := m.rowsBetween(m.spotOf(s.at, s.perch), here, height+2); near {
			s.y += by
		} else {
			s.y, jumped = height/2, true
		}
		s.at, s.perch = m.caret.at, m.caret.perch
	}
	s.y = max(0, min(s.y, height-1))
	if moved {
		margin := min(scrollMargin, (height-1)/2)
		below := m.rowsBelow(here, height)
		s.y = max(s.y, min(margin, height-1))
		room := height / 2
		if here.whole { // its wordings are to be read beside each other
			room = height - 1
		}
		s.y = min(s.y, height-1-min(max(margin, here.said(room)), below))
		if jumped {
			s.y = max(s.y, height-1-below) // no empty rows where there is text above
		}
	}
	top = here
	for y := s.y; y > 0; y-- {
		above, ok := m.up(top)
		if !ok {
			s.y -= y
			break
		}
		top = above
	}
	return top, here
}

// said is how many rows below s say what is proposed about its paragraph, and so
// are to be seen with it; at most limit.
func (s *spot) said(limit int) int {
	if len(s.below) == 0 {
		return 0
	}
	return min(s.height()-1-s.row, limit)
}

// rowsBetween returns how many rows the row here is below the row from, as long
// as it is fewer than limit either way.
func (m *Model) rowsBetween(from, here spot, limit int) (rows int, near bool) {
	down, up := from, from
	for n := range limit {
		if down.same(here) {
			return n, true
		}
		if up.same(here) {
			return -n, true
		}
		if here.from > from.from || here.from == from.from && here.row >= from.row {
			down, _ = m.down(down)
		} else {
			up, _ = m.up(up)
		}
	}
	return 0, false
}

// rowsBelow counts the rows below s, up to limit.
func (m *Model) rowsBelow(s spot, limit int) int {
	for n := range limit {
		next, ok := m.down(s)
		if !ok {
			return n
		}
		s = next
	}
	return limit
}
