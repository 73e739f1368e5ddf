package hub

import (
	"cmp"
	"slices"
	"time"

	"parley/collab/draft"
	"parley/collab/meeting"
)

// inquire answers an inquiry.
func (l *hall) inquire(a *attendee, q meeting.Inquiry) {
	if _, in := l.inside[a]; !in {
		return
	}
	upTo := l.past.Last()
	if q.Version > 0 {
		upTo = min(q.Version, l.state.Head())
	}
	a.say(l.receipts(upTo))
}

// receipts returns which delegations have the log up to a version, of those who
// take part: an observer's line holds nobody up.
func (l *hall) receipts(upTo meeting.Version) meeting.Receipts {
	type standing struct {
		has  meeting.Version
		lost time.Duration
		here bool
	}
	all := map[draft.Voice]standing{}
	for a := range l.inside {
		if a.person.Role.Proposes() {
			v := meeting.VoiceOf(a.person)
			s := all[v]
			all[v] = standing{has: max(s.has, a.has.Load()), here: true}
		}
	}
	now := l.config.Now()
	for _, gone := range l.absent {
		v := meeting.VoiceOf(gone.person)
		if s, known := all[v]; gone.person.Role.Proposes() && !(known && s.here) {
			all[v] = standing{has: s.has, lost: max(time.Second, now.Sub(gone.since).Truncate(time.Second))}
		}
	}
	r := meeting.Receipts{Version: upTo, Of: len(all)}
	for v, s := range all {
		if s.here && s.has >= upTo {
			r.Seen++
			continue
		}
		r.Behind = append(r.Behind, meeting.Behind{Voice: v, Has: s.has, Lost: s.lost})
	}
	slices.SortFunc(r.Behind, func(a, b meeting.Behind) int { return cmp.Compare(a.Voice, b.Voice) })
	r.Behind = r.Behind[:min(len(r.Behind), meeting.MostBehind)]
	return r
}
