package draftpane

import "parley/collab/delta"

// A light shows the two halves of a bracket, and its bars, as long as the caret
// is between them.
type light struct{ signs []int } // offsets, growing

// Light lights the signs at these places, growing, as long as the caret stays
// between the first and the last.
func (m *Model) Light(signs []int) {
	m.lit = light{signs}
	m.touch()
}

// Lit reports whether the sign at an offset is lit.
func (m *Model) Lit(at int) bool {
	for _, sign := range m.lit.signs {
		if sign == at {
			return true
		}
	}
	return false
}

func (l *light) leave(at int) {
	if n := len(l.signs); n > 0 && (at < l.signs[0] || at > l.signs[n-1]+1) {
		l.signs = nil
	}
}

// move carries the light through a change; where a sign is deleted it goes out.
func (l *light) move(d delta.Delta) {
	moved := make([]int, 0, len(l.signs))
	for _, at := range l.signs {
		to := d.Map(at, delta.After)
		if to >= d.Map(at+1, delta.Before) {
			l.signs = nil
			return
		}
		moved = append(moved, to)
	}
	l.signs = moved[:len(moved):len(moved)]
	if len(moved) == 0 {
		l.signs = nil
	}
}
