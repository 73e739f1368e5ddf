package palette_test

import (
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"parley/tui/palette"
	"parley/tui/theme"
)

var plain = theme.New(theme.Terminal{ASCII: true})

var items = []palette.Item{
	{Name: "talk", Title: "Talk", Keys: "Ctrl+T", Help: "Opens your microphone."},
	{Name: "undo", Title: "Undo", Help: "Takes a change back.", Why: "nothing to take back"},
	{Name: "find", Title: "Find", Keys: "/", Help: "Finds words, not talk."},
}

func typed(m *palette.Model, s string) {
	for _, r := range s {
		m.Key(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func text(m *palette.Model, w, h int) string {
	lines := strings.Split(ansi.Strip(m.View(w, h)), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

var (
	enter = tea.KeyPressMsg{Code: tea.KeyEnter}
	esc   = tea.KeyPressMsg{Code: tea.KeyEscape}
	down  = tea.KeyPressMsg{Code: tea.KeyDown}
	up    = tea.KeyPressMsg{Code: tea.KeyUp}
)

func TestTheListSaysWhatCannotBeDoneAndWhy(t *testing.T) {
	m := palette.New(plain, "ALL ACTIONS", items)
	m.Key(down)
	want := strings.TrimPrefix(`
-> ALL ACTIONS -------------------------
 Type to narrow down:
  Talk                           Ctrl+T
> Undo    not now: nothing to take back
  Find                                /


 Takes a change back.`, "\n")
	if got := text(m, 40, 8); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	got, ok := m.Key(enter).(palette.Refused)
	if !ok || got.Item.Why != "nothing to take back" {
		t.Errorf("got %v, want a refusal with the reason", got)
	}
	if x, y := m.Cursor(40, 8); x != 0 || y != 3 {
		t.Errorf("the cursor is at %d,%d, want at the marked item 0,3", x, y)
	}
}

func TestTypingNarrowsDown(t *testing.T) {
	m := palette.New(plain, "ALL ACTIONS", items)
	typed(m, "talk")
	if x, y := m.Cursor(40, 8); x != 26 || y != 1 {
		t.Errorf("the cursor is at %d,%d, want behind what was typed 26,1", x, y)
	}
	if got := m.Key(down); got != nil {
		t.Errorf("down returned %v", got)
	}
	if got := m.Key(enter); got != (palette.Chosen{Name: "find"}) {
		t.Errorf("the second that knows the word: got %v, want find", got)
	}
	m.Key(esc)
	typed(m, "xyz")
	if got := text(m, 60, 8); !strings.Contains(got, "Nothing is called that") {
		t.Errorf("got\n%s", got)
	}
	if got := m.Key(enter); got != nil {
		t.Errorf("enter on nothing returned %v", got)
	}
	if got := m.Key(esc); got != nil {
		t.Errorf("the first Esc only clears: got %v", got)
	}
	if got := m.Key(esc); got != (palette.Closed{}) {
		t.Errorf("the second Esc closes: got %v", got)
	}
}

func TestTheMarkStaysWhenTheItemsChange(t *testing.T) {
	m := palette.New(plain, "ALL ACTIONS", items)
	m.Key(down)
	m.Key(down)
	m.SetItems(append([]palette.Item{{Name: "new", Title: "New"}}, items...))
	if got := m.Key(enter); got != (palette.Chosen{Name: "find"}) {
		t.Errorf("got %v, want find", got)
	}
}

func TestAQuestionIsAnsweredByTheFirstUnlessMoved(t *testing.T) {
	ask := func() *palette.Model {
		return palette.Ask(plain, "LEAVE?", []string{"Two changes are not received yet."},
			[]palette.Item{{Name: "stay", Title: "Stay"}, {Name: "leave", Title: "Leave"}})
	}
	m := ask()
	want := strings.TrimPrefix(`
-> LEAVE? ----------
 Two changes are
 not received yet.
> Stay
  Leave`, "\n")
	if got := text(m, 20, 6); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	typed(m, "leave")
	if got := m.Key(enter); got != (palette.Chosen{Name: "stay"}) {
		t.Errorf("got %v, want stay", got)
	}
	m.Mark("leave")
	if got := m.Key(enter); got != (palette.Chosen{Name: "leave"}) {
		t.Errorf("got %v, want leave", got)
	}
}

func TestTheMarkedItemIsOnTheScreenAtAnySize(t *testing.T) {
	var many []palette.Item
	for _, c := range "abcdefghijklmnopqrstuvwxyz" {
		many = append(many, palette.Item{Name: string(c), Title: "Item " + string(c), Help: "Help."})
	}
	m := palette.New(plain, "LIST", many)
	for step := range 60 {
		if step < 30 {
			m.Key(down)
		} else {
			m.Key(up)
		}
		for h := 2; h < 12; h++ {
			lines := strings.Split(ansi.Strip(m.View(30, h)), "\n")
			x, y := m.Cursor(30, h)
			if len(lines) != h || y >= h || !strings.HasPrefix(lines[y][x:], "> Item") {
				t.Fatalf("step %d, %d lines: the cursor at %d,%d is not at the marked item:\n%s", step, h, x, y, strings.Join(lines, "\n"))
			}
		}
	}
}

func TestWhatIsLongIsSaidWholeBelowTheListWhichStaysInItsPlace(t *testing.T) {
	m := palette.New(plain, "Actions", []palette.Item{
		{Name: "short", Title: "Short", Help: "Short."},
		{Name: "long", Title: "Long", Help: "Takes so many words that they do not fit into one line.", Why: "for a reason that is too long for the line"},
	})
	for at, want := range []string{
		"  Long  not now: for a reason that i..." + strings.Repeat("\n", 14) + " Short.",
		" not now: for a reason that is too long\n for the line\n Takes so many words that they do not",
	} {
		if got := text(m, 40, 20); !strings.Contains(got, want) {
			t.Errorf("item %d: got\n%s\nwant in it\n%s", at, got, want)
		}
		m.Key(down)
	}
}

func TestANumberGoesToItsItemOfANumberedList(t *testing.T) {
	var items []palette.Item
	for n := 1; n <= 32; n++ {
		items = append(items, palette.Item{Name: strconv.Itoa(n), Title: strconv.Itoa(n) + "  annex"})
	}
	for typed, want := range map[string]string{"2": "2", "24": "24", "33": "3", "99": "9", "0": "1", "245": "5", "x": "1"} {
		m := palette.Ask(plain, "GO TO A DOCUMENT", nil, items)
		for _, r := range typed {
			m.Key(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
		if got := m.Marked().Name; got != want {
			t.Errorf("%s marks %s, want %s", typed, got, want)
		}
	}
	m := palette.Ask(plain, "GO TO A DOCUMENT", nil, items)
	for _, k := range []tea.KeyPressMsg{{Code: '2', Text: "2"}, {Code: tea.KeyDown}, {Code: '4', Text: "4"}} {
		m.Key(k)
	}
	if got := m.Marked().Name; got != "4" {
		t.Errorf("2, Down and 4 mark %s, want 4", got)
	}
}
