package draftpane

import (
	"testing"

	"parley/collab/delta"
	"parley/collab/text"
	"parley/tui/theme"
)

func TestThePhraseAtTheCaret(t *testing.T) {
	for _, tt := range []struct {
		name       string
		at, anchor int // in "that [shall] act, too."
		want       string
	}{
		{"in a word", 2, 2, "that"},
		{"at its start", 6, 6, "shall"},
		{"right behind it", 4, 4, "that"},
		{"the selection, backwards", 16, 6, "shall] act"},
		{"behind the comma", 17, 17, ""},
		{"at the end", 22, 22, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := New(theme.New(theme.Terminal{}))
			m.SetText(text.New("that [shall] act, too.", 0), delta.Delta{})
			m.caret.at, m.caret.anchor = tt.at, tt.anchor
			if from, to := m.Phrase(); m.text.Slice(from, to) != tt.want {
				t.Errorf("got %q, want %q", m.text.Slice(from, to), tt.want)
			}
		})
	}
}
