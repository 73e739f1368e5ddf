package app

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// TestBubbleTeaHasTheClock fails where a newer Bubble Tea keeps its clock
// elsewhere: the screen works then, but an idle one does not rest.
func TestBubbleTeaHasTheClock(t *testing.T) {
	ctx, end := context.WithTimeout(t.Context(), 10*time.Second)
	defer end()
	m := &asksForClock{end: end}
	m.program = tea.NewProgram(m, tea.WithContext(ctx), tea.WithInput(strings.NewReader("")), tea.WithOutput(&bytes.Buffer{}), tea.WithoutSignals())
	_, _ = m.program.Run() // it is killed
	if !m.found {
		t.Error("a running program has no clock by the name of ticker")
	}
}

type asksForClock struct {
	program *tea.Program
	found   bool
	end     func()
}

func (m *asksForClock) Init() tea.Cmd                       { return nil }
func (m *asksForClock) Update(tea.Msg) (tea.Model, tea.Cmd) { return m, nil }
func (m *asksForClock) View() tea.View {
	m.found = clockOf(m.program) != nil
	m.end()
	return tea.NewView("")
}

// TestFramesComeWhenThereAreNewOnes counts how often a program would look for a
// frame.
func TestFramesComeWhenThereAreNewOnes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pace{clock: time.NewTicker(steady), at: steady, changed: time.Now()}
		defer p.clock.Stop()
		ticks := 0
		var last time.Time
		look := func(d time.Duration) {
			for end := time.After(d); ; {
				select {
				case last = <-p.clock.C:
					ticks++
				case <-end:
					return
				}
			}
		}
		show := func(content string) { p.draws(tea.View{Content: content}, nil, time.Now()) }
		show("a")
		look(200 * time.Millisecond)
		show("a")
		ticks = 0
		for range 40 { // ten seconds of beats
			show("a")
			look(250 * time.Millisecond)
		}
		if ticks > 1 {
			t.Errorf("still: it looked %d times in 10 s", ticks)
		}
		ticks = 0
		p.stir() // a bell is to be rung, or all to be drawn anew
		show("a")
		look(100 * time.Millisecond)
		if ticks == 0 || ticks > 7 {
			t.Errorf("when something is to be written that is not in the view it looked %d times in 100 ms", ticks)
		}
		look(time.Second)
		pressed := time.Now()
		show("b")
		ticks = 0
		look(soon + soon/2)
		if ticks != 1 || last.Sub(pressed) > soon {
			t.Errorf("a key's frame was written after %v, %d times", last.Sub(pressed), ticks)
		}
		look(247 * time.Millisecond)
		if ticks > 6 {
			t.Errorf("after one change it looked %d times in 250 ms", ticks)
		}
		ticks = 0
		for i := range 1000 { // a second of changes
			show(strings.Repeat("x", i))
			look(time.Millisecond)
		}
		if ticks < 50 || ticks > 70 {
			t.Errorf("while it changes it looked %d times in a second", ticks)
		}
	})
}
