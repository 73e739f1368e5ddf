package tuitest_test

import (
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"

	"parley/tui/tuitest"
)

// echo shows what was typed and pasted and puts the cursor behind it.
type echo struct{ typed string }

func (e echo) Init() tea.Cmd { return nil }

func (e echo) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		e.typed += msg.String()
	case tea.PasteMsg:
		e.typed += "<" + msg.Content + ">"
	}
	return e, nil
}

func (e echo) View() tea.View {
	v := tea.NewView("\x1b[1myou:\x1b[m " + e.typed)
	v.AltScreen = true
	v.Cursor = tea.NewCursor(5+len(e.typed), 0)
	return v
}

func TestTheScreenShowsWhatIsPressedTypedAndPasted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := tuitest.Run(t, echo{}, 40, 3)
		s.Type("ab\n")
		s.Ctrl('t')
		s.Paste("x y")
		if got, want := s.Text(), "you: abenterctrl+t<x y>"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if x, y, visible := s.Cursor(); x != 23 || y != 0 || !visible {
			t.Errorf("got the cursor at %d, %d, visible %t; want 23, 0, true", x, y, visible)
		}
		if l := s.Look(0, 0); l.Text != "y" || !l.Bold || l.Reverse {
			t.Errorf("got %+v, want a bold y", l)
		}
		s.Resize(12, 3)
		if got := s.Text(); !strings.HasPrefix(got, "you: abenter") || len(got) != 12 {
			t.Errorf("got %q after resizing", got)
		}
	})
}

func TestALongEmojiTakesTheSameCellsInTheProgramAndOnTheScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := tuitest.Run(t, echo{"👩‍👩‍👧‍👦|e\u0301|क्षि|"}, 40, 3)
		if got, want := s.Text(), "you: 👩‍👩‍👧‍👦|e\u0301|क्षि|"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
