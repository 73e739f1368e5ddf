package app_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/meeting"
)

func TestPeopleAreLookedFor(t *testing.T) {
	inMeeting(t, "", func(t *testing.T) {
		b := join(t, 80, 24)
		b.chooses("People")
		b.Send(meeting.Roster{Present: 1999, People: []meeting.Present{{Person: chair}, {Person: you}}})
		b.Press(tea.Key{Code: '/', Text: "/"})
		b.Type("kenya\n")
		time.Sleep(time.Second)
		if told := b.told(); told.looked[len(told.looked)-1] != "kenya" {
			t.Errorf("asked for people with %q", told.looked)
		}
		b.Send(meeting.Roster{Present: 1999, Words: "kenya", Found: 1, People: []meeting.Present{{Person: amina}}})
		b.shows(`"kenya": 1 found`)
		b.shows("Amina Odhiambo (Kenya)")
		b.hides("Kofi")
		b.Press(tea.Key{Code: '/', Text: "/"})
		b.shows("Find people: kenya")
		for range len("kenya") {
			b.Press(tea.Key{Code: tea.KeyBackspace})
		}
		b.Type("nobody\n")
		b.Send(meeting.Roster{Present: 1999, Words: "nobody", People: []meeting.Present{}})
		b.shows(`"nobody": 0 found`)
		b.shows("Nobody here has that in the name or the delegation.")
		b.Press(esc) // everybody again
		time.Sleep(time.Second)
		if told := b.told(); told.looked[len(told.looked)-1] != "" {
			t.Errorf("at the end asked for people with %q", told.looked)
		}
		b.shows("─> PEOPLE")
		b.Press(esc)
		b.shows("─> DRAFT")
	})
}
