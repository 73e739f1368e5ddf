package queuepane_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"parley/tui/queuepane"
	"parley/tui/theme"
)

func list() queuepane.List {
	return queuepane.List{
		Now: &queuepane.Turn{Name: "Brazil", What: "on P-31", Time: "1:42 of 3:00"},
		Rows: []queuepane.Row{
			{Number: 9, Name: "Norway", Urgent: "POINT OF ORDER"},
			{Number: 4, Name: "Mali", What: "on P-31", State: "link lost 0:12, place kept"},
			{Number: 5, Name: "Kenya", What: "on P-31", State: "support", You: true},
		},
		Empty: "nobody waits",
	}
}

func view(m *queuepane.Model, w, h int) string {
	var rows []string
	for row := range strings.Lines(ansi.Strip(m.View(w, h))) {
		row = strings.TrimSuffix(row, "\n")
		if n := ansi.StringWidth(row); n != w {
			rows = append(rows, "WRONG WIDTH")
		}
		rows = append(rows, strings.TrimRight(row, " "))
	}
	return strings.Join(rows, "\n")
}

func TestTheListAsItIsSeen(t *testing.T) {
	m := queuepane.New(theme.New(theme.Terminal{}))
	m.SetList(list())
	for _, tt := range []struct {
		w, h int
		want string
	}{
		{80, 5, " now  Brazil          on P-31            1:42 of 3:00\n>1    POINT OF ORDER  Norway\n 2    Mali            on P-31            link lost 0:12, place kept\n 3    YOU (Kenya)     on P-31            support\n"},
		{40, 4, " now  Brazil, on P-31, 1:42 of 3:00\n>1    POINT OF ORDER, Norway\n 2    Mali, on P-31, link lost 0:12, pl…\n 3    YOU (Kenya), on P-31, support"},
		{80, 2, " now  Brazil          on P-31            1:42 of 3:00\n>1    POINT OF ORDER  Norway"},
	} {
		if got := view(m, tt.w, tt.h); got != tt.want {
			t.Errorf("%dx%d: got\n%s\nwant\n%s", tt.w, tt.h, got, tt.want)
		}
	}
	l := list()
	l.Now.State = "link lost 0:07, statement ready"
	m.SetList(l)
	for h, want := range map[int]string{
		4: " now  Brazil, on P-31, 1:42 of 3:00\n      link lost 0:07, statement ready\n>1    POINT OF ORDER, Norway\n 2    Mali, on P-31, link lost 0:12, pl…",
		2: " now  Brazil, on P-31, 1:42 of 3:00, li…\n>1    POINT OF ORDER, Norway",
	} {
		if got := view(m, 40, h); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
		if _, y := m.Cursor(40, h); y != strings.Count(want[:strings.Index(want, ">1")], "\n") {
			t.Errorf("%d rows: the cursor is in row %d", h, y)
		}
	}
	m.SetList(queuepane.List{Empty: "nobody waits"})
	if got, want := view(m, 40, 2), " now  nobody has the floor\n      nobody waits"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTheMarkStaysOnItsRequest(t *testing.T) {
	m := queuepane.New(theme.New(theme.Terminal{}))
	if _, ok := m.Marked(); ok || m.Place() != 0 {
		t.Error("somebody is marked in an empty list")
	}
	m.SetList(list())
	m.Key(tea.KeyPressMsg{Code: tea.KeyDown})
	marked := func(want uint32) {
		t.Helper()
		if got, _ := m.Marked(); got != want {
			t.Errorf("%d is marked, want %d", got, want)
		}
	}
	marked(4)
	l := list()
	l.Rows = l.Rows[1:]
	m.SetList(l)
	marked(4)
	if x, y := m.Cursor(80, 5); x != 0 || y != 1 {
		t.Errorf("the cursor is at %d, %d", x, y)
	}
	l.Rows = l.Rows[1:]
	m.SetList(l)
	marked(5)
	m.Key(tea.KeyPressMsg{Code: tea.KeyPgDown})
	marked(5)
}
