package action_test

import (
	"strings"
	"testing"

	"parley/tui/action"
)

var few = []action.Action{
	{Name: "palette", Title: "All", Help: "All.", Keys: []string{"ctrl+p", "f4"}, Where: action.Screen},
	{Name: "help", Title: "Help", Help: "Help.", Keys: []string{"f1", "?"}, Where: action.Everywhere},
	{Name: "here", Title: "Here", Help: "Here.", Keys: []string{"enter"}, Also: []string{"f13"}, Where: action.Reading},
	{Name: "send", Title: "Send", Help: "Send.", Keys: []string{"enter"}, Where: action.Chat},
	{Name: "read", Title: "Read", Help: "Reads.", Where: action.Linear},
}

func TestKeysOfOnesOwn(t *testing.T) {
	for _, tt := range []struct {
		name string
		keys action.Keymap
		want string // action: keys; ...
	}{
		{"nothing", action.Keymap{}, "palette: Ctrl+P, F4; help: F1, ?; here: Enter; send: Enter"},
		{"several for one, in any spelling", action.Keymap{Of: map[string][]string{"palette": {"Ctrl+K", "F9", " shift+ctrl+PgDn "}}},
			"palette: Ctrl+K, F9, Ctrl+Shift+PgDn; help: F1, ?; here: Enter; send: Enter"},
		{"a key is taken from the other", action.Keymap{Of: map[string][]string{"palette": {"f1"}}}, "palette: F1; help: ?; here: Enter; send: Enter"},
		{"none", action.Keymap{Of: map[string][]string{"help": {}}}, "palette: Ctrl+P, F4; help: ; here: Enter; send: Enter"},
		{"Enter stays", action.Keymap{Of: map[string][]string{"here": {"x"}}}, "palette: Ctrl+P, F4; help: F1, ?; here: x, Enter; send: Enter"},
		{"one key at two places", action.Keymap{Of: map[string][]string{"here": {"f9"}, "send": {"f9"}}}, "palette: Ctrl+P, F4; help: F1, ?; here: F9, Enter; send: F9, Enter"},
		{"no letters", action.Keymap{NoLetters: true, Of: map[string][]string{"palette": {"p", "f4"}}}, "palette: F4; help: F1; here: Enter; send: Enter"},
		{"another layout's letter", action.Keymap{Of: map[string][]string{"palette": {"é"}}}, "palette: é; help: F1, ?; here: Enter; send: Enter"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			table, err := tt.keys.On(few)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, a := range table {
				if a.Where&action.Screen != 0 {
					got = append(got, a.Name+": "+action.KeyNames(a.Keys))
				}
			}
			if got := strings.Join(got, "; "); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestKeysThatCannotBe(t *testing.T) {
	for _, tt := range []struct {
		of   map[string][]string
		want string
	}{
		{map[string][]string{"dance": {"x"}}, "dance is no action of the screen"},
		{map[string][]string{"read": {"x"}}, "read is no action of the screen"},
		{map[string][]string{"palette": {"crtl+p"}}, `palette has the key "crtl+p", which no keyboard has`},
		{map[string][]string{"palette": {"f99"}}, `palette has the key "f99", which no keyboard has`},
		{map[string][]string{"palette": {"ctrl+"}}, "no keyboard has"},
		{map[string][]string{"palette": {""}}, "no keyboard has"},
		{map[string][]string{"palette": {"tab"}}, "palette cannot have Tab, which keeps its meaning"},
		{map[string][]string{"palette": {"ctrl+c"}}, "palette cannot have Ctrl+C"},
		{map[string][]string{"palette": {"ctrl+i"}}, "palette cannot have Ctrl+I, which is Tab in most terminals"},
		{map[string][]string{"palette": {"f9"}, "help": {"F9"}}, "palette and help both have F9"},
	} {
		if _, err := (action.Keymap{Of: tt.of}).On(few); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v: got %v, want %q", tt.of, err, tt.want)
		}
	}
}
