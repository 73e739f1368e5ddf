package app_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/meeting"
	"parley/tui/app"
)

// What a key costs on a line of a few kbit/s, as through SSH: bytes are the same
// on every machine. Each key has a frame of its own here. Where nothing stands beside
// the draft the terminal moves the rows below by itself when one more is begun; on a
// wide screen each of them is sent again, which is for one key in sixty or so.
func TestAKeyCostsFewBytes(t *testing.T) {
	const prose, keys = "the Member States are invited to consider, as far as practicable, measures that promote affordable access. ", 150
	for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 50}} {
		for _, within := range []bool{false, true} {
			where := map[bool]string{false: "at the end of a paragraph", true: "within one of ten rows"}[within]
			synctest.Test(t, func(t *testing.T) {
				b := join(t, size[0], size[1])
				busy(b)
				b.Type("i")
				b.Press(down, down, tea.Key{Code: tea.KeyEnd})
				if within {
					b.Paste(strings.Repeat(prose, size[0]/15))
					for range 7 {
						b.Press(tea.Key{Code: tea.KeyUp})
					}
					time.Sleep(3 * time.Second)
				}
				took := make([]int, keys)
				for i, last := 0, b.Written(); i < keys; i++ {
					b.Type(string(prose[i%len(prose)]))
					took[i], last = b.Written()-last, b.Written()
				}
				sum := 0
				for _, n := range took {
					sum += n
				}
				slices.Sort(took)
				p98, most := took[keys*98/100], took[keys-1]
				t.Logf("%dx%d, %s: %d bytes a key, median %d, p98 %d, %d at most (aim 200)", size[0], size[1], where, sum/keys, took[keys/2], p98, most)
				if sum/keys >= 100 || size[0] == 80 && most >= 200 {
					t.Errorf("%dx%d, %s: %d bytes a key and %d at most", size[0], size[1], where, sum/keys, most)
				}
			})
		}
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
