package hub

import (
	"slices"
	"strings"
	"time"

	"parley/collab/meeting"
)

// rosterFresh is how long somebody who asked for the roster is told of changes.
const rosterFresh = 10 * time.Second

// roster answers with a page of the people connected, sorted by delegation and
// then by name; those of none come first.
func (l *hall) roster(a *attendee, from int) {
	if _, in := l.inside[a]; !in {
		return
	}
	a.asked = l.config.Now()
	if l.byName == nil {
		for a := range l.inside {
			l.byName = append(l.byName, a)
		}
		slices.SortFunc(l.byName, compareNames)
	}
	from = max(0, min(from, len(l.byName)))
	page := meeting.Roster{Present: len(l.inside), From: from, People: []meeting.Present{}}
	for _, other := range l.byName[from:min(from+meeting.RosterPage, len(l.byName))] {
		p := meeting.Present{Person: other.person, Talking: other.talking}
		if a.person.Role.Runs() {
			p.Ticket = other.id
		}
		page.People = append(page.People, p)
	}
	a.show(page)
}

func compareNames(a, b *attendee) int {
	if c := strings.Compare(strings.ToLower(a.person.Delegation), strings.ToLower(b.person.Delegation)); c != 0 {
		return c
	}
	if c := strings.Compare(strings.ToLower(a.person.Name), strings.ToLower(b.person.Name)); c != 0 {
		return c
	}
	return int(int64(a.person.Number) - int64(b.person.Number))
}
