package palette

import "strings"

// numbered marks the item of a numbered list whose number is typed: 2, then 4, is
// item 24. A digit with which no number goes on begins a new one, and another key
// ends it.
func (m *Model) numbered(key string) {
	typed := m.number
	m.number = ""
	if m.narrow || len(key) != 1 || key[0] < '0' || key[0] > '9' {
		return
	}
	for _, number := range []string{typed + key, key} {
		for i, it := range m.shown {
			if first, _, _ := strings.Cut(it.Title, " "); first == number {
				m.at, m.number = i, number
				return
			}
		}
	}
}
