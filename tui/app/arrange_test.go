package app_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	collabdraft "parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/app"
)

func TestComparingVersions(t *testing.T) {
	inMeeting(t, "two versions, or one with now, are compared", func(t *testing.T) {
		var asked []meeting.Version
		b := join(t, 80, 24, func(c *app.Config) {
			c.Versions = func(_ context.Context, _ int, one, other meeting.Version) (text.Text, text.Text, error) {
				asked = append(asked, one, other)
				if one == 1 {
					return text.Text{}, text.Text{}, errors.New("the line is down")
				}
				return text.New("States should act.", 0), text.New("States shall act.", 2), nil
			}
		})
		compare := func(words string) {
			b.Ctrl('p')
			b.Type("compare two")
			b.Press(enter)
			b.shows("Compare version:")
			b.Type(words)
			b.Press(enter)
		}
		compare("99")
		b.shows("there is no version 99 yet")
		b.Press(esc)
		compare("2 3")
		b.shows("FROM VERSION 2 TO 3")
		b.shows("1 change.")
		b.shows("{--should--}{++shall++}")
		b.Press(esc)
		compare("v1")
		b.shows("FROM VERSION 1 TO NOW")
		b.shows("the line is down")
		if want := []meeting.Version{2, 3, 1, b.log.Head()}; !slices.Equal(asked, want) {
			t.Errorf("asked for %v, want %v", asked, want)
		}
	})
}

func TestTheChairArrangesTheNegotiation(t *testing.T) {
	inMeeting(t, "from lists, in which what holds is marked", func(t *testing.T) {
		b := chairing(t)
		b.Ctrl('p')
		b.Type("who may type")
		b.Press(enter)
		b.shows("> Everybody with a part in it")
		b.Press(down, enter)
		b.sentLast(meeting.Arrange{Settings: collabdraft.Settings{Writers: collabdraft.Editors}})
		b.Ctrl('p')
		b.Type("how paragraphs")
		b.Press(enter)
		b.shows("> plain")
		b.Press(down, enter)
		b.sentLast(meeting.Arrange{Settings: collabdraft.Settings{Profile: collabdraft.ITUPP}})
	})
	inMeeting(t, "who may not type any more is told what to do instead", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Type("i")
		b.shows("WRITING")
		b.other(chair, meeting.Arranged{Settings: collabdraft.Settings{Writers: collabdraft.Editors}})
		b.shows("READING")
		b.shows("Now the editors and the chair may type into the draft; labels: plain.")
		b.Type("i")
		b.shows("e proposes other words")
	})
}

func TestCommentsOnParagraphs(t *testing.T) {
	inMeeting(t, "where nothing is proposed a comment is about the paragraph, and stands below it", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Type("12")
		b.Press(enter)
		b.Type("cin six?")
		b.Press(enter)
		from, to := b.log.Text().LineStart(11), b.log.Text().LineEnd(11)
		b.sentLast(meeting.Remark{From: from, To: to, Text: "in six?"})
		b.other(amina, meeting.Remarked{From: from, To: to, Text: "in six or in seven?"})
		b.shows("A comment by Kenya on line 12: in six or in seven?")
		b.Press(down, tea.Key{Code: tea.KeyUp})
		b.shows("> Kenya: in six or in seven?")
	})
}
