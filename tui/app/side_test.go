package app_test

import (
	"strings"
	"testing"

	"parley/collab/meeting"
	"parley/tui/app"
)

func TestOnlyTheText(t *testing.T) {
	inMeeting(t, "nothing else is on the screen, and Esc brings the rest back", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Ctrl('p')
		b.Type("only the text\n")
		b.shows("Esc brings everything back")
		b.hides("DRAFT")
		if got, _, _ := strings.Cut(b.Text(), "\n"); got != "The ad hoc group on Resolution 50," {
			t.Errorf("the first row is %q, want nothing but the text", got)
		}
		b.Press(esc)
		b.shows("DRAFT")
		b.shows("  1     The ad hoc group")
	})
	inMeeting(t, "a list brings the rest back for as long as it is there", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Ctrl('p')
		b.Type("only the text\n")
		b.Ctrl('p')
		b.shows("ALL ACTIONS")
		b.Press(esc)
		b.hides("READING")
		b.Press(tab)
		b.shows("CHAT")
		b.shows("READING")
	})
}

func TestPanesBesideTheDraft(t *testing.T) {
	inMeeting(t, "where there is room for one, Tab brings the next and the rule names the others", func(t *testing.T) {
		b := join(t, 120, 24)
		b.shows("CHAT ── Tab: people, queue, proposal")
		b.Press(tab, tab)
		b.shows("PEOPLE ── 3 here ── Tab: chat")
		b.Press(tab, tab, tab)
		b.shows("CAPTIONS") // the draft has the keys, and the pane stays
	})
	inMeeting(t, "a narrow screen names the front of lines", func(t *testing.T) {
		b := join(t, 45, 16)
		b.shows("--linear")
		b.Resize(38, 12)
		b.shows("--linear")
	})
	inMeeting(t, "the host's link stays beside the draft until somebody writes", func(t *testing.T) {
		b := join(t, 120, 24, func(c *app.Config) { c.Invite = "parley://meet.example.org:7443/abc#def" })
		b.shows("Send this link")
		b.other(amina, meeting.Said{Text: "Good morning"})
		b.shows("CHAT")
	})
}
