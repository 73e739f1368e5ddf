package app

import (
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/action"
	"parley/tui/captionpane"
	"parley/tui/word"
)

// captionSide is what is said, in words, as one of the panes.
func (m *Model) captionSide() side {
	return side{
		place: action.Captions, pane: m.captions,
		help: word.Say("What is said, as a captioner puts it down, with the delegation that has the floor. Up and Down, PgUp and PgDown scroll back and forth."),
		notes: func() []string {
			if n := len(m.seat.Proceedings().Captions); n > 0 {
				return []string{word.Count(n, "line", "lines")}
			}
			return nil
		},
	}
}

// showCaptions gives the pane what was said.
func (m *Model) showCaptions() {
	all := m.seat.Proceedings().Captions
	lines := make([]captionpane.Line, len(all))
	for i, c := range all {
		lines[i] = captionpane.Line{
			Time:    c.At.In(m.now().Location()).Format("15:04"),
			Speaker: text.CleanLine(c.Speaker, meeting.MaxName), Text: text.CleanLine(c.Text, meeting.MaxCaption),
		}
	}
	m.captions.SetLines(lines)
}

// captionRows is how many rows the newest captions have below the panes.
const captionRows = 2

// captionFor is how long after the last caption these rows are there.
const captionFor = 2 * time.Minute

// captionRoom is how many rows the newest captions take just now: none where the
// pane has the keys, and none on a screen that has no row to spare.
func (m *Model) captionRoom() int {
	all := m.seat.Proceedings().Captions
	switch {
	case len(all) == 0 || m.height < twoPanesHeight || m.focus == action.Captions || m.onlyText():
		return 0
	case m.seat.Clock(m.now()).Sub(all[len(all)-1].At) > captionFor:
		return 0
	}
	return captionRows
}
