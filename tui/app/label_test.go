package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	collabdraft "parley/collab/draft"
	"parley/collab/meeting"
)

// TestLabelsInTheGutter holds the screens of a meeting whose profile labels paragraphs.
func TestLabelsInTheGutter(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {120, 40}, {200, 50}} {
		name := fmt.Sprintf("labels-%dx%d", size[0], size[1])
		inMeeting(t, name, func(t *testing.T) {
			b := join(t, size[0], size[1])
			b.other(chair, meeting.Arranged{Settings: collabdraft.Settings{Profile: collabdraft.ITUPP}})
			b.proposes(amina, 5, strings.Replace(b.log.Text().Line(4), "should", "shall", 1), "as elsewhere")
			para := func(line int) collabdraft.ID { return b.log.Overlay().ID(line) }
			b.other(chair, meeting.Proposed{Wording: collabdraft.Wording{Kind: collabdraft.Insert, Para: para(7), Text: "to thank those who host it,"}})
			b.other(chair, meeting.Proposed{Wording: collabdraft.Wording{Kind: collabdraft.Remove, Para: para(12), Was: b.log.Text().Line(11)}})
			b.other(chair, meeting.Proposed{Wording: collabdraft.Wording{Kind: collabdraft.Keep, Para: para(6), Was: b.log.Text().Line(5)}})
			b.Press(down, down, down, down, down) // the second row of the paragraph
			time.Sleep(20 * time.Second)          // messages have gone
			b.golden(name)
		})
	}
	inMeeting(t, "the views have them too, and a new paragraph has its own once typing rests", func(t *testing.T) {
		b := join(t, 80, 24)
		b.other(chair, meeting.Arranged{Settings: collabdraft.Settings{Profile: collabdraft.ITUPP}})
		b.Type("v")
		b.shows("CLEAN")
		b.shows("6 R1bis     to encourage")
		b.Type("vvv")
		b.Press(down, down, down, down, down, down, down)
		b.Type("i")
		b.Press(tea.Key{Code: tea.KeyEnter})
		b.shows("7           to encourage")
		time.Sleep(3 * time.Second)
		b.shows("7 R1bis ")
	})
}
