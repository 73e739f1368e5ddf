package app_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/app"
	"parley/tui/sound"
	"parley/tui/theme"
)

// A storm is a screen that anything may happen to, without a program around it.
type storm struct {
	bench
	clock time.Time
	annex *meeting.State // document 2, of which this screen's changes never hear
	w, h  int
	quit  bool
}

// send gives the screen a message and checks what it draws.
func (s *storm) send(t *rapid.T, msg tea.Msg) {
	_, cmd := s.model.Update(msg)
	if _, key := msg.(tea.KeyPressMsg); key && cmd != nil {
		if _, s.quit = cmd().(tea.QuitMsg); s.quit {
			return
		}
	}
	v := s.model.View()
	lines := strings.Split(v.Content, "\n")
	if len(lines) != s.h {
		t.Fatalf("%dx%d: %d lines after %T %v", s.w, s.h, len(lines), msg, msg)
	}
	for y, l := range lines {
		if got := ansi.StringWidthWc(l); got != s.w {
			t.Fatalf("%dx%d: line %d has %d cells after %T %v: %q", s.w, s.h, y, got, msg, msg, ansi.Strip(l))
		}
	}
	if v.Cursor == nil || v.Cursor.X < 0 || v.Cursor.X >= s.w || v.Cursor.Y < 0 || v.Cursor.Y >= s.h {
		t.Fatalf("%dx%d: the cursor is at %+v after %T %v", s.w, s.h, v.Cursor, msg, msg)
	}
}

var strange = []string{"a", "b c", "é", "e\u0301", "\u0301", "中文", "ب", "क्षि", "👩‍👩‍👧‍👦", "\t", "\n", "\x1b[31m", "\u202e", "\x00", "\xff", "\u2028", strings.Repeat("long ", 40)}

// keys returns any key that is worth trying: all of the table, and text.
func keys() *rapid.Generator[tea.KeyPressMsg] {
	codes := []rune{tea.KeyEnter, tea.KeyEscape, tea.KeyTab, tea.KeyUp, tea.KeyDown, tea.KeyLeft, tea.KeyRight, tea.KeyHome, tea.KeyEnd,
		tea.KeyPgUp, tea.KeyPgDown, tea.KeyBackspace, tea.KeyDelete, tea.KeySpace, tea.KeyF1, tea.KeyF3, tea.KeyF4, tea.KeyF5, tea.KeyF7, tea.KeyF8, tea.KeyF9}
	return rapid.Custom(func(t *rapid.T) tea.KeyPressMsg {
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			return tea.KeyPressMsg{Code: rapid.SampledFrom(codes).Draw(t, "key"), Mod: rapid.SampledFrom([]tea.KeyMod{0, 0, tea.ModShift, tea.ModCtrl}).Draw(t, "mod")}
		case 1:
			return tea.KeyPressMsg{Code: rapid.SampledFrom([]rune("defgklnopruvwxytе")).Draw(t, "letter"), Mod: tea.ModCtrl}
		case 2:
			r := rapid.SampledFrom([]rune("ixq/?159шΩ ")).Draw(t, "letter")
			return tea.KeyPressMsg{Code: r, Text: string(r)}
		}
		s := rapid.SampledFrom(strange).Draw(t, "text")
		return tea.KeyPressMsg{Code: tea.KeyExtended, Text: s}
	})
}

// TestAnything has random people do random things while random keys are
// pressed: nothing panics, and the view always fits.
func TestAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &storm{bench: bench{wire: &wire{}, voice: works(), log: meeting.New(), me: you}, clock: time.Unix(1e9, 0).UTC(), annex: meeting.New()}
		c := app.Config{Document: func(int) app.Line { return &wire{} }, Line: s.wire, Sound: s.voice, Now: func() time.Time { return s.clock }, Terminal: theme.Terminal{ASCII: rapid.Bool().Draw(t, "ascii")}}
		if rapid.Bool().Draw(t, "host") {
			c.Invite = "parley://meet.example.org:7443/" + strings.Repeat("x", 90)
		}
		s.model = app.New(c)
		s.size(t)
		s.log.Apply(meeting.Event{Number: 1, What: meeting.Opened{Title: "決議 50", Text: draft}})
		s.log.Apply(meeting.Event{Number: 2, What: meeting.Served{First: 1}})
		s.annex.Apply(meeting.Event{Number: 1, What: meeting.Opened{Title: "附件", Text: annexText}})
		s.annex.Apply(meeting.Event{Number: 2, What: meeting.Served{First: 1}})
		for range rapid.IntRange(1, 120).Draw(t, "steps") {
			s.step(t)
			if s.quit {
				return
			}
		}
	})
}

func (s *storm) size(t *rapid.T) {
	s.w, s.h = rapid.IntRange(1, 210).Draw(t, "width"), rapid.IntRange(1, 60).Draw(t, "height")
	if rapid.Bool().Draw(t, "usual") {
		s.w, s.h = 80, 24
	}
	s.send(t, tea.WindowSizeMsg{Width: s.w, Height: s.h})
}

