package entry_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"parley/tui/cells"
	"parley/tui/entry"
)

func press(l *entry.Line, keys ...tea.KeyPressMsg) {
	for _, k := range keys {
		l.Key(k)
	}
}

var (
	left      = tea.KeyPressMsg{Code: tea.KeyLeft}
	right     = tea.KeyPressMsg{Code: tea.KeyRight}
	home      = tea.KeyPressMsg{Code: tea.KeyHome}
	backspace = tea.KeyPressMsg{Code: tea.KeyBackspace}
	del       = tea.KeyPressMsg{Code: tea.KeyDelete}
	wordLeft  = tea.KeyPressMsg{Code: tea.KeyLeft, Mod: tea.ModCtrl}
	wordRight = tea.KeyPressMsg{Code: tea.KeyRight, Mod: tea.ModCtrl}
	wordGone  = tea.KeyPressMsg{Code: 'w', Mod: tea.ModCtrl}
	x         = tea.KeyPressMsg{Code: 'x', Text: "x"}
)

func TestTyping(t *testing.T) {
	for _, tt := range []struct {
		name, start string
		keys        []tea.KeyPressMsg
		want        string
	}{
		{"at the end", "ab", []tea.KeyPressMsg{x}, "abx"},
		{"in the middle", "ab", []tea.KeyPressMsg{left, x}, "axb"},
		{"at the start", "ab", []tea.KeyPressMsg{home, x, x}, "xxab"},
		{"backspace takes a whole cluster", "ae\u0301", []tea.KeyPressMsg{backspace}, "a"},
		{"delete takes the next", "abc", []tea.KeyPressMsg{home, del, right, x}, "bxc"},
		{"a word back and its end", "one two", []tea.KeyPressMsg{wordLeft, x}, "one xtwo"},
		{"a word on", "one two", []tea.KeyPressMsg{home, wordRight, x}, "onex two"},
		{"a word away", "one two", []tea.KeyPressMsg{wordGone}, "one "},
		{"nothing before the start", "a", []tea.KeyPressMsg{home, backspace, left}, "a"},
		{"a wide character is one step", "中文", []tea.KeyPressMsg{left, x}, "中x文"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := entry.New(0)
			l.SetText(tt.start)
			press(&l, tt.keys...)
			if got := l.Text(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestACombiningMarkJoinsWhatStandsBefore(t *testing.T) {
	l := entry.New(0)
	l.SetText("e")
	l.Insert("\u0301")
	press(&l, left, x)
	if got, want := l.Text(), "xe\u0301"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestALineStaysOneCleanLineWithinItsLimit(t *testing.T) {
	l := entry.New(8)
	if full := l.Insert("a\nb\x1b[31m\u202e"); full {
		t.Error("full too early")
	}
	if got, want := l.Text(), "a b[31m"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if full := l.Insert("12"); !full {
		t.Error("not full at its limit")
	}
	if got, want := l.Text(), "a b[31m1"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTheCursorIsAlwaysInTheView(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := entry.New(50)
		for _, s := range rapid.SliceOfN(rapid.SampledFrom([]string{"a", " ", "中", "\u0301", "é", "👍🏽", "ب"}), 0, 40).Draw(t, "typed") {
			l.Insert(s)
			if rapid.Bool().Draw(t, "back") {
				l.Key(left)
			}
		}
		ruler := cells.Ruler{Widths: rapid.SampledFrom([]cells.Widths{cells.ByRune, cells.ByCluster}).Draw(t, "widths")}
		width := rapid.IntRange(1, 30).Draw(t, "width")
		line, cursor := l.View(ruler, width)
		if got := ruler.Width(line); got > width {
			t.Fatalf("the line is %d cells wide, want at most %d", got, width)
		}
		if cursor < 0 || cursor >= width {
			t.Fatalf("the cursor is at %d of %d", cursor, width)
		}
		if strings.Contains(line, "\n") {
			t.Fatal("more than one line")
		}
	})
}
