package away_test

import (
	"testing"

	"parley/collab/text"
	"parley/tui/away"
	"parley/tui/word"
)

func TestTheHeadlineSaysWhere(t *testing.T) {
	t.Cleanup(func() { _ = word.Use(word.English) })
	rows := func(lines ...int) (all []away.Row) {
		for _, n := range lines {
			all = append(all, away.Row{Line: n})
		}
		return all
	}
	for _, tt := range []struct {
		lines           []away.Row
		english, french string
	}{
		{rows(1), "3 changes by 1 person in line 1", "3 modifications par 1 personne à la ligne 1"},
		{rows(2, 5, 9), "3 changes by 1 person in lines 2, 5 and 9", "3 modifications par 1 personne aux lignes 2, 5 et 9"},
		{rows(1, 2, 4, 6, 8, 10, 12, 14, 16), "3 changes by 1 person in lines 1, 2, 4, 6, 8, 10, 12, 14 and 1 more", "3 modifications par 1 personne aux lignes 1, 2, 4, 6, 8, 10, 12, 14 et 1 de plus"},
	} {
		r := away.Report{Places: 3, By: []text.Author{1}, Rows: tt.lines}
		for l, want := range map[word.Language]string{word.English: tt.english, "fr": tt.french} {
			if err := word.Use(l); err != nil {
				t.Fatal(err)
			}
			if got := r.News(); got != want {
				t.Errorf("%s: got %q, want %q", l, got, want)
			}
		}
	}
}
