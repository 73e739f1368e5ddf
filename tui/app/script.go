package app

import (
	tea "charm.land/bubbletea/v2"

	"parley/tui/bidi"
	"parley/tui/draftpane"
	"parley/tui/theme"
)

// The bi-directional support mode (ECMA-48, 8.3.18): reset, characters stay
// where they are written; set, which terminals begin with, the terminal brings
// rows into order. Terminals that do neither ignore it.
const (
	explicitOrder = "\x1b[8l"
	implicitOrder = "\x1b[8h"
)

// takeOrder tells the terminal to leave the order of the characters alone.
func (m *Model) takeOrder() tea.Cmd {
	if m.theme.Terminal.Reorders {
		return nil
	}
	return tea.Raw(explicitOrder)
}

// single reports whether nothing may stand beside the draft, because something
// in it runs from right to left: a terminal that brings rows into order itself
// knows no panes, and would take two that stand side by side for one row.
func (m *Model) single() bool { return m.draft.RightToLeft() }

// inOrder brings rows of one pane, or of the whole width, into the order in
// which their characters are drawn, unless the terminal does that. It returns
// where column x of row y is then.
func (m *Model) inOrder(rows []string, x, y int) int {
	if m.theme.Terminal.Reorders {
		for i := 0; i < len(rows) && m.theme.Terminal.Mirrors; i++ {
			rows[i] = bidi.MirroredRow(rows[i])
		}
		return x
	}
	for i, row := range rows {
		drawn, column := bidi.Drawn(row, m.theme.Ruler.Width)
		if rows[i] = drawn; i == y {
			x = column(x)
		}
	}
	return x
}

// ordered is inOrder for one row without a cursor.
func (m *Model) ordered(row string) string {
	rows := []string{row}
	m.inOrder(rows, 0, -1)
	return rows[0]
}

// GiveOrder is what to write to the terminal when the screen has ended, so that
// it brings rows into order as before; "" for nothing.
func (m *Model) GiveOrder() string {
	if m.theme.Terminal.Reorders {
		return ""
	}
	return implicitOrder
}

// inForm is a small draft pane within a form, whose rows are brought into order
// as a whole.
type inForm struct{ *draftpane.Model }

// SetTheme leaves the order of the pane's own rows as it is in the text.
func (e inForm) SetTheme(t theme.Theme) {
	t.Terminal.Reorders = true
	e.Model.SetTheme(t)
}
