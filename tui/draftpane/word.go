package draftpane

import (
	"unicode"

	"github.com/clipperhouse/uax29/v2/words"
)

// words calls visit for each word (UAX #29) of a segment that has a letter or
// a digit in it, until visit returns false.
func (m *Model) words(s segment, visit func(from, to int) bool) {
	at := s.from
	for it := words.FromString(m.text.Slice(s.from, s.to)); it.Next(); {
		word := it.Value()
		from := at
		at += runes(word)
		if hasWord(word) && !visit(from, at) {
			return
		}
	}
}

func hasWord(s string) bool {
	for _, c := range s {
		if unicode.IsLetter(c) || unicode.IsNumber(c) {
			return true
		}
	}
	return false
}

// wordAfter returns where the next word ends, or the line where it has no
// more words; from the end of a line it goes to the next line.
func (m *Model) wordAfter(offset int) int {
	s := m.segmentAt(offset)
	if s.last && offset == s.to {
		return m.next(offset)
	}
	for {
		end := -1
		m.words(s, func(_, to int) bool {
			if to > offset {
				end = to
			}
			return end < 0
		})
		if end >= 0 {
			return m.snapOn(end)
		}
		if s.last {
			return s.to
		}
		s = m.segmentAt(s.to)
	}
}

// wordBefore returns where the word in front of the offset starts, or the line
// where there is none; from the start of a line it goes to the line above.
func (m *Model) wordBefore(offset int) int {
	line := m.text.LineStart(m.text.LineOf(offset))
	if offset == line {
		return m.previous(offset)
	}
	for s := m.segmentAt(offset); ; s = m.segmentAt(s.from - 1) {
		start := -1
		m.words(s, func(from, _ int) bool {
			if from < offset {
				start = from
			}
			return from < offset
		})
		if start >= 0 {
			return m.snap(start)
		}
		if s.from <= line {
			return line
		}
	}
}
