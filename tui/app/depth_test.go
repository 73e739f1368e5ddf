package app_test

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"parley/tui/app"
	"parley/tui/theme"
)

// TestEveryLayoutInEveryDepthOfColour holds what each cell of the screen is and
// how it looks, in four sizes and three depths.
func TestEveryLayoutInEveryDepthOfColour(t *testing.T) {
	depths := map[string]colorprofile.Profile{"none": colorprofile.ASCII, "16": colorprofile.ANSI, "full": colorprofile.TrueColor}
	for _, size := range [][2]int{{56, 18}, {80, 24}, {120, 40}, {200, 50}} {
		for depth, profile := range depths {
			name := fmt.Sprintf("depth-%dx%d-%s", size[0], size[1], depth)
			inMeeting(t, name, func(t *testing.T) {
				b := join(t, size[0], size[1], func(c *app.Config) {
					c.Terminal = theme.Terminal{Profile: profile, Most: profile, Plain: depth == "none"}
				})
				busy(b)
				b.Ctrl('t')
				b.Press(down, down, tea.Key{Code: tea.KeyDown, Mod: tea.ModShift}, tea.Key{Code: tea.KeyDown, Mod: tea.ModShift})
				b.goldenOf(name, b.Styles()+"\n")
			})
		}
	}
}
