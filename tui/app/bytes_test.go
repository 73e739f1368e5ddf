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

// TestSpeed prints how long a key and its frame take with a draft of a megabyte
// and a thousand people. It fails only where that is far off, as others may be
// using the machine.
func TestSpeed(t *testing.T) {
	m := long(t)
	page := make([]meeting.Present, meeting.RosterPage)
	for i := range page {
		page[i] = meeting.Present{Person: meeting.Person{Number: 100, Name: "A Delegate With A Name", Delegation: "Somewhere"}}
	}
	m.Update(meeting.Roster{Present: 1000, People: page})
	var took []time.Duration
	for range 1000 {
		began := time.Now()
		m.Update(tea.KeyPressMsg{Code: 'x', Text: "x"})
		m.View()
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	median, p99 := took[len(took)/2], took[len(took)*99/100]
	t.Logf("a key and its frame, 200x50, 1 MB, 1,000 people: median %v, p99 %v (aim 8 ms)", median, p99)
	if median > 8*time.Millisecond {
		t.Errorf("a key and its frame take %v, want 8 ms at most", median)
	}
	began := time.Now()
	first := app.New(app.Config{Line: &wire{}})
	first.Update(tea.WindowSizeMsg{Width: 200, Height: 50})
	first.View()
	t.Logf("to the first frame: %v (aim 150 ms with the start of the program)", time.Since(began))
}
