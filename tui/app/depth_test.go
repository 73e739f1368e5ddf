package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	collabdraft "parley/collab/draft"
	"parley/collab/meeting"
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
			inMeeting(t, name+", wording", func(t *testing.T) {
				b := join(t, size[0], size[1], func(c *app.Config) {
					c.Terminal = theme.Terminal{Profile: profile, Most: profile, Plain: depth == "none"}
				})
				b.types(amina, "national and", "[")
				b.types(amina, " circumstances;", "]")
				was := b.log.Text().Line(4)
				b.proposes(amina, 5, strings.Replace(was, "should", "shall", 1), "as elsewhere")
				b.other(chair, meeting.Reacted{Proposal: 1, Stance: collabdraft.Supporting})
				b.Press(down, down, down, down)
				time.Sleep(20 * time.Second) // messages have gone
				b.goldenOf("wording-"+name[len("depth-"):], b.Styles()+"\n")
			})
		}
	}
}
