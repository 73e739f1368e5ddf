package draftpane

// moveTo puts the caret at an offset. The selection grows with it when keep is
// set or the mark is, and is dropped otherwise.
func (m *Model) moveTo(offset int, keep bool) {
	m.caret.at = m.snap(offset)
	m.lit.leave(m.caret.at)
	m.caret.goal, m.caret.perch = -1, 0
	if !keep && !m.caret.marking {
		m.caret.anchor = m.caret.at
	}
	m.typed = ""
	m.touch()
}

// A motion returns where the caret goes from where it is.
type motion func(*Model) int

func left(m *Model) int {
	return m.previous(m.caret.at)
}

func right(m *Model) int {
	return m.next(m.caret.at)
}

func wordLeft(m *Model) int {
	return m.wordBefore(m.caret.at)
}

func wordRight(m *Model) int {
	return m.wordAfter(m.caret.at)
}

// rowStart goes to the start of the row and, from there, of the paragraph.
func rowStart(m *Model) int {
	s := m.spotAt(m.caret.at)
	if s.begin() == m.caret.at {
		return m.text.LineStart(s.line)
	}
	return s.begin()
}

// rowEnd goes to the last place in the row and, from there, to the end of the
// paragraph.
func rowEnd(m *Model) int {
	s := m.spotAt(m.caret.at)
	if end := m.lastIn(s); end != m.caret.at {
		return end
	}
	return m.text.LineEnd(s.line)
}

// paragraphUp goes to the start of the paragraph and, from there, of the one above.
func paragraphUp(m *Model) int {
	line := m.text.LineOf(m.caret.at)
	if start := m.text.LineStart(line); start != m.caret.at {
		return start
	}
	return m.text.LineStart(line - 1)
}

// paragraphDown goes to the start of the next paragraph, or to the end of the last.
func paragraphDown(m *Model) int {
	line := m.text.LineOf(m.caret.at)
	if line+1 >= m.text.Lines() {
		return m.text.Len()
	}
	return m.text.LineStart(line + 1)
}

func top(*Model) int { return 0 }

func bottom(m *Model) int { return m.text.Len() }

// move carries out a motion.
func (m *Model) move(go_ motion, keep bool) any {
	to := go_(m)
	if from, until := m.selection(); !keep && !m.caret.marking && from != until {
		switch { // the first step without Shift goes to the edge of the selection
		case to == m.previous(m.caret.at) && to < m.caret.at && m.caret.goal == -1:
			to = from
		case to == m.next(m.caret.at) && to > m.caret.at && m.caret.goal == -1:
			to = until
		}
	}
	m.moveTo(to, keep)
	return nil
}

// moveRows moves the caret down by rows (up when negative), in the column it
// started from. It passes over rows that it cannot be in.
func (m *Model) moveRows(by int, keep bool) any {
	s := m.here()
	goal := m.caret.goal
	if goal < 0 {
		goal = m.columnOf(s, m.caret.at)
	}
	step := m.down
	if by < 0 {
		step = m.up
	}
	stands := func(s spot) bool {
		x := s.strip()
		return s.holds() || x != nil && x.perch && !keep && !m.caret.marking && !m.writing
	}
	found, moved := s, false
	for n := 0; ; n++ {
		next, ok := step(s)
		if !ok || n >= by*sign(by) && moved {
			break
		}
		if s = next; stands(s) {
			found, moved = s, true
		}
	}
	switch {
	case moved:
		m.moveTo(m.offsetAt(found, goal), keep)
		if x := found.strip(); x != nil {
			m.caret.perch = x.number
		}
	case m.caret.perch != 0: // at either end
	case by < 0:
		m.moveTo(0, keep)
	default:
		m.moveTo(m.text.Len(), keep)
	}
	m.caret.goal = goal
	return nil
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

// movePage moves the caret by a screen without its top or bottom row, and the
// screen with it.
func (m *Model) movePage(by int, keep bool) any {
	m.moveRows(by*max(1, m.scroll.height-1), keep)
	m.scroll.at, m.scroll.perch = m.caret.at, m.caret.perch // the row on the screen stays the same
	return nil
}
