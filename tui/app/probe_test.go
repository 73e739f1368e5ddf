package app_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/tui/app"
)

// answers sends what a terminal says whose probes took so many cells.
func (b *bench) answers(took ...int) {
	time.Sleep(200 * time.Millisecond) // past the first beat
	for _, x := range took {
		b.Send(tea.CursorPositionMsg{X: x, Y: 1})
	}
}

func measuring(c *app.Config) { c.Measure = true }

func TestTheTerminalIsAskedHowItCounts(t *testing.T) {
	inMeeting(t, "what was written for that is not seen", func(t *testing.T) {
		plain := join(t, 80, 24)
		want := plain.Text()
		b := join(t, 80, 24, measuring)
		time.Sleep(time.Second)
		if got := b.Text(); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	})
	inMeeting(t, "marks that take cells are composed", func(t *testing.T) {
		b := join(t, 80, 24, measuring)
		b.types(amina, "resolves", "e\u0301tat ")
		b.shows("e\u0301tat")
		b.answers(2, 2, 2, 1, 1)
		b.shows("\u00e9tat")
	})
	inMeeting(t, "where drawn lines are two cells wide they are ASCII", func(t *testing.T) {
		b := join(t, 80, 24, measuring)
		b.shows("─")
		b.answers(1, 2, 2, 2, 1)
		b.hides("─")
	})
	inMeeting(t, "where letters are, it is said what to do", func(t *testing.T) {
		b := join(t, 80, 24, measuring)
		b.answers(1, 2, 2, 2, 2)
		b.shows("set its ambiguous width to narrow")
	})
	inMeeting(t, "no answer, half an answer and a late one change nothing", func(t *testing.T) {
		b := join(t, 80, 24, measuring)
		b.answers(2, 2)
		time.Sleep(6 * time.Second)
		b.answers(2, 2, 2)
		if !strings.Contains(b.Text(), "─") {
			t.Error("the lines are not drawn any more")
		}
	})
	inMeeting(t, "a terminal that was not asked is not believed", func(t *testing.T) {
		b := join(t, 80, 24)
		b.answers(2, 2, 2, 2, 2)
		b.shows("─")
	})
}
