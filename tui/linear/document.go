package linear

import (
	"time"

	"parley/collab/meeting"
	"parley/collab/redline"
	"parley/tui/away"
	"parley/tui/wording"
)

// A document is a draft of the meeting as this person has it: the seat at it, and
// what was read and told of it. The front has the one in view embedded, so that
// what is asked about wording is asked of that one; what is asked of the meeting,
// its people and its floor goes to the meeting's seat.
type document struct {
	draft *meeting.Seat
	line  Line

	changes   changes
	at        int // the line that was read or changed last; 0: none yet
	view      redline.View
	away      away.Watch
	missed    *away.Report // of the last absence in which anything was missed; nil: none yet
	swept     *swept       // saved in an editor and to be asked about; nil: nothing
	before    prior        // how things stood before the event that is told
	following following
	unseen    wording.Unseen // own proposals of which it is not known yet that all have them

	unkept    string  // why own commands are not kept on this machine, as told; empty: they are, or never were
	damaged   bool    // it was told that what an earlier run kept is damaged
	sending   sending // of many own commands that are on their way
	resyncing bool    // a fresh copy was asked for
}

func newDocument(line Line) *document {
	return &document{draft: meeting.NewSeat(line.Send), line: line}
}

// waiting is how many own commands are not on the server's disk yet, in all
// documents.
func (f *front) waiting() (n int) {
	for _, d := range f.documents {
		n += d.draft.Waiting()
	}
	return n
}

// typedOnly is how many of them are not on this machine's either.
func (f *front) typedOnly() (n int) {
	for _, d := range f.documents {
		n += d.draft.Typed()
	}
	return n
}

// keeping reports whether what is asked is kept on this machine, in all documents.
func (f *front) keeping() bool {
	for _, d := range f.documents {
		if keeping, _ := d.draft.Keeping(); !keeping {
			return false
		}
	}
	return true
}

// flush sends what was typed and waits for more.
func (f *front) flush(now time.Time) {
	for _, d := range f.documents {
		d.draft.Flush(now)
	}
}
