package draftpane

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"parley/collab/delta"
	"parley/collab/text"
	"parley/tui/theme"
)

// three is a pane of 30 by 8 with a paragraph of three rows, and the caret behind
// the words.
func three(behind string) *Model {
	m := New(theme.New(theme.Terminal{}))
	whole := "one two three four five six seven eight nine ten eleven twelve thirteen\nnext"
	m.SetText(text.New(whole, 1), delta.Delta{})
	m.SetWriting(true)
	m.GotoOffset(strings.Index(whole, behind) + len(behind))
	m.View(30, 8)
	return m
}

// rows are the pane's rows without the gutter, those with text.
func (m *Model) rowsShown() string {
	var all []string
	for _, row := range strings.Split(ansi.Strip(m.View(30, 8)), "\n") {
		if row = strings.TrimSpace(row); row != "" {
			all = append(all, strings.TrimSpace(strings.TrimPrefix(row, ">")))
		}
	}
	return strings.Join(all, "\n")
}

func typed(m *Model, words string) {
	for _, c := range words {
		m.insert(string(c))
	}
}

func TestRowsBelowStayWhileOneWrites(t *testing.T) {
	const before = "one two three four five\nsix seven eight nine ten\neleven twelve thirteen\nnext"
	m := three("two")
	if got := m.rowsShown(); got != before {
		t.Fatalf("at first:\n%s", got)
	}
	typed(m, " and")
	if got, want := m.rowsShown(), "one two and three four\nfive\nsix seven eight nine ten\neleven twelve thirteen\nnext"; got != want {
		t.Errorf("while writing:\n%s\nwant\n%s", got, want)
	}
	m.Refill()
	const closed = "one two and three four\nfive six seven eight nine\nten eleven twelve thirteen\nnext"
	if got := m.rowsShown(); got != closed {
		t.Errorf("closed up:\n%s\nwant\n%s", got, closed)
	}
	for _, tt := range []struct {
		name string
		do   func(*Model)
		want string
	}{
		{"letters are taken back", func(m *Model) { m.erase(left); m.erase(left) }, "one t three four five\nsix seven eight nine ten\neleven twelve thirteen\nnext"},
		{"the paragraph is parted", func(m *Model) { m.insert("\n") }, "one two\nthree four five\nsix seven eight nine ten\neleven twelve thirteen\nnext"},
		{"one goes elsewhere in the paragraph and writes on", func(m *Model) {
			typed(m, " and")
			m.GotoOffset(strings.Index(m.text.String(), "nine"))
			typed(m, "more ")
		},
			"one two and three four\nfive\nsix seven eight more nine\nten\neleven twelve thirteen\nnext"},
		{"one goes to another paragraph and writes on", func(m *Model) { typed(m, " and"); m.GotoOffset(m.text.Len()); typed(m, "!") }, strings.TrimSuffix(closed, "next") + "next!"},
		{"one stops writing", func(m *Model) { typed(m, " and"); m.SetWriting(false) }, closed},
		{"somebody else deletes what was kept", func(m *Model) {
			typed(m, " and")
			d := delta.Replace(m.text.Len(), 0, m.text.Len(), "new")
			changed := text.New("new", 2)
			m.SetText(changed, d)
		}, "new"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := three("two")
			tt.do(m)
			if got := m.rowsShown(); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
