package app

import tea "charm.land/bubbletea/v2"

// Beat is the message of the clock, for tests that keep their own time.
func Beat() tea.Msg { return beat{} }

// Forget empties all that was laid out and drawn before.
func (m *Model) Forget() { m.setTheme(m.theme) }
