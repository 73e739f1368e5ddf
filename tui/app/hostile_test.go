package app_test

import (
	"errors"
	"regexp"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/collabtest"
	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/tui/app"
	"parley/tui/sound"
)

// styles are the sequences that the screen itself draws with: colours and
// weights, and nothing that moves, asks or writes.
var styles = regexp.MustCompile(`\x1b\[[0-9;:]*m`)

// Even a server that lets everything through cannot make the screen draw a
// control.
func TestNothingHostileReachesTheScreen(t *testing.T) {
	for _, evil := range collabtest.Hostile {
		b := &bench{t: t, wire: &wire{}, voice: works(), log: meeting.New(), me: you}
		clock := time.Unix(1e9, 0).UTC()
		b.model = app.New(app.Config{Line: b.wire, Sound: b.voice, Now: func() time.Time { return clock }, Invite: "parley://" + evil})
		send := func(msg tea.Msg) {
			t.Helper()
			b.model.Update(msg)
			v := b.model.View()
			for what, drawn := range map[string]string{"the screen": styles.ReplaceAllString(v.Content, ""), "the window's title": v.WindowTitle} {
				if raw := collabtest.Raw(drawn); raw != "" {
					t.Errorf("%q: after %T %s has %s", evil, msg, what, raw)
				}
			}
		}
		apply := func(e meeting.Event) bool { e.Number = b.log.Head() + 1; e.At = clock; return b.log.Apply(e) == nil }
		apply(meeting.Event{What: meeting.Opened{Title: "T" + evil, Text: "one " + evil + " two\nthree"}})
		apply(meeting.Event{What: meeting.Served{First: 1}})
		eve := meeting.Person{Number: 9, Session: meeting.Session{9}, Name: "Eve" + evil, Delegation: evil + "land", Role: meeting.Delegate}
		send(tea.WindowSizeMsg{Width: 120, Height: 40})
		send(meeting.LinkChanged{State: meeting.Waiting, Since: clock, Next: clock.Add(time.Second), Why: errors.New("because " + evil)})
		send(meeting.Welcome{You: you, Title: b.log.Title(), Head: b.log.Head(), Snapshot: b.log.Snapshot(0), Present: 9})
		for _, e := range []meeting.Event{
			{By: 9, What: meeting.Entered{Person: eve}},
			{By: 9, Command: 1, Base: 2, What: meeting.Said{Text: "hi " + evil}},
			{By: 9, Command: 2, Base: 2, What: meeting.Edited{Delta: delta.Replace(b.log.Text().Len(), 0, 0, evil)}},
		} {
			if e.Number, e.At = b.log.Head()+1, clock; b.log.Apply(e) == nil {
				send(meeting.Happened{Event: e})
			}
		}
		for i, what := range collabtest.Says(evil, b.log.Overlay().ID(1), b.log.Text().Line(0)) {
			e := meeting.Event{Number: b.log.Head() + 1, At: clock, By: 9, Command: uint64(3 + i), Base: b.log.Head(), What: what}
			if b.log.Apply(e) == nil {
				send(meeting.Happened{Event: e})
			}
		}
		send(meeting.Roster{Present: 2, People: []meeting.Present{{Person: eve, Talking: true}, {Person: you}}})
		send(meeting.Pointed{By: 9, Base: b.log.Head(), At: 2, Anchor: 2})
		b.voice.set(func(is *sound.Status) { is.Slots[0] = sound.Slot{Speaker: 9, Level: -20, Active: true} })
		send(app.Beat())
		for _, k := range []rune{tea.KeyTab, tea.KeyTab, tea.KeyF1, tea.KeyEscape, tea.KeyF4, tea.KeyEscape, tea.KeyTab, tea.KeyEnter, tea.KeyEscape, tea.KeyTab, tea.KeyEnter, tea.KeyEscape, tea.KeyTab, tea.KeyEnter, tea.KeyEscape} {
			send(tea.KeyPressMsg{Code: k})
		}
		send(tea.PasteMsg{Content: evil})
		send(tea.WindowSizeMsg{Width: 40, Height: 12})
	}
}
