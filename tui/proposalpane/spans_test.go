package proposalpane_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"parley/collab/redline"
	"parley/tui/proposalpane"
	"parley/tui/theme"
)

func TestARedlineIsBrokenBetweenWordsAndFillsItsRows(t *testing.T) {
	spans := redline.Words("that States should act", "that all States shall act now", 0)
	for _, tt := range []struct {
		name     string
		terminal theme.Terminal
		want     string
	}{
		{"with attributes", theme.Terminal{}, "  that all States\n  shouldshall act\n  now"},
		{"with signs", theme.Terminal{Plain: true}, "  that {++all\n  ++}States\n  {--should--}{++sha\n  ll++} act{++\n  now++}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rows := proposalpane.Rows(theme.New(tt.terminal), spans, 2, 20)
			for _, r := range rows {
				if w := ansi.StringWidth(r); w != 20 {
					t.Errorf("%q is %d cells wide, want 20", r, w)
				}
			}
			var got []string
			for _, r := range rows {
				got = append(got, strings.TrimRight(ansi.Strip(r), " "))
			}
			if got := strings.Join(got, "\n"); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// FuzzRows: whatever was written, every row is exactly as wide as asked.
func FuzzRows(f *testing.F) {
	f.Add("that States should act", "that all States shall act", 20, true)
	f.Add("каждое слово", "每一个字 a\u0301\u200d👩‍👩‍👧", 7, false)
	f.Fuzz(func(t *testing.T, old, new string, w int, plain bool) {
		if w = w&127 + 1; len(old)+len(new) > 4000 {
			return
		}
		for _, r := range proposalpane.Rows(theme.New(theme.Terminal{Plain: plain}), []redline.Span{{Kind: redline.Deleted, Text: old}, {Kind: redline.Added, Text: new}}, 2, w) {
			if got := theme.New(theme.Terminal{}).Ruler.Width(ansi.Strip(r)); got != w {
				t.Fatalf("%q is %d cells wide, want %d", r, got, w)
			}
		}
	})
}
