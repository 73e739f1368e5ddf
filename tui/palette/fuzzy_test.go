package palette_test

import (
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"parley/tui/palette"
	"parley/tui/theme"
)

func TestTheBestAnswerIsMarked(t *testing.T) {
	items := []palette.Item{
		{Name: "help", Title: "Help", Keys: "F1", Help: "Shows what can be done here, and goes to a line of it."},
		{Name: "goto", Title: "Go to a line", Keys: "Ctrl+G", Help: "Asks for a number."},
		{Name: "floor", Title: "Ask for the floor", Keys: "Ctrl+R", Help: "Puts you on the list."},
		{Name: "withdraw", Title: "Withdraw my request", Help: "Takes you off the list."},
		{Name: "undo", Title: "Annuler ma dernière modification", Also: "Undo my last change", Help: "Retire votre modification."},
		{Name: "reread", Title: "Tout réécrire", Also: "Write it all again"},
	}
	for typed, want := range map[string]string{
		"go to":      "goto",
		"line":       "goto", // in the title before the help
		"gtl":        "goto", // the first letters of words
		"goli":       "goto",
		"flor":       "floor", // a letter is missing
		"flooor":     "floor", // one is too many
		"folor":      "floor", // two changed places
		"floot":      "floor", // one is wrong
		"ask floor":  "floor",
		"ctrl+r":     "floor",
		"req":        "withdraw",
		"wthdraw":    "withdraw",
		"derniere":   "undo", // without its accent
		"REECRIRE":   "reread",
		"last chang": "undo", // by its English words
		"shows":      "help", // the help has it
		"zzz":        "",
		"floor zzz":  "",
	} {
		m := palette.New(theme.New(theme.Terminal{}), "ALL", slices.Clone(items))
		for _, r := range typed {
			m.Key(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
		if got := m.Marked().Name; got != want {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
	}
}
