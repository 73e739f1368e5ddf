package app

import (
	tea "charm.land/bubbletea/v2"

	"parley/tui/action"
	"parley/tui/draftpane"
)

// wheelRows is how many rows a notch of the wheel goes.
const wheelRows = 3

// click gives the keys to the pane that was clicked and, in the draft, puts the
// cursor there. Lists and questions keep the keys.
func (m *Model) click(at tea.Mouse) {
	if at.Button != tea.MouseLeft || m.over != nil || m.ask != nil || m.tooSmall() {
		return
	}
	l := m.lay()
	p, r := l.at(at.X, at.Y)
	if !r.shown() {
		return
	}
	m.focusOn(p)
	if p == action.Reading && m.seat.Joined() && at.Y > r.y {
		m.inReader(func(p *draftpane.Model) any { p.Click(at.X-r.x, at.Y-r.y-1); return nil })
	}
}

// wheel moves what is under the pointer as its arrow keys do.
func (m *Model) wheel(at tea.Mouse) tea.Cmd {
	key := tea.KeyPressMsg{Code: tea.KeyDown}
	if at.Button == tea.MouseWheelUp {
		key.Code = tea.KeyUp
	}
	l := m.lay()
	p, r := l.at(at.X, at.Y)
	var cmds []tea.Cmd
	for range wheelRows {
		switch s := m.sideAt(p); {
		case at.Button != tea.MouseWheelUp && at.Button != tea.MouseWheelDown, m.tooSmall():
		case m.over != nil:
			cmds = append(cmds, m.overWants(m.over.Key(key)))
		case !r.shown() || m.ask != nil:
		case s != nil:
			cmds = append(cmds, m.wants(s.pane.Key(key)))
		default:
			cmds = append(cmds, m.inReader(func(p *draftpane.Model) any { return p.Key(key) }))
		}
	}
	return tea.Batch(cmds...)
}

// at returns the pane at a place of the screen.
func (l *layout) at(x, y int) (action.Place, rect) {
	within := func(r rect) bool { return x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h }
	for i, p := range l.order {
		if within(l.sides[i]) {
			return p, l.sides[i]
		}
	}
	if within(l.draft) {
		return action.Reading, l.draft
	}
	return 0, rect{}
}
