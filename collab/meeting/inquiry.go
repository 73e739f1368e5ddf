package meeting

import (
	"time"

	"parley/collab/draft"
)

// An Inquiry asks the server for what is not in the log: who has the newest
// text, or the log up to a version.
type Inquiry struct {
	Version Version // 0: the newest text's
}

// Receipts say who has the newest text, or the log up to a version, by
// delegation: somebody of it has.
type Receipts struct {
	Version Version // that of the text, or which was asked about
	Seen    int
	Of      int      // delegations here, and those whose line was just lost
	Behind  []Behind // at most MostBehind of those that have not
}

// A Behind is a delegation that does not have the newest text.
type Behind struct {
	Voice draft.Voice
	Has   Version       // up to where it has the log, as far as is known
	Lost  time.Duration // whole seconds since its line was lost; 0: it is here
}

// MostBehind is how many that are behind are named.
const MostBehind = 50

func (Receipts) notice() {}

// Receipts returns who has the newest text, as was asked last.
func (s *Seat) Receipts() Receipts { return s.receipts }
