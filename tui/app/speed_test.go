package app_test

import (
	"fmt"
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

// negotiated is long with 500 open proposals, each so many paragraphs from the next.
func negotiated(b testing.TB, apart int) (m *app.Model, log *meeting.State) {
	log = meeting.New()
	var words strings.Builder
	for i := range 5200 {
		fmt.Fprintf(&words, "%d that Member States should facilitate access [to affordable connectivity] in all of their regions, taking account of the needs of each, and to report annually on the progress that they have made in doing so;\n", i)
	}
	happen := func(what meeting.What) meeting.Event {
		e := meeting.Event{Number: log.Head() + 1, By: amina.Number, What: what}
		if err := log.Apply(e); err != nil {
			b.Fatal(err)
		}
		return e
	}
	happen(meeting.Opened{Title: "Long", Text: words.String()})
	happen(meeting.Served{First: 1})
	happen(meeting.Entered{Person: amina})
	happen(meeting.Entered{Person: you})
	t := log.Text()
	for i := range 500 {
		line := 1 + i*apart
		was := t.Line(line - 1)
		happen(meeting.Proposed{Wording: collabdraft.Wording{Kind: collabdraft.Change, Para: collabdraft.ID(line), Was: was,
			Text: strings.Replace(strings.Replace(was, "should", "shall", 1), "taking account of", "with regard to", 1)}})
	}
	m = app.New(app.Config{Line: &wire{}, Sound: works(), Writing: true})
	for _, msg := range []tea.Msg{
		tea.WindowSizeMsg{Width: 200, Height: 50},
		meeting.LinkChanged{State: meeting.Up, Since: time.Now()},
		meeting.Welcome{You: you, Title: "Long", Head: log.Head(), Snapshot: log.Snapshot(log.Head()), Present: 3},
	} {
		m.Update(msg)
	}
	m.View()
	return m, log
}

// BenchmarkNegotiating is a letter typed, a step and a beat with their frames, and
// somebody's proposal coming in, among 500 proposals on a draft of a megabyte.
func BenchmarkNegotiating(b *testing.B) {
	for _, tt := range []struct {
		name string
		msg  tea.Msg
	}{
		{"a letter", tea.KeyPressMsg{Code: 'x', Text: "x"}},
		{"a page down", tea.KeyPressMsg{Code: tea.KeyPgDown}},
		{"a beat", app.Beat()},
	} {
		b.Run(tt.name, func(b *testing.B) {
			m, _ := negotiated(b, 10)
			b.ResetTimer()
			for range b.N {
				m.Update(tt.msg)
				m.View()
			}
		})
	}
	b.Run("a proposal comes", func(b *testing.B) {
		m, log := negotiated(b, 10)
		b.ResetTimer()
		for i := range b.N {
			b.StopTimer()
			line := 2 + i*10%5000
			e := meeting.Event{Number: log.Head() + 1, By: amina.Number, What: meeting.Proposed{Wording: collabdraft.Wording{
				Kind: collabdraft.Change, Para: collabdraft.ID(line), Was: log.Text().Line(line - 1), Text: "x"}}}
			if err := log.Apply(e); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			m.Update(meeting.Happened{Event: e})
			m.View()
		}
	})
}

// BenchmarkTheRedlineOfAScreen is a frame among 500 proposals of which nothing was
// laid out or drawn before: at 200x50, and at 80x24.
func BenchmarkTheRedlineOfAScreen(b *testing.B) {
	for _, tt := range []struct {
		name  string
		apart int
		size  tea.WindowSizeMsg
	}{
		{"every tenth paragraph, 200x50", 10, tea.WindowSizeMsg{Width: 200, Height: 50}},
		{"every paragraph, 200x50", 1, tea.WindowSizeMsg{Width: 200, Height: 50}},
		{"every paragraph, 80x24", 1, tea.WindowSizeMsg{Width: 80, Height: 24}},
	} {
		b.Run(tt.name, func(b *testing.B) {
			m, _ := negotiated(b, tt.apart)
			m.Update(tt.size)
			b.ResetTimer()
			for range b.N {
				b.StopTimer()
				m.Forget()
				b.StartTimer()
				m.View()
			}
		})
	}
}
