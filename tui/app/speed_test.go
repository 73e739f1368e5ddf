package app_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	collabdraft "parley/collab/draft"
	"parley/collab/meeting"
	"parley/tui/app"
)

// long is a screen of 200x50 with a draft of a megabyte and 500 proposals in it,
// being written.
func long(b testing.TB) *app.Model {
	log := meeting.New()
	paragraph := strings.Repeat("to encourage Sector Members to report annually on their progress; ", 8) + "\n"
	for i, what := range []meeting.What{
		meeting.Opened{Title: "Long", Text: strings.Repeat(paragraph, 1<<20/len(paragraph))},
		meeting.Served{First: 1}, meeting.Entered{Person: amina}, meeting.Entered{Person: you},
	} {
		if err := log.Apply(meeting.Event{Number: meeting.Version(i + 1), What: what}); err != nil {
			b.Fatal(err)
		}
	}
	for i := range 500 {
		line := 1 + 4*i
		was := log.Text().Line(line - 1)
		w := collabdraft.Wording{Kind: collabdraft.Change, Para: log.Overlay().ID(line), Was: was, Text: strings.Replace(was, "annually", "each year", 1)}
		if err := log.Apply(meeting.Event{Number: log.Head() + 1, By: amina.Number, What: meeting.Proposed{Wording: w}}); err != nil {
			b.Fatal(err)
		}
	}
	m := app.New(app.Config{Line: &wire{}, Sound: works(), Writing: true})
	for _, msg := range []tea.Msg{
		tea.WindowSizeMsg{Width: 200, Height: 50},
		meeting.LinkChanged{State: meeting.Up, Since: time.Now()},
		meeting.Welcome{You: you, Title: "Long", Head: log.Head(), Snapshot: log.Snapshot(log.Head()), Present: 3},
		meeting.Pointed{By: amina.Number, Base: log.Head(), At: 100, Anchor: 100},
	} {
		m.Update(msg)
	}
	return m
}

func BenchmarkAKeyAndAFrame(b *testing.B) {
	m := long(b)
	b.ResetTimer()
	for range b.N {
		m.Update(tea.KeyPressMsg{Code: 'x', Text: "x"})
		m.View()
	}
}

func BenchmarkABeatAndAFrame(b *testing.B) {
	m := long(b)
	b.ResetTimer()
	for range b.N {
		m.Update(app.Beat())
		m.View()
	}
}
