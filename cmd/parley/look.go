package main

import (
	"os"

	"parley/tui/theme"
)

// look is what is known of the terminal, and what the person wants of it.
func (e entry) look() theme.Terminal {
	t := theme.FromEnv(os.Environ())
	return t.Wanted(theme.Wishes{
		Colours: e.settings.Text("screen.colours"),
		Ground:  e.settings.Text("screen.ground"),
		Borders: e.settings.Text("screen.borders"),
		Marks:   e.settings.Text("screen.marks"),
		Bidi:    e.settings.Text("screen.bidi"),
	})
}
