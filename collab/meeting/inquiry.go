package meeting

import (
	"time"

	"parley/collab/draft"
)

// An Inquiry asks the server for what is not in the log's newest state: who has
// the newest text, or the text as it was at a version.
type Inquiry struct {
	Receipts bool
	Version  Version // of which the text, or with Receipts who has the log up to there; 0: the newest text
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

// PastText is the draft as it was at a version.
type PastText struct {
	Version Version
	Known   bool // else that version is unknown, or too far back
	Text    string
}

func (Receipts) notice() {}
func (PastText) notice() {}

// MaxFarBack is how many events back a server looks for the text of a version.
const MaxFarBack = 1 << 17

// Receipts returns who has the newest text, as was asked last.
func (s *Seat) Receipts() Receipts { return s.receipts }

// PastText returns the answer to what was asked last about a version.
func (s *Seat) PastText() PastText { return s.past }
