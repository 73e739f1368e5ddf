package peoplepane_test

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"parley/tui/peoplepane"
	"parley/tui/theme"
)

func text(m *peoplepane.Model, w, h int) string {
	lines := strings.Split(ansi.Strip(m.View(w, h)), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

var (
	down   = tea.KeyPressMsg{Code: tea.KeyDown}
	up     = tea.KeyPressMsg{Code: tea.KeyUp}
	pgdown = tea.KeyPressMsg{Code: tea.KeyPgDown}
)

func TestPeopleAndTheLinkThatInvites(t *testing.T) {
	m := peoplepane.New(theme.New(theme.Terminal{ASCII: true}), 50)
	m.SetInvite("parley://meet.example.org:7443/abcdefghijkl#mnopqrstuvwx")
	m.SetPage(peoplepane.Page{Present: 2, People: []peoplepane.Person{
		{Name: "Amina (Kenya)", Mark: "AO", Role: "delegate", Doing: "talking"},
		{Name: "Béla", Role: "chair", You: true},
	}})
	m.Key(down)
	want := strings.TrimPrefix(`
 Send this link to those you invite:
 parley://meet.example.org:7443/abcdefgh
 ijkl#mnopqrstuvwx
 AO Amina (Kenya), delegate, talking
>Béla, you, chair`, "\n")
	if got := text(m, 40, 6); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if x, y := m.Cursor(40, 6); x != 0 || y != 4 {
		t.Errorf("the cursor is at %d,%d, want at the marked person 0,4", x, y)
	}
}

func page(from, present int) peoplepane.Page {
	p := peoplepane.Page{Present: present, From: from}
	for i := from; i < min(from+5, present); i++ {
		p.People = append(p.People, peoplepane.Person{Name: fmt.Sprint("person ", i+1), Role: "delegate"})
	}
	return p
}

func TestTheEndAndTheBeginningOfALongListAreOneKeyAway(t *testing.T) {
	m := peoplepane.New(theme.New(theme.Terminal{}), 5)
	m.SetPage(page(0, 12))
	text(m, 30, 3)
	if got := m.Key(tea.KeyPressMsg{Code: tea.KeyEnd}); got != (peoplepane.Turn{From: 10}) {
		t.Fatalf("the end: got %v, want the last page", got)
	}
	m.SetPage(page(10, 12))
	if got := text(m, 30, 3); !strings.Contains(got, ">person 12,") {
		t.Errorf("got\n%s\nwant the last person marked", got)
	}
	if got := m.Key(tea.KeyPressMsg{Code: tea.KeyHome}); got != (peoplepane.Turn{}) {
		t.Fatalf("the beginning: got %v, want the first page", got)
	}
	m.SetPage(page(0, 12))
	if got := text(m, 30, 3); !strings.Contains(got, ">person 1,") {
		t.Errorf("got\n%s\nwant the first person marked", got)
	}
	found := page(0, 3)
	found.Words = "person"
	m.Key(down)
	m.SetPage(found)
	if got, want := m.Note(), `"person": 3 found`; got != want || !strings.Contains(text(m, 30, 3), ">person 1,") {
		t.Errorf("looked for: got %q, want %q and the first one marked", got, want)
	}
}

func TestALongListIsTurnedPageByPage(t *testing.T) {
	m := peoplepane.New(theme.New(theme.Terminal{}), 5)
	m.SetPage(page(0, 12))
	text(m, 30, 3)
	if got, want := m.Note(), "1 to 5 of 12"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := m.Key(up); got != nil {
		t.Errorf("up at the top: got %v", got)
	}
	m.Key(pgdown)
	got := m.Key(pgdown)
	if got != (peoplepane.Turn{From: 5}) {
		t.Fatalf("past the end of the page: got %v, want the next page", got)
	}
	m.SetPage(page(5, 12))
	if got := text(m, 30, 3); !strings.Contains(got, ">person 6,") {
		t.Errorf("got\n%s\nwant the first of the next page marked", got)
	}
	if got := m.Key(up); got != (peoplepane.Turn{From: 0}) {
		t.Errorf("up at the top of a later page: got %v", got)
	}
	m.SetPage(page(10, 12))
	m.Key(down)
	if got := m.Key(down); got != nil {
		t.Errorf("down at the end: got %v", got)
	}
}
