package app_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"parley/collab/delta"
	collabdraft "parley/collab/draft"
	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/tui/action"
	"parley/tui/app"
	"parley/tui/editor"
	"parley/tui/wording"
)

// A hand has five keys: the arrows, Tab, Enter, Esc and Space.
type hand struct {
	t     *testing.T
	model *app.Model
}

func (h hand) press(code rune) { h.model.Update(tea.KeyPressMsg{Code: code}) }

func (h hand) screen() []string {
	return strings.Split(ansi.Strip(h.model.View().Content), "\n")
}

func (h hand) sees(words string) bool { return strings.Contains(strings.Join(h.screen(), "\n"), words) }

// marks goes through a list until the item is marked, and reports whether it is
// there. The screen is drawn once for each page of the list: drawing is what takes
// time here.
func (h hand) marks(title string) bool {
	for last := ""; ; {
		at, wanted, end, marked := -1, -1, 0, ""
		for y, row := range h.screen() {
			if strings.HasPrefix(row, "> ") {
				at, marked = y, row
			}
			if at >= 0 && row != "" && (row[0] == '>' || strings.HasPrefix(row, "  ")) {
				end = y
			}
			if wanted < 0 && len(row) > 2 && strings.HasPrefix(row[2:], title) && (row[0] == '>' || row[:2] == "  ") {
				wanted = y
			}
		}
		switch {
		case at < 0, wanted < 0 && marked == last: // no list, or its end
			return false
		case wanted == at:
			return true
		case wanted < 0:
			last = marked
			wanted = max(end, at) + 1
		}
		for ; at < wanted; at++ {
			h.press(tea.KeyDown)
		}
		for ; at > wanted; at-- {
			h.press(tea.KeyUp)
		}
	}
}

// goes to a pane with Tab.
func (h hand) goes(p action.Place) {
	for range 12 {
		if h.sees("> " + strings.ToUpper(p.String())) {
			return
		}
		h.press(tea.KeyTab)
	}
	h.t.Fatalf("Tab does not lead to %v", p)
}

// everything is a meeting in which every action is allowed: a chair who has
// been away, with an own change to undo and one to redo, people waiting, a
// link, an editor, a second document before the meeting while this person stays
// in the first, and a third that is closed. An action that needs more adds it here.
func everything(t *testing.T) hand {
	t.Helper()
	clock := time.Unix(1e9, 0).UTC()
	b := &bench{t: t, wire: &wire{}, voice: works(), log: meeting.New(), me: you}
	b.me.Role = meeting.Chair
	b.model = app.New(app.Config{
		Line: b.wire, Sound: b.voice, Now: func() time.Time { clock = clock.Add(time.Second); return clock },
		Invite: "parley://meet.example.org:7443/abc#def", Editor: editor.Command{Args: []string{"true"}},
		MakeLink: func(context.Context, meeting.Invitation) (ticket.Link, error) {
			return ticket.Link{}, errors.New("not asked")
		},
		Document: func(int) app.Line { return &wire{} },
		Open:     func(string) (wording.Opened, error) { return wording.Opened{}, errors.New("not asked") },
	})
	send := func(msgs ...tea.Msg) {
		for _, m := range msgs {
			b.model.Update(m)
		}
	}
	event := func(by meeting.Person, what meeting.What) meeting.Event {
		e := meeting.Event{Number: b.log.Head() + 1, At: clock, By: by.Number, Command: uint64(b.log.Head()), Base: b.log.Head(), What: what}
		if err := b.log.Apply(e); err != nil {
			t.Fatal(err)
		}
		return e
	}
	event(meeting.Person{}, meeting.Opened{Title: "Res. 50", Text: "[" + draft + "]"}) // one bracket, wherever the cursor is
	event(meeting.Person{}, meeting.Served{First: 1})
	event(amina, meeting.Entered{Person: amina})
	event(b.me, meeting.Entered{Person: b.me})
	event(amina, meeting.Floored{Act: floor.Ask{}})
	event(b.me, meeting.Floored{Act: floor.Give{}})
	event(b.me, meeting.Floored{Act: floor.Ask{Kind: floor.Order, On: "1/2"}})
	event(amina, meeting.Floored{Act: floor.Ask{Kind: floor.Question}})
	event(b.me, meeting.AgendaSet{Items: []string{"Opening", "Draft"}})
	event(b.me, meeting.HandsAsked{Question: "Can we go on?"})
	event(b.me, meeting.DocumentOpened{Number: 2, Title: "Annex A"})
	event(b.me, meeting.DocumentBefore{Number: 2})
	event(b.me, meeting.DocumentOpened{Number: 3, Title: "Annex B"})
	event(b.me, meeting.DocumentClosed{Number: 3, On: true})
	of := b.log.Overlay()
	for line := 1; line <= b.log.Text().Lines(); line++ { // proposals of one's own, wherever the cursor is
		event(b.me, meeting.Proposed{Wording: collabdraft.Wording{Kind: collabdraft.Keep, Para: of.ID(line), Was: b.log.Text().Line(line - 1)}})
	}
	clock = clock.Add(time.Hour) // the decision can be taken back for long
	event(b.me, meeting.Proposed{Wording: collabdraft.Wording{Kind: collabdraft.Keep, Para: of.ID(1), Was: b.log.Text().Line(0)}})
	event(b.me, meeting.Decided{Proposal: b.log.Text().Lines() + 1, Outcome: collabdraft.Rejected, Author: b.me.Number})
	clock = clock.Add(-time.Hour)
	send(tea.KeyboardEnhancementsMsg{Flags: 1}, tea.WindowSizeMsg{Width: 160, Height: 60}, meeting.LinkChanged{State: meeting.Up},
		meeting.Welcome{You: b.me, Title: "Res. 50", Head: b.log.Head(), Snapshot: b.log.Snapshot(0), Present: 2},
		meeting.LinkChanged{State: meeting.Waiting, Since: clock, Next: clock.Add(time.Second)}, meeting.LinkChanged{State: meeting.Up},
		meeting.Welcome{You: b.me, Title: "Res. 50", Head: b.log.Head() + 1, Present: 2},
		meeting.Happened{Event: event(amina, meeting.Edited{Delta: delta.Replace(b.log.Text().Len(), 0, 0, "New. ")})},
		meeting.Roster{Present: 2, People: []meeting.Present{{Person: amina}, {Person: b.me}}},
		meeting.Lobby{Waiting: 1, People: []meeting.Caller{{Number: 1, Name: "Zoe"}}},
		tea.KeyPressMsg{Code: tea.KeyF11}, tea.KeyPressMsg{Code: tea.KeyEnter},
		tea.KeyPressMsg{Code: 'i', Text: "i"}, tea.KeyPressMsg{Code: 'x', Text: "x"}, app.Beat(),
		tea.KeyPressMsg{Code: tea.KeyDown}, tea.KeyPressMsg{Code: 'y', Text: "y"}, app.Beat(),
		tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl}, tea.KeyPressMsg{Code: tea.KeyEscape}, app.Beat(),
	)
	return hand{t, b.model}
}

