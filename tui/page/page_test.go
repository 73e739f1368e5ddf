package page_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"parley/tui/page"
	"parley/tui/theme"
)

func text(m *page.Model, w, h int) string {
	lines := strings.Split(ansi.Strip(m.View(w, h)), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

func TestReadingAPage(t *testing.T) {
	m := page.New(theme.New(theme.Terminal{ASCII: true}), "HELP", []string{"first words", "  indented words stay so", "", "the end"})
	want := strings.TrimPrefix(`
-> HELP -------
 first words
   indented
   words stay`, "\n")
	if got := text(m, 15, 4); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	m.Key(tea.KeyPressMsg{Code: tea.KeyPgDown})
	m.Key(tea.KeyPressMsg{Code: tea.KeyPgDown})
	m.Key(tea.KeyPressMsg{Code: tea.KeyPgDown})
	want = strings.TrimPrefix(`
-> HELP -------
   so

 the end`, "\n")
	if got := text(m, 15, 4); got != want {
		t.Errorf("at the end: got\n%s\nwant\n%s", got, want)
	}
	m.Key(tea.KeyPressMsg{Code: tea.KeyHome})
	if got := text(m, 15, 2); !strings.HasSuffix(got, " first words") {
		t.Errorf("at the start: got\n%s", got)
	}
	if got := m.Key(tea.KeyPressMsg{Code: tea.KeyEscape}); got != (page.Closed{}) {
		t.Errorf("Esc: got %v, want Closed", got)
	}
}

func TestAPageFitsAnySize(t *testing.T) {
	m := page.New(theme.New(theme.Terminal{}), "HELP", []string{"wide 決議五十号特別作業部会 words", "and more"})
	for w := range 30 {
		for h := range 8 {
			lines := strings.Split(m.View(w, h), "\n")
			if h > 0 && len(lines) != h {
				t.Errorf("%dx%d: got %d lines", w, h, len(lines))
			}
			for _, l := range lines {
				if got := ansi.StringWidthWc(l); got > w {
					t.Errorf("%dx%d: a line of %d cells", w, h, got)
				}
			}
		}
	}
}
