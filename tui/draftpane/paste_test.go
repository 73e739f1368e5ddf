package draftpane

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parley/collab/delta"
	"parley/collab/text"
	"parley/tui/theme"
)

// selecting returns a pane in which author 2 writes in author 1's text, and has
// selected what stands between two places.
func selecting(s string, from, to int) *Model {
	m := New(theme.New(theme.Terminal{}))
	m.SetText(text.New(s, 1), delta.Delta{})
	m.SetWritable(true, "")
	m.SetWriting(true)
	m.SetMe(2)
	m.caret = caret{at: to, anchor: from, goal: -1}
	return m
}

// byMe returns what author 2 wrote, a bar between its pieces.
func byMe(m *Model) string {
	var all []string
	for span := range m.Text().Spans(0, m.Text().Len()) {
		if span.By == 2 {
			all = append(all, span.Text)
		}
	}
	return strings.Join(all, "|")
}

func TestPastingOverASelectionKeepsTheWordsThatStay(t *testing.T) {
	const draft = "Start. that Member States should facilitate access. End."
	const selected = "that Member States should facilitate access."
	from := strings.Index(draft, selected)
	for _, tt := range []struct{ name, pasted, mine string }{
		{"a word changed and some added", "that Member States shall facilitate open access.", "al| open"},
		{"the same again", selected, ""},
		{"something else", "COMPLETELY NEW WORDS", "COMPLETELY NEW WORDS"},
		{"nothing", "", ""},
		{"too long to be compared", strings.Repeat("x", pasteCompared), strings.Repeat("x", pasteCompared)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := selecting(draft, from, from+len(selected))
			m.Paste(tt.pasted)
			if got, want := m.Text().String(), strings.Replace(draft, selected, tt.pasted, 1); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			if got := byMe(m); got != tt.mine {
				t.Errorf("the one who pasted wrote %q, want %q", got, tt.mine)
			}
			if at, anchor := m.At(); at != from+len(tt.pasted) || anchor != at {
				t.Errorf("the caret is at %d, %d, want behind what was pasted", at, anchor)
			}
		})
	}
}

func TestPastingOverASelectionIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draft := rapid.StringOf(rapid.SampledFrom([]rune("ab \n漢"))).Draw(t, "draft")
		pasted := rapid.StringOf(rapid.SampledFrom([]rune("ab \n漢"))).Draw(t, "pasted")
		r := []rune(draft)
		from := rapid.IntRange(0, len(r)).Draw(t, "from")
		to := rapid.IntRange(from, len(r)).Draw(t, "to")
		m := selecting(draft, from, to)
		want := string(r[:from]) + pasted + string(r[to:])
		edited, ok := m.Paste(pasted).(Edited)
		if got := m.Text().String(); got != want || ok != (draft != want || from != to && pasted != string(r[from:to])) {
			t.Fatalf("got %q, %v, want %q", got, ok, want)
		}
		if !ok {
			return
		}
		if got, err := edited.Delta.Apply(draft); err != nil || got != want {
			t.Fatalf("handed out: got %q, %v, want %q", got, err, want)
		}
	})
}
