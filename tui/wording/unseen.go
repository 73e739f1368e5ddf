package wording

import (
	"slices"
	"time"

	"parley/collab/meeting"
	"parley/tui/word"
)

const (
	// seenEvery is how often it is asked who has an own proposal.
	seenEvery = 2 * time.Second
	// seenWithin is when it is told who does not have it.
	seenWithin = 30 * time.Second
)

// Unseen are own proposals of which it is not known yet that they are on the
// screens of all who are here. One is asked about at a time, the oldest first.
type Unseen struct{ all []unseen }

type unseen struct {
	number  int
	version meeting.Version
	since   time.Time // when it was looked at first; zero: not yet
	asked   time.Time
}

// Add notes that the server has P-number, as it was made in a version.
func (u *Unseen) Add(number int, version meeting.Version) {
	u.all = append(u.all, unseen{number: number, version: version})
}

// Drop forgets P-number: it is told of otherwise.
func (u *Unseen) Drop(number int) {
	u.all = slices.DeleteFunc(u.all, func(x unseen) bool { return x.number == number })
}

// Waits reports whether it is not known yet who has P-number.
func (u *Unseen) Waits(number int) bool {
	return slices.ContainsFunc(u.all, func(x unseen) bool { return x.number == number })
}

// Ask returns what is to be asked of the server now, and whether anything is.
func (u *Unseen) Ask(now time.Time) (meeting.Inquiry, bool) {
	if len(u.all) == 0 {
		return meeting.Inquiry{}, false
	}
	x := &u.all[0]
	if x.since.IsZero() {
		x.since = now
	}
	if now.Sub(x.asked) < seenEvery {
		return meeting.Inquiry{}, false
	}
	x.asked = now
	return meeting.Inquiry{Version: x.version}, true
}

// Due returns when Ask will have something to ask; the zero time: all is known.
func (u *Unseen) Due() time.Time {
	if len(u.all) == 0 {
		return time.Time{}
	}
	return u.all[0].asked.Add(seenEvery)
}

// Take takes in who has a version, and reports whether that is what was asked
// here. Once all have the proposal, or 30 s have passed, its number is told, else 0.
func (u *Unseen) Take(r meeting.Receipts, now time.Time) (number int, asked bool) {
	if len(u.all) == 0 || r.Version != u.all[0].version || u.all[0].asked.IsZero() {
		return 0, false
	}
	x := u.all[0]
	if r.Seen < r.Of && now.Sub(x.since) < seenWithin {
		return 0, true
	}
	u.all = u.all[1:]
	return x.number, true
}

// OnScreen says on how many screens P-number is: "P-31 is on the screen of 5 of 5".
func OnScreen(number int, r meeting.Receipts) string {
	return word.Say("P-%d is on the screen of %d of %d", number, r.Seen, r.Of)
}
