package linear

import (
	"slices"
	"time"

	"parley/collab/meeting"
)

// readOut are the commands that read out what is as the server has it. What this
// person asked for just before may be on its way still: they wait for the answer,
// so that "give" and "queue" in one breath, or in a pipe, tell the list as it is after.
var readOut = []string{"queue", "proposals", "proposal", "brackets", "documents", "document", "document-follow", "document-before"}

// answeredWithin is how long they wait; the list as it is now is better than none.
const answeredWithin = 5 * time.Second

// owes reports whether a command is to wait for an answer to an earlier one.
func (f *front) owes(r request) bool { return slices.Contains(readOut, r.verb) && !f.answered() }

// answered reports whether nothing is asked that a server in reach has not answered.
func (f *front) answered() bool {
	return f.last.State != meeting.Up || len(f.seat.Asked())+len(f.draft.Sent()) == 0
}

// afterAnswers does what was asked once all earlier commands are answered.
func (f *front) afterAnswers(r request, now time.Time) {
	do := func(now time.Time) { f.do(r, now) }
	f.wait(&pause{what: r.verb, until: now.Add(answeredWithin), met: f.answered, then: do, late: do}, now)
}
