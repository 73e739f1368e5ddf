package app

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"parley/tui/cells"
	"parley/tui/theme"
	"parley/tui/word"
)

// A probing is the question how the terminal counts cells, and its answers.
type probing struct {
	asked time.Time // zero: not yet
	took  [cells.Probes]int
	heard int // answers
}

// probeRow is where the probes are written, from 0: in the first row an answer
// could be a key (F3 with Shift is CSI 1;2R).
const probeRow = 1

// probeWithin is how long answers are taken. Nothing waits for them: until they
// come, and where none do, cells are counted as most terminals do.
const probeWithin = 5 * time.Second

// probe writes a few characters where the next frame will be, asks after each
// where the cursor is now, and has all drawn anew.
func (m *Model) probe() tea.Cmd {
	if !m.config.Measure || !m.probing.asked.IsZero() || m.tooSmall() {
		return nil
	}
	m.probing.asked = m.now()
	var b strings.Builder
	b.WriteString(ansi.SetModeSynchronizedOutput + ansi.SaveCursor)
	for p := range cells.Probe(cells.Probes) {
		b.WriteString(ansi.CursorPosition(1, probeRow+1) + p.Text() + ansi.RequestCursorPositionReport)
	}
	b.WriteString(ansi.CursorPosition(1, probeRow+1) + ansi.EraseLineRight + ansi.RestoreCursor + ansi.ResetModeSynchronizedOutput)
	return tea.Sequence(tea.Raw(b.String()), tea.ClearScreen)
}

// measured takes an answer in; the last one says how cells are counted.
func (m *Model) measured(at tea.CursorPositionMsg) tea.Cmd {
	p := &m.probing
	if p.asked.IsZero() || p.heard == cells.Probes || at.Y != probeRow || m.now().Sub(p.asked) > probeWithin {
		return nil
	}
	p.took[p.heard] = at.X
	if p.heard++; p.heard < cells.Probes {
		return nil
	}
	widths, quirks := cells.Read(p.took)
	terminal := m.theme.Terminal
	terminal.Quirks = quirks
	if p.took[cells.LineProbe] != 1 {
		terminal.ASCII = true
	}
	if terminal != m.theme.Terminal {
		m.setTheme(theme.New(terminal))
	}
	if p.took[cells.CyrillicProbe] != 1 {
		m.say(refusal, word.Say("This terminal draws letters too wide: set its ambiguous width to narrow."))
	}
	if widths == cells.ByRune || terminal.Widths == cells.ByCluster {
		return nil
	}
	return func() tea.Msg { // Bubble Tea counts as it is told here
		return tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModeReset}
	}
}
