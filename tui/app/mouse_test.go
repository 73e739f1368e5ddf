package app_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"parley/collab/meeting"
	"parley/tui/alert"
	"parley/tui/app"
)

func TestTheMouse(t *testing.T) {
	for want, config := range map[tea.MouseMode]app.Config{
		tea.MouseModeNone: {Line: &wire{}}, tea.MouseModeCellMotion: {Line: &wire{}, Mouse: true},
	} {
		if got := app.New(config).View().MouseMode; got != want {
			t.Errorf("the mouse is taken as %v, want %v: it is off unless it is asked for", got, want)
		}
	}
	inMeeting(t, "a click gives the keys to the pane, and puts the cursor into the draft", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Text()
		b.Send(tea.MouseClickMsg{X: 20, Y: 20, Button: tea.MouseLeft})
		b.shows("─> CHAT")
		b.Send(tea.MouseClickMsg{X: 13, Y: 7, Button: tea.MouseLeft})
		b.shows("line 5, column 71") // its second row, which begins with column 69
		b.Send(tea.MouseWheelMsg{X: 20, Y: 5, Button: tea.MouseWheelDown})
		b.shows("line 7,")
		b.Ctrl('p')
		b.Send(tea.MouseWheelMsg{X: 20, Y: 5, Button: tea.MouseWheelDown})
		b.shows("\n> Redo")
	})
}

func TestWhoLooksElsewhereIsCalled(t *testing.T) {
	c := app.Config{Line: &wire{}, Alert: alert.Bell | alert.Notify}
	m := app.New(c)
	log := meeting.New()
	if err := log.Apply(meeting.Event{Number: 1, What: meeting.Opened{Title: "T", Text: "one"}}); err != nil {
		t.Fatal(err)
	}
	me := you
	me.Role = meeting.Chair
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	m.Update(meeting.Welcome{You: me, Head: log.Head(), Snapshot: log.Snapshot(0), Present: 1})
	_, cmd := m.Update(meeting.Lobby{Waiting: 1, People: []meeting.Caller{{Number: 1, Name: "Zoe"}}})
	if cmd == nil {
		t.Fatal("nobody is called")
	}
	raw, ok := cmd().(tea.RawMsg)
	if written, is := raw.Msg.(string); !ok || !is || !strings.HasPrefix(written, "\x1b]9;Parley: Zoe") || !strings.HasSuffix(written, "\a") {
		t.Errorf("got %q", raw.Msg)
	}
	if _, cmd := m.Update(meeting.LinkChanged{State: meeting.Up}); cmd != nil {
		t.Error("called twice")
	}
}
