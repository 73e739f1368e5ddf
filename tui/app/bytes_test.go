package app_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/meeting"
	"parley/tui/app"
)

// What a key costs on a line of a few kbit/s, as through SSH: bytes are the same
// on every machine. Each key has a frame of its own here.
func TestAKeyCostsFewBytes(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 50}} {
		synctest.Test(t, func(t *testing.T) {
			b := join(t, size[0], size[1])
			busy(b)
			b.Type("i")
			before := b.Written()
			const keys = 200
			most, last := 0, before
			for i := range keys {
				b.Type(string("abcdefghij "[i%11]))
				now := b.Written()
				most, last = max(most, now-last), now
			}
			mean := (last - before) / keys
			t.Logf("%dx%d: %d bytes a key, %d at most", size[0], size[1], mean, most)
			if mean >= 200 {
				t.Errorf("%dx%d: %d bytes a key, want fewer than 200", size[0], size[1], mean)
			}
		})
	}
}

// TestSpeed prints what a key and its frame take with a draft of a megabyte, 500
// proposals and a thousand people, by the clock and of the processor: others may
// be using the machine, so it fails only where the processor is far off.
func TestSpeed(t *testing.T) {
	m := long(t)
	page := make([]meeting.Present, meeting.RosterPage)
	for i := range page {
		page[i] = meeting.Present{Person: meeting.Person{Number: 100, Name: "A Delegate With A Name", Delegation: "Somewhere"}}
	}
	m.Update(meeting.Roster{Present: 1000, People: page})
	type key struct{ clock, cpu time.Duration }
	var took []key
	for i := range 1000 {
		press := tea.KeyPressMsg{Code: 'x', Text: "x"}
		if i%20 == 19 { // through the draft, so that what is proposed comes and goes
			press = tea.KeyPressMsg{Code: tea.KeyPgDown}
		}
		began, spent := time.Now(), processor()
		m.Update(press)
		m.View()
		took = append(took, key{time.Since(began), processor() - spent})
		if i%10 == 0 {
			m.Update(app.Beat())
		}
	}
	at := func(hundredth int, of func(key) time.Duration) time.Duration {
		all := make([]time.Duration, len(took))
		for i, k := range took {
			all[i] = of(k)
		}
		slices.Sort(all)
		return all[len(all)*hundredth/100]
	}
	clock, cpu := func(k key) time.Duration { return k.clock }, func(k key) time.Duration { return k.cpu }
	t.Logf("a key and its frame, 200x50, 1 MB, 500 proposals, 1,000 people: median %v, p99 %v; of the processor %v, p99 %v (aim 8 ms)",
		at(50, clock), at(99, clock), at(50, cpu), at(99, cpu))
	if median := at(50, cpu); median > 8*time.Millisecond {
		t.Errorf("a key and its frame take %v of the processor, want 8 ms at most", median)
	}
	began := time.Now()
	first := app.New(app.Config{Line: &wire{}})
	first.Update(tea.WindowSizeMsg{Width: 200, Height: 50})
	first.View()
	t.Logf("to the first frame: %v (aim 150 ms with the start of the program)", time.Since(began))
}