func (s *storm) step(t *rapid.T) {
	switch rapid.IntRange(0, 16).Draw(t, "step") {
	case 0:
		s.size(t)
	case 1:
		s.clock = s.clock.Add(time.Duration(rapid.IntRange(0, 20000).Draw(t, "ms")) * time.Millisecond)
		s.voice.set(func(is *sound.Status) {
			is.State = rapid.SampledFrom([]sound.State{sound.Off, sound.Connecting, sound.Connected, sound.Lost}).Draw(t, "sound")
		})
		s.voice.set(func(is *sound.Status) {
			is.Slots[0] = sound.Slot{Speaker: uint32(rapid.IntRange(0, 5).Draw(t, "speaker")), Level: -20, Active: true}
		})
		s.send(t, app.Beat())
	case 2:
		state := rapid.SampledFrom([]meeting.LinkState{meeting.Dialling, meeting.Waiting, meeting.Up, meeting.Up}).Draw(t, "link")
		s.send(t, meeting.LinkChanged{State: state, Since: s.clock, Next: s.clock.Add(time.Second), Why: errors.New("a\nreason \x1b[0m"), RoundTrip: time.Second})
	case 3, 4:
		s.send(t, meeting.Welcome{You: you, Title: s.log.Title(), Head: s.log.Head(), Snapshot: s.log.Snapshot(0), Present: 9})
	case 5:
		s.send(t, tea.PasteMsg{Content: strings.Join(rapid.SliceOf(rapid.SampledFrom(strange)).Draw(t, "paste"), "")})
	case 6, 7, 8:
		s.foreign(t)
	case 9:
		s.answer(t)
	case 10:
		s.documents(t)
	default:
		s.send(t, rapid.Custom(func(t *rapid.T) tea.KeyPressMsg { return keys().Draw(t, "key") }).Draw(t, "press"))
	}
}

// foreign is what other people do.
func (s *storm) foreign(t *rapid.T) {
	by := text.Author(rapid.IntRange(4, 9).Draw(t, "by"))
	words := text.Clean(rapid.SampledFrom(strange).Draw(t, "words"))
	n := s.log.Text().Len()
	at := rapid.IntRange(0, n).Draw(t, "at")
	switch rapid.IntRange(0, 4).Draw(t, "what") {
	case 0:
		s.event(t, by, meeting.Entered{Person: meeting.Person{Number: by, Session: meeting.Session{byte(by)}, Name: fmt.Sprint("Pérson\x1b ", by), Role: meeting.Delegate}})
	case 1:
		s.event(t, by, meeting.Said{Text: rapid.SampledFrom(strange).Draw(t, "line")})
	case 2:
		gone := rapid.IntRange(0, min(n-at, 40)).Draw(t, "gone")
		s.event(t, by, meeting.Edited{Delta: delta.Replace(n, at, gone, words)})
	case 3:
		s.send(t, meeting.Pointed{By: by, Base: s.log.Head(), At: at, Anchor: rapid.IntRange(0, n).Draw(t, "anchor"), Left: rapid.Bool().Draw(t, "left")})
	case 4:
		s.send(t, meeting.Roster{Present: 9, From: rapid.IntRange(0, 60).Draw(t, "from"), People: []meeting.Present{{Person: amina, Talking: true}, {Person: meeting.Person{Number: by, Name: words}}}})
	}
}

// documents is what happens to other documents.
func (s *storm) documents(t *rapid.T) {
	n := rapid.IntRange(0, 4).Draw(t, "document")
	switch rapid.IntRange(0, 4).Draw(t, "what") {
	case 0:
		s.event(t, 4, meeting.DocumentOpened{Number: len(s.log.Documents()) + 1, Title: "附件 " + strings.Repeat("long ", n)})
	case 1:
		s.event(t, 4, meeting.DocumentBefore{Number: max(n, 1)})
	case 2:
		s.send(t, meeting.InDocument{Document: n, Notice: meeting.LinkChanged{State: meeting.Up}})
	case 3:
		s.send(t, meeting.InDocument{Document: n, Notice: meeting.Welcome{You: you, Title: "附件", Head: s.annex.Head(), Snapshot: s.annex.Snapshot(0)}})
	case 4:
		e := meeting.Event{Number: s.annex.Head() + 1, At: s.clock, By: 4, Base: s.annex.Head(), Command: uint64(s.annex.Head()), What: meeting.Edited{Delta: delta.Replace(s.annex.Text().Len(), 0, n, "附 x")}}
		if err := s.annex.Apply(e); err != nil {
			t.Fatal(err)
		}
		s.send(t, meeting.InDocument{Document: n, Notice: meeting.Happened{Event: e}})
	}
}

func (s *storm) event(t *rapid.T, by text.Author, what meeting.What) {
	e := meeting.Event{Number: s.log.Head() + 1, At: s.clock, By: by, Base: s.log.Head(), Command: uint64(s.log.Head()), What: what}
	if err := s.log.Apply(e); err != nil {
		t.Fatal(err)
	}
	s.send(t, meeting.Happened{Event: e})
}

// answer is what the server makes of a command of this screen.
func (s *storm) answer(t *rapid.T) {
	if s.taken >= len(s.wire.soFar().sent) {
		return
	}
	c := s.wire.soFar().sent[s.taken]
	s.taken++
	e := meeting.Event{Number: s.log.Head() + 1, At: s.clock, By: you.Number, Command: c.Number, Base: c.Base, What: c.Happens()}
	if rapid.IntRange(0, 4).Draw(t, "refused") == 0 || s.log.Check(you, c) != nil || s.log.Apply(e) != nil {
		s.send(t, meeting.Refused{Command: c.Number, Why: meeting.TooFast})
		return
	}
	s.send(t, meeting.Accepted{Command: c.Number, Number: e.Number, At: e.At})
}
