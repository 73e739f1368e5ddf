package linear

import (
	"errors"
	"slices"
	"time"

	"parley/tui/word"
)

// meanwhileFor is for how long after somebody has put another document before the
// meeting a command that writes may have been meant for the one before: whoever
// had begun to type it needs that long to hear where they are now.
const meanwhileFor = 10 * time.Second

// carry notes that somebody else puts another document before the meeting, which
// this person goes along to.
func (f *front) carry(now time.Time) {
	if p := f.pause; p != nil && p.what == "document" { // who waits for it knows
		return
	}
	f.carried = now
}

// meanwhile refuses, once, to write in a document that this person was taken to
// just now without having done anything there yet.
func (f *front) meanwhile(r request, now time.Time) error {
	carried := f.carried
	f.carried = time.Time{}
	if carried.IsZero() || now.Sub(carried) >= meanwhileFor || f.document != f.inView || !slices.Contains(writes, r.verb) {
		return nil
	}
	return errors.New(word.Say("the meeting went to document %d, %s, just before: say it again if it is meant for that one", f.number, f.titleOf(f.number)))
}

// writes are the commands that change a draft, or say something of its wording in
// this person's name.
var writes = []string{"edit", "add", "delete", "undo", "redo", "propose", "propose-add", "propose-delete", "propose-move", "propose-keep",
	"support", "object", "sponsor", "neutral", "comment", "amend", "accept", "reject", "bracket", "alternatives", "agree", "park", "editorial", "reopen",
	"objection", "undecide", "hold", "lift", "profile", "writers"}
