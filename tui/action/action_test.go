package action_test

import (
	"strings"
	"testing"

	"parley/collab/meeting"
	"parley/tui/action"
)

func TestTheTableIsSound(t *testing.T) {
	if err := action.Check(action.All()); err != nil {
		t.Error(err)
	}
	for _, a := range action.All() {
		if !strings.HasSuffix(a.Help, ".") {
			t.Errorf("the help of %q is not a sentence: %s", a.Name, a.Help)
		}
		if strings.ContainsAny(a.Name, " ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
			t.Errorf("the name %q is not one small word", a.Name)
		}
	}
}

func TestTheLinearFrontHasTheWordsItPromises(t *testing.T) {
	for _, word := range []string{"read", "write", "edit", "add", "delete", "undo", "redo", "editor", "chat", "who", "talk", "status", "wait", "sleep", "quit", "help"} {
		a, ok := action.Named(action.All(), word)
		if !ok || a.Where&action.Linear == 0 {
			t.Errorf("no word %q for lines", word)
		}
	}
}

func TestCheckFindsWhatIsWrong(t *testing.T) {
	good := action.Action{Name: "one", Title: "One", Help: "One.", Keys: []string{"f5"}, Where: action.Screen}
	with := func(change func(*action.Action)) action.Action {
		a := good
		a.Name = "two"
		change(&a)
		return a
	}
	for _, tt := range []struct {
		name  string
		other action.Action
		want  string
	}{
		{"a shared key", with(func(a *action.Action) { a.Where = action.People }), "share the key F5"},
		{"the same name", good, "twice"},
		{"no help", with(func(a *action.Action) { a.Help = "" }), "lacks"},
		{"flow control", with(func(a *action.Action) { a.Keys = []string{"ctrl+s"} }), "Ctrl+S"},
		{"Alt", with(func(a *action.Action) { a.Keys = []string{"alt+x"} }), "macOS"},
		{"a control digit", with(func(a *action.Action) { a.Keys = []string{"ctrl+5"} }), "most terminals"},
		{"a bracket", with(func(a *action.Action) { a.Keys = []string{"["} }), "layout"},
		{"control and shift", with(func(a *action.Action) { a.Keys = []string{"ctrl+shift+c"} }), "terminal's own"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := action.Check([]action.Action{good, tt.other})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error about %q", err, tt.want)
			}
		})
	}
}

func TestAKeyMeansSomethingOnlyWhereItIsNotText(t *testing.T) {
	for _, tt := range []struct {
		key   string
		place action.Place
		want  string
	}{
		{"?", action.Reading, "help"},
		{"؟", action.Reading, "help"},
		{"?", action.Writing, ""},
		{"?", action.Chat, ""},
		{"f1", action.Chat, "help"},
		{"tab", action.Reading, "next-pane"},
		{"tab", action.Writing, ""},
		{"enter", action.Chat, "send"},
		{"enter", action.Writing, ""},
		{"enter", action.Reading, "here"},
		{"i", action.People, ""},
		{"esc", action.People, "back"},
	} {
		a, _ := action.ForKey(action.All(), tt.place, tt.key)
		if a.Name != tt.want {
			t.Errorf("%s at %v: got %q, want %q", tt.key, tt.place, a.Name, tt.want)
		}
	}
}

