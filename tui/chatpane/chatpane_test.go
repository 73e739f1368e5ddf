package chatpane_test

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"parley/tui/chatpane"
	"parley/tui/theme"
)

func chat() *chatpane.Model {
	m := chatpane.New(theme.New(theme.Terminal{ASCII: true}))
	m.SetLines([]chatpane.Line{
		{Time: "14:02", Name: "Amina", Text: "We can live with \"shall\"."},
		{Time: "14:03", Name: "Béla", Colour: 1, Text: "Agreed, provided the brackets are kept."},
		{Name: "You", Text: "Thank you", State: "waiting"},
	})
	return m
}

func text(m *chatpane.Model, w, h int) string {
	lines := strings.Split(ansi.Strip(m.View(w, h)), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

func typed(m *chatpane.Model, s string) {
	for _, r := range s {
		m.Key(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func TestTheNewestIsAtTheBottom(t *testing.T) {
	m := chat()
	typed(m, "more")
	want := strings.TrimPrefix(`
 14:02 Amina: We can live with
 "shall".
 14:03 Béla: Agreed, provided
 the brackets are kept.
 You: Thank you (waiting)
 Say: more`, "\n")
	if got := text(m, 32, 6); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if x, y := m.Cursor(32, 6); x != 10 || y != 5 {
		t.Errorf("the cursor is at %d,%d, want behind what is typed 10,5", x, y)
	}
}

func TestEnterSendsWhatIsTyped(t *testing.T) {
	m := chat()
	enter := tea.KeyPressMsg{Code: tea.KeyEnter}
	if got := m.Key(enter); got != (chatpane.Nothing{}) {
		t.Errorf("nothing typed: got %v", got)
	}
	typed(m, " hello ")
	if got := m.Key(enter); got != (chatpane.Say{Text: "hello"}) {
		t.Errorf("got %v, want hello", got)
	}
	if got := text(m, 32, 1); got != " Say:" {
		t.Errorf("the line is not empty again: %q", got)
	}
	m.SetWritable(false, "you are here as observer")
	if got := m.Key(tea.KeyPressMsg{Code: 'a', Text: "a"}); got != (chatpane.Refused{Why: "you are here as observer"}) {
		t.Errorf("an observer typed: got %v", got)
	}
}

func TestOneSeesBeforehandForWhomALineIs(t *testing.T) {
	for line, want := range map[string]string{
		"to chair : ten":     " To the chair alone: to chair : ten",
		"to us: hold on":     " To your delegation alone: to us: hold on",
		"to chiar: not them": " Say: to chiar: not them",
	} {
		m := chat()
		typed(m, line)
		if got := text(m, 60, 1); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestAReaderOfOldLinesStaysThere(t *testing.T) {
	m := chatpane.New(theme.New(theme.Terminal{}))
	var lines []chatpane.Line
	for i := range 20 {
		lines = append(lines, chatpane.Line{Name: "A", Text: fmt.Sprint("line ", i)})
	}
	m.SetLines(lines)
	text(m, 30, 5)
	m.Key(tea.KeyPressMsg{Code: tea.KeyPgUp})
	before := text(m, 30, 5)
	if !strings.Contains(before, "line 13") || strings.Contains(before, "line 19") {
		t.Fatalf("a page up: got\n%s", before)
	}
	m.SetLines(append(lines, chatpane.Line{Name: "B", Text: "new"}))
	if got := text(m, 30, 5); got != before {
		t.Errorf("a new line moved the reader: got\n%s\nwant\n%s", got, before)
	}
	for range 9 {
		m.Key(tea.KeyPressMsg{Code: tea.KeyDown})
	}
	if got := text(m, 30, 5); !strings.Contains(got, "B: new") {
		t.Errorf("down again: got\n%s", got)
	}
	for range 99 {
		m.Key(tea.KeyPressMsg{Code: tea.KeyUp})
	}
	if got := text(m, 30, 5); !strings.HasPrefix(got, " A: line 0\n") {
		t.Errorf("at the top: got\n%s", got)
	}
}

func TestTheChatFitsAnySize(t *testing.T) {
	m := chat()
	typed(m, "決議五十号 words 特別作業部会")
	for w := range 40 {
		for h := range 8 {
			lines := strings.Split(m.View(w, h), "\n")
			if h > 0 && len(lines) != h {
				t.Errorf("%dx%d: got %d lines", w, h, len(lines))
			}
			for _, l := range lines {
				if got := ansi.StringWidthWc(l); got > w {
					t.Errorf("%dx%d: a line of %d cells %q", w, h, got, ansi.Strip(l))
				}
			}
		}
	}
}
