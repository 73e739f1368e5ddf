package frame_test

import (
	"testing"

	"github.com/charmbracelet/x/ansi"

	"parley/tui/frame"
	"parley/tui/theme"
)

func TestRules(t *testing.T) {
	th := theme.New(theme.Terminal{})
	for _, tt := range []struct {
		name    string
		w       int
		focused bool
		notes   []string
		want    string
	}{
		{"a name", 20, false, nil, "── CHAT ────────────"},
		{"with the keys", 20, true, nil, "─> CHAT ────────────"},
		{"with a note", 24, false, []string{"2 new"}, "── CHAT ── 2 new ───────"},
		{"a note cut short", 24, false, []string{"a long note that ends"}, "── CHAT ── a long note …"},
		{"two notes, one without room", 24, false, []string{"2 new", "and more"}, "── CHAT ── 2 new ───────"},
		{"an empty note", 20, false, []string{""}, "── CHAT ────────────"},
		{"narrow", 4, true, nil, "────"},
		{"nothing", 0, true, nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ansi.Strip(frame.Rule(th, tt.w, tt.focused, "CHAT", tt.notes...))
			if got != tt.want {
				t.Errorf("\ngot  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestEveryRuleHasItsWidth(t *testing.T) {
	for _, terminal := range []theme.Terminal{{}, {ASCII: true}} {
		th := theme.New(terminal)
		for w := range 60 {
			line := frame.Rule(th, w, true, "DRAFT v17 決議", "WRITING", "line 12, column 4", "by 山田太郎")
			if got := ansi.StringWidthWc(line); got != w {
				t.Errorf("%d cells: got %d: %q", w, got, ansi.Strip(line))
			}
		}
	}
}

func TestFillCutsAndFills(t *testing.T) {
	if got := frame.Fill([]string{"ab", "cd", "ef"}, 2, 2); len(got) != 2 || got[1] != "cd" {
		t.Errorf("cut: got %q", got)
	}
	if got := frame.Fill([]string{"ab"}, 2, 3); len(got) != 3 || got[2] != "  " {
		t.Errorf("filled: got %q", got)
	}
}
