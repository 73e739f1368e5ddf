package app

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// Beat is the message of the clock, for tests that keep their own time.
func Beat() tea.Msg { return beat{} }

// Forget empties all that was laid out and drawn before.
func (m *Model) Forget() { m.setTheme(m.theme) }

// Fresh returns the screen as it would be if it were drawn now, without styles.
func (m *Model) Fresh() string {
	content, _, _ := m.screen()
	lines := strings.Split(ansi.Strip(content), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}
