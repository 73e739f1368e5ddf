package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/meeting"
	"parley/tui/app"
	"parley/tui/word"
)

func TestTheGuidedTourIsTenKeys(t *testing.T) {
	keys := []tea.Key{
		down, tab, esc, enter, esc, {Code: 'i', Text: "i"}, {Code: 'x', Text: "x"}, esc, {Code: 'u', Mod: tea.ModCtrl}, {Code: 'p', Mod: tea.ModCtrl},
	}
	inMeeting(t, "each step is one key", func(t *testing.T) {
		b := join(t, 80, 24, func(c *app.Config) { c.Tour = true })
		for i, key := range keys {
			b.shows(fmt.Sprintf("Tour %d of 10", i+1))
			if i == 3 {
				b.golden("tour-80x24")
			}
			b.Press(key)
		}
		b.hides("Tour 10")
		b.shows("That was the tour.")
	})
	for _, l := range word.Languages() {
		inMeeting(t, fmt.Sprintf("each step is told whole in 80 columns, in %s", l), func(t *testing.T) {
			if err := word.Use(l); err != nil {
				t.Fatal(err)
			}
			defer func() { _ = word.Use(word.English) }() // English is always there
			b := join(t, 80, 24, func(c *app.Config) { c.Tour = true })
			for i, key := range keys {
				_, told, found := strings.Cut(b.Text(), word.Say("Tour %d of %d: ", i+1, len(keys)))
				told, _, _ = strings.Cut(told, "\n")
				if told = strings.TrimSpace(told); !found || strings.HasSuffix(told, "…") {
					t.Errorf("step %d is cut: %q", i+1, told)
				}
				b.Press(key)
			}
		})
	}
	inMeeting(t, "another key does what it does, and the step waits", func(t *testing.T) {
		b := join(t, 80, 24, func(c *app.Config) { c.Tour = true })
		b.Press(tab)
		b.shows("CHAT")
		b.shows("Tour 1 of 10")
		b.Press(esc)
		b.Send(meeting.LinkChanged{State: meeting.Waiting, Since: time.Now(), Next: time.Now().Add(time.Minute)})
		b.shows("Link lost") // goes before a tour
	})
	inMeeting(t, "it can be ended, and begun in any meeting", func(t *testing.T) {
		b := join(t, 80, 24)
		b.hides("Tour")
		b.Ctrl('p')
		b.Type("guided\n")
		b.shows("Tour 1 of 10")
		b.Ctrl('p')
		b.Type("guided\n")
		b.shows("The tour is over.")
	})
}