func TestWhyNot(t *testing.T) {
	here := action.Context{Joined: true, Role: meeting.Delegate, Sound: true, Mic: true}
	with := func(change func(*action.Context)) action.Context {
		c := here
		change(&c)
		return c
	}
	for _, tt := range []struct {
		name, action string
		in           action.Context
		want         string // "" if it is allowed
	}{
		{"a delegate writes", "write-here", here, ""},
		{"an observer does not", "write-here", with(func(c *action.Context) { c.Role = meeting.Observer }), "you are here as observer: you can read and listen"},
		{"nobody before the text is here", "edit", action.Context{}, "the text is not here yet"},
		{"a delegate talks", "talk", here, ""},
		{"not without sound", "talk", with(func(c *action.Context) { c.Sound = false }), "this client runs without sound"},
		{"not without a microphone", "talk", with(func(c *action.Context) { c.Mic = false }), "no microphone works here"},
		{"not with the data used up", "talk", with(func(c *action.Context) { c.Spent = true }), "the limit for data is used up, text only; data-cap sets another one"},
		{"an editor", "editor", here, ""},
		{"no editor is set", "editor", with(func(c *action.Context) { c.NoEditor = "no editor is set" }), "no editor is set"},
		{"no editor for an observer", "editor", with(func(c *action.Context) { c.Role, c.NoEditor = meeting.Observer, "no editor is set" }), "you are here as observer: you can read and listen"},
		{"nothing to undo", "undo", here, "there is nothing of yours to take back"},
		{"something to undo", "undo", with(func(c *action.Context) { c.CanUndo = true }), ""},
		{"nothing to redo", "redo", here, "nothing of yours was taken back"},
		{"a guest has no link", "invite", here, "only the chair may do this"},
		{"help is always there", "help", action.Context{}, ""},
		{"nothing is sent after the end", "chat", with(func(c *action.Context) { c.Ended = true }), "the meeting has ended for you, nothing can be sent any more"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, ok := action.Named(action.All(), tt.action)
			if !ok {
				t.Fatalf("no action %q", tt.action)
			}
			allowed, why := a.Can(tt.in)
			if allowed != (tt.want == "") || why != tt.want {
				t.Errorf("got %v %q, want %q", allowed, why, tt.want)
			}
		})
	}
}

func TestWithAddsKeysToWhatIsThere(t *testing.T) {
	table := action.With(action.All(),
		action.Action{Name: "undo", Keys: []string{"ctrl+u"}, Also: []string{"ctrl+_"}, Where: action.Writing},
		action.Action{Name: "undo", Keys: []string{"ctrl+u"}, Where: action.Writing},
		action.Action{Name: "word-left", Title: "A word left", Help: "Goes a word left.", Keys: []string{"ctrl+left"}, Where: action.Writing})
	if a, _ := action.ForKey(table, action.Writing, "ctrl+_"); a.Name != "undo" {
		t.Errorf("a key that only some terminals send means %q, want undo", a.Name)
	}
	a, _ := action.Named(table, "undo")
	if got := action.KeyNames(a.KeysIn(action.Writing)); got != "Ctrl+U" {
		t.Errorf("undo has the keys %q, want Ctrl+U", got)
	}
	if a.Title == "" {
		t.Error("undo lost its title")
	}
	if _, ok := action.ForKey(table, action.Writing, "ctrl+left"); !ok {
		t.Error("the new action is not in the table")
	}
	if a, _ := action.Named(action.All(), "undo"); len(a.Keys) != 0 {
		t.Error("With changed the table itself")
	}
}

func TestNamesOfKeys(t *testing.T) {
	for key, want := range map[string]string{
		"ctrl+t": "Ctrl+T", "f3": "F3", "shift+tab": "Shift+Tab", "pgup": "PgUp", "?": "?", "i": "i",
		"esc": "Esc", "ctrl+left": "Ctrl+Left", "ctrl+pgdown": "Ctrl+PgDn", "؟": "؟", "+": "+",
	} {
		if got := action.KeyName(key); got != want {
			t.Errorf("%s: got %s, want %s", key, got, want)
		}
	}
}

func TestTheManualSaysWhatIsSpecialFirst(t *testing.T) {
	table := []action.Action{
		{Name: "help", Title: "Help", Args: "[WORD]", Help: "Helps.", Keys: []string{"f1", "?"}, Where: action.Everywhere},
		{Name: "send", Title: "Send", Help: "Sends.", Keys: []string{"enter"}, Where: action.Chat},
		{Name: "who", Title: "People", Help: "Lists.", Where: action.Everywhere},
		{Name: "read", Title: "Read", Args: "[REF]", Help: "Reads.", Where: action.Linear},
	}
	for place, want := range map[action.Place]string{
		action.Chat:   "Send: Enter|   Sends.||Everywhere:||Help: F1|   Helps.|People: in the palette|   Lists.",
		action.Linear: "read [REF]|   Reads.||Everywhere:||help [WORD]|   Helps.|who|   Lists.",
	} {
		if got := strings.Join(action.Manual(table, place), "|"); got != want {
			t.Errorf("%v: got  %s\nwant %s", place, got, want)
		}
	}
}