// TestEveryActionWithFiveKeys does every action of the table, from every pane
// it belongs to, with arrows, Tab, Enter, Esc and Space alone.
func TestEveryActionWithFiveKeys(t *testing.T) {
	panes := map[action.Place]bool{}
	for p := action.Reading; p < action.Linear; p <<= 1 {
		panes[p] = p&action.Beside == 0 || everything(t).has(p)
	}
	for _, a := range app.Actions() {
		for p := action.Reading; p < action.Linear; p <<= 1 {
			if a.Where&p == 0 || a.Name == "here" { // here is the list that all begins with
				continue
			}
			if !panes[p] {
				continue // a pane that this screen does not have
			}
			if a.Where&action.Screen == action.Screen && p != action.Reading && p != action.Chat {
				continue // what can be done everywhere is tried where letters are shortcuts, and where they are text
			}
			t.Run(a.Name+", "+p.String(), func(t *testing.T) { everything(t).does(a, p) })
			if oncePerAction {
				break
			}
		}
	}
}

// has reports whether Tab leads to the pane.
func (h hand) has(p action.Place) bool {
	for range 12 {
		if h.sees("> " + strings.ToUpper(p.String())) {
			return true
		}
		h.press(tea.KeyTab)
	}
	return false
}

func (h hand) does(a action.Action, p action.Place) {
	switch {
	case p == action.Writing:
		h.press(tea.KeyEnter)
		if !h.marks("Write here") {
			h.t.Fatal("the list does not have the way into writing")
		}
		h.press(tea.KeyEnter)
		if !h.sees("WRITING") {
			h.t.Fatal("Write here does not begin writing")
		}
		h.press(tea.KeyEscape)
	case p&action.Beside != 0:
		h.goes(p)
	}
	h.press(tea.KeyEnter)
	if !h.sees("WHAT CAN BE DONE HERE") {
		h.t.Fatalf("Enter does not list what can be done:\n%s", strings.Join(h.screen(), "\n"))
	}
	if a.Name != "palette" && !h.marks(a.Title) {
		h.press(tea.KeyEscape)
		h.press(tea.KeyEnter)
		if !h.marks("All actions") {
			h.t.Fatal("the list does not lead to all actions")
		}
		h.press(tea.KeyEnter)
	}
	if !h.marks(a.Title) && a.Name != "palette" {
		h.t.Fatalf("%q is in no list", a.Title)
	}
	if a.Name == "palette" {
		h.marks(a.Title)
	}
	before := strings.Join(h.screen(), "\n")
	h.press(tea.KeyEnter)
	if h.sees(a.Title + ", not now: ") {
		h.t.Errorf("refused, so this test does not do it: let the meeting of everything allow it. The screen:\n%s", strings.Join(h.screen(), "\n"))
	}
	if strings.Join(h.screen(), "\n") == before {
		h.t.Error("Enter changes nothing on the screen")
	}
}
