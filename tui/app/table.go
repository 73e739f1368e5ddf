package app

import (
	"strings"

	"parley/tui/action"
	"parley/tui/draftpane"
	"parley/tui/sound"
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
	return action.With(action.All(), own...)
}

// shorts are the words for the help line of what the draft pane brings.
var shorts = map[string]string{"stop": "stop writing"}

// context is what the table needs to say what is allowed now.
func (m *Model) context() action.Context {
	return action.Context{
		Joined: m.seat.Joined(), Ended: m.ended, Role: m.seat.Me().Role,
		Away: m.missed != nil, CanUndo: m.seat.CanUndo(), CanRedo: m.seat.CanRedo(),
		Invite: m.config.Invite != "", Invites: m.config.MakeLink != nil, Waiting: m.seat.Lobby().Waiting, Sound: m.config.Sound != nil,
		Mic: m.sound.Mic.State == sound.Working, NoMic: m.sound.NoMic(), NoEditor: m.config.NoEditor,
	}
}
