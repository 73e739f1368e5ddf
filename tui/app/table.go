package app

import (
	"strings"

	"parley/tui/action"
	"parley/tui/draftpane"
	"parley/tui/sound"
	"parley/tui/word"
)

// Actions returns the whole table of actions of the screen: the shared one with
// what the draft pane can do by itself.
func Actions() []action.Action {
	var own []action.Action
	for _, b := range draftpane.Keys() {
		a := action.Action{
			// Where the draft pane needs two keys in two modes for one thing, it has two
			// names for it; here it is one action.
			Name:  strings.TrimSuffix(b.Name, "-slash"),
			Title: b.Title, Short: shorts[b.Name], Help: b.Help, Keys: b.Keys, Also: b.Also,
			Where: map[string]action.Place{"reading": action.Reading, "writing": action.Writing, "both": action.Reading | action.Writing}[b.Mode],
		}
		own = append(own, a)
	}
	return action.With(action.All(), action.Said(own)...)
}

// rebind gives everything the keys that the person wants; the table says what
// is wrong with them before.
func (m *Model) rebind(keys action.Keymap) error {
	table, err := keys.On(m.table)
	if err != nil {
		return err
	}
	m.table, m.letters = table, !keys.NoLetters
	return nil
}

// bindPane gives a draft pane the person's keys.
func (m *Model) bindPane(pane *draftpane.Model) {
	pane.SetKeys(func(mode string, b draftpane.Binding) []string {
		a, _ := action.Named(m.table, strings.TrimSuffix(b.Name, "-slash"))
		p := action.Reading
		if mode == "writing" {
			p = action.Writing
		}
		return a.AllKeysIn(p)
	})
}

// keyFor is the key to name in a sentence for the action: one that works where the
// keys go now or, where it has none, the way through the palette.
func (m *Model) keyFor(name string) string {
	a, _ := action.Named(m.table, name)
	for _, p := range []action.Place{m.place(), action.Reading} {
		if keys := a.KeysIn(p); len(keys) > 0 {
			return action.KeyName(keys[0])
		}
	}
	palette, _ := action.Named(m.table, "palette")
	if keys := palette.KeysIn(action.Reading); len(keys) > 0 && name != "palette" {
		return action.KeyName(keys[0]) + ", " + a.Title
	}
	return word.Say("Enter, ") + a.Title
}

// shorts are the words for the help line of what the draft pane brings.
var shorts = map[string]string{"stop": word.Mark("stop writing")}

// context is what the table needs to say what is allowed now.
func (m *Model) context() action.Context {
	return action.Context{
		Joined: m.seat.Joined(), Ended: m.ended, Role: m.seat.Me().Role,
		Away: m.wasAway(), CanUndo: m.document.seat.CanUndo(), CanRedo: m.document.seat.CanRedo(),
		Invite: m.config.Invite != "", Invites: m.config.MakeLink != nil, Waiting: m.seat.Lobby().Waiting, Sound: m.config.Sound != nil,
		Podium: m.podium(),
		Matter: m.matterOf(), Documents: m.documentsKnown(),
		Keyboard: m.hold.keyboard,
		Mic:      m.sound.Mic.State == sound.Working, NoMic: m.sound.NoMic(), Spent: m.budget.Over, NoEditor: m.config.NoEditor,
	}
}
