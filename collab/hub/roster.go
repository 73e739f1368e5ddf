package hub

import (
	"slices"
	"strings"
	"time"

	"parley/collab/meeting"
	"parley/collab/wire"
)

// rosterFresh is how long somebody who asked for the roster is told of changes.
const rosterFresh = 10 * time.Second

// roster answers with a page of the people connected, sorted by delegation and
// then by name; those of none come first. Who looks for words gets those in whose
// delegation or name they are.
func (l *hall) roster(a *attendee, asked wire.RosterFrame) {
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
	all := l.byName
	if words := strings.ToLower(asked.Words); words != "" {
		all = nil
		for _, other := range l.byName {
			if p := other.person; strings.Contains(strings.ToLower(p.Delegation), words) || strings.Contains(strings.ToLower(p.Name), words) {
				all = append(all, other)
			}
		}
	}
	from := max(0, min(asked.From, len(all)))
	page := meeting.Roster{Present: len(l.inside), From: from, People: []meeting.Present{}, Words: asked.Words}
	if asked.Words != "" {
		page.Found = len(all)
	}
	for _, other := range all[from:min(from+meeting.RosterPage, len(all))] {
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
