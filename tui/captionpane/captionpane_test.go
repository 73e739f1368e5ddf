package captionpane_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"parley/tui/captionpane"
	"parley/tui/theme"
)

func plain(rows []string) string {
	for i, r := range rows {
		rows[i] = strings.TrimRight(ansi.Strip(r), " ")
	}
	return strings.Join(rows, "\n")
}

func TestCaptions(t *testing.T) {
	m := captionpane.New(theme.New(theme.Terminal{}))
	view := func(w, h int) string { return plain(strings.Split(m.View(w, h), "\n")) }
	if got, want := view(50, 2), " no captions yet; a captioner puts them down\n"; got != want {
		t.Errorf("got %q", got)
	}
	m.SetLines([]captionpane.Line{
		{Time: "09:00", Speaker: "Chair", Text: "The meeting is open."},
		{Time: "09:01", Speaker: "Brazil", Text: "we can live with shall provided the brackets stay"},
	})
	if got, want := view(40, 3), " 09:00 Chair: The meeting is open.\n 09:01 Brazil: we can live with shall\n       provided the brackets stay"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got, want := plain(m.Last(40, 2)), "CAP Brazil: we can live with shall\n    provided the brackets stay"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	m.Key(tea.KeyPressMsg{Code: tea.KeyPgUp})
	if got, want := view(40, 2), " 09:00 Chair: The meeting is open.\n 09:01 Brazil: we can live with shall"; got != want {
		t.Errorf("scrolled back: got\n%s\nwant\n%s", got, want)
	}
	m.Key(tea.KeyPressMsg{Code: tea.KeyPgDown})
	if got := view(40, 1); got != "       provided the brackets stay" {
		t.Errorf("back at the end: got %q", got)
	}
}
