package draftpane

import (
	"strings"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/text"
	"parley/tui/word"
)

// A search is what was looked for last, and where it was found.
type search struct {
	active   bool
	words    string // lower case
	origin   int    // where the caret was when the search began
	from, to int    // the match; from == to: none
	nth, of  int    // the match's number, counted from 1, and how many there are
	wrapped  bool

	in    text.Text // the text that lower is
	lower string
}

func (s *search) move(what delta.Delta) {
	s.origin = what.Map(s.origin, delta.Before)
	s.from = what.Map(s.from, delta.After)
	s.to = max(s.from, what.Map(s.to, delta.Before))
}

// Find looks for words, whatever their case. While they are typed (each call
// has other words) it looks from where the search began; asked again for the
// same words it goes on to the next match, or to the previous one where forward
// is false. It goes round at the ends of the text. It reports whether the words
// are there; FindStatus says more.
func (m *Model) Find(words string, forward bool) bool {
	s := &m.search
	words = lowered(words)
	if !s.active {
		*s = search{active: true, origin: m.caret.at, in: s.in, lower: s.lower}
	}
	if s.lower == "" || s.in != m.text {
		s.in, s.lower = m.text, lowered(m.text.String())
	}
	from := s.origin
	again := words == s.words && s.to > s.from
	if again {
		from = s.from
	}
	s.words = words
	s.find(m.byteAt(from), again, forward)
	m.touch()
	if s.from == s.to {
		if !again {
			m.moveTo(s.origin, false)
		}
		return false
	}
	m.moveTo(s.from, false)
	return true
}

// lowered keeps the number of code points, so offsets in it are offsets in s.
func lowered(s string) string { return strings.ToLower(strings.ToValidUTF8(s, string(utf8.RuneError))) }

// byteAt returns where in the searched text an offset is, in bytes.
func (m *Model) byteAt(offset int) int {
	if len(m.search.lower) == m.text.Len() {
		return offset
	}
	n := 0
	for i := range m.search.lower {
		if n == offset {
			return i
		}
		n++
	}
	return len(m.search.lower)
}

// find sets the match that comes first from the byte at on (behind it, when
// again is set), or last before it.
func (s *search) find(at int, again, forward bool) {
	s.from, s.to, s.nth, s.of, s.wrapped = 0, 0, 0, 0, false
	if s.words == "" {
		return
	}
	if s.of = strings.Count(s.lower, s.words); s.of == 0 {
		return
	}
	found := -1
	if forward {
		start := at
		if again {
			start = min(at+len(s.words), len(s.lower))
		}
		if i := strings.Index(s.lower[start:], s.words); i >= 0 {
			found = start + i
		} else {
			s.wrapped, found = true, strings.Index(s.lower, s.words)
		}
	} else if found = strings.LastIndex(s.lower[:at], s.words); found < 0 {
		s.wrapped, found = true, strings.LastIndex(s.lower, s.words)
	}
	s.from = utf8.RuneCountInString(s.lower[:found])
	s.to = s.from + utf8.RuneCountInString(s.words)
	s.nth = min(s.of, strings.Count(s.lower[:found], s.words)+1)
}

// FindStatus says in words what the last Find found.
func (m *Model) FindStatus() string {
	s := &m.search
	switch {
	case !s.active || s.words == "":
		return ""
	case s.of == 0:
		return word.Say("not found")
	case s.wrapped:
		return word.Say("%d of %d, round the end of the text", s.nth, s.of)
	}
	return word.Say("%d of %d", s.nth, s.of)
}

// EndFind ends the search. The caret stays at the match or, where stay is
// false, goes back to where the search began.
func (m *Model) EndFind(stay bool) {
	s := &m.search
	if s.active && !stay {
		m.moveTo(s.origin, false)
	}
	s.active, s.from, s.to = false, 0, 0
	s.in, s.lower = text.Text{}, ""
	m.touch()
}

// findAgain goes on with the last search without asking for words.
func (m *Model) findAgain(forward bool) any {
	words := m.search.words
	if words == "" {
		return WantFind{}
	}
	if m.search.active {
		m.Find(words, forward)
		return nil
	}
	m.search.active, m.search.origin = true, m.caret.at
	m.search.from, m.search.to = m.caret.at, m.caret.at+runes(words)
	if !strings.EqualFold(m.text.Slice(m.caret.at, min(m.search.to, m.text.Len())), words) {
		m.search.to = m.search.from
	}
	found := m.Find(words, forward)
	status := m.FindStatus()
	m.EndFind(true)
	m.search.words = words
	if !found {
		return Refused{word.Say("not found: ") + words}
	}
	return Said{status}
}

// Said is something to tell the user, in words.
type Said struct{ Text string }
