package app_test

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"parley/tui/action"
	"parley/tui/app"
)

func TestTheWholeTableIsSound(t *testing.T) {
	if err := action.Check(app.Actions()); err != nil {
		t.Error(err)
	}
}

func TestTheHelpLineHasFourToSixKeysWithAWord(t *testing.T) {
	for p := action.Reading; p < action.Linear; p <<= 1 {
		likely := action.Likely(app.Actions(), p, false)
		if len(likely) < 4 || len(likely) > 6 {
			t.Errorf("%v: %d keys, want 4 to 6", p, len(likely))
		}
		for _, a := range likely {
			if a.Short == "" {
				t.Errorf("%v: %q has no short word", p, a.Name)
			}
		}
	}
}

func TestEverythingCanBeReachedWithoutLettersAndControlKeys(t *testing.T) {
	five := []string{"up", "down", "left", "right", "tab", "shift+tab", "enter", "esc"}
	for _, tt := range []struct {
		place action.Place
		key   string
		want  string
	}{
		{action.Reading, "enter", "here"}, // the list, in which everything is
		{action.People, "enter", "here"},
		{action.Reading, "tab", "next-pane"},
		{action.Chat, "tab", "next-pane"},
		{action.People, "tab", "next-pane"},
		{action.Writing, "esc", "stop"},
		{action.Chat, "esc", "back"},
		{action.People, "esc", "back"},
	} {
		a, _ := action.ForKey(app.Actions(), tt.place, tt.key)
		if a.Name != tt.want {
			t.Errorf("%s at %v: got %q, want %q", tt.key, tt.place, a.Name, tt.want)
		}
	}
	for _, key := range five {
		if why := action.Unsafe(key); why != "" {
			t.Errorf("%s: %s", key, why)
		}
	}
}

func TestKeysThatOnlySomeTerminalsSendAreNeverTheOnlyOnes(t *testing.T) {
	for _, a := range app.Actions() {
		if len(a.Also) > 0 && len(a.Keys) == 0 {
			t.Errorf("%q has only %v", a.Name, a.Also)
		}
	}
}

func TestKeysOfOnesOwnWorkOnTheScreen(t *testing.T) {
	own := func(c *app.Config) {
		c.Keys = action.Keymap{Of: map[string][]string{"palette": {"f9"}, "write-here": {"w"}, "undo": {"f10"}, "talk": {"ctrl+y"}, "help": {}}}
	}
	inMeeting(t, "the new key does it, the old one does not, and the lists show it", func(t *testing.T) {
		b := join(t, 80, 24, own)
		b.Ctrl('p')
		b.hides("ALL ACTIONS")
		b.Press(tea.Key{Code: tea.KeyF9})
		b.shows("ALL ACTIONS")
		b.Press(esc)
		b.shows("F9 all")
		b.Type("i")
		b.shows("press w, or Enter and Write here")
		b.Type("wABC")
		b.shows("ABCThe ad hoc group")
		b.Press(tea.Key{Code: tea.KeyF10})
		b.hides("ABCThe")
		b.Ctrl('y') // was redo
		b.hides("ABCThe")
		b.shows("Ctrl+Y closes it")
	})
	inMeeting(t, "without letters a letter is told what else there is", func(t *testing.T) {
		b := join(t, 80, 24, func(c *app.Config) { c.Keys.NoLetters = true })
		b.Type("i")
		b.shows("READING")
		b.shows("switched off as shortcuts: Enter lists")
		b.Type("5\n")
		b.hides("line 5")
		b.shows("WHAT CAN BE DONE HERE")
		b.Press(esc, tea.Key{Code: tea.KeyF1})
		b.hides("letters are shortcuts")
		b.hides("a number and Enter")
		b.shows("press Enter twice or Ins")
	})
	inMeeting(t, "help names the person's own key for writing", func(t *testing.T) {
		b := join(t, 80, 24, func(c *app.Config) { c.Keys.Of = map[string][]string{"write-here": {"w"}} })
		b.Press(tea.Key{Code: tea.KeyF1})
		b.shows("letters are shortcuts")
		b.shows("Enter twice or w.")
	})
}

func TestInAListWhatIsAboutItsItemsComesFirst(t *testing.T) {
	inMeeting(t, "the chair, in the list of people", func(t *testing.T) {
		b := preside(t)
		b.Press(tab, tab)
		b.shows("─> PEOPLE")
		b.Type("\n")
		rows := strings.Split(b.Text(), "\n")
		at := func(words string) int {
			return slices.IndexFunc(rows, func(row string) bool { return strings.Contains(row, words) })
		}
		first, out, back, talk := at("> "), at("Take a person out"), at("Back to the draft"), at("Talk: microphone")
		if out <= first || back < out || talk < out || strings.Contains(rows[first], "Take") {
			t.Errorf("first is row %d, taking a person out %d, back %d, talk %d:\n%s", first, out, back, talk, b.Text())
		}
	})
}
