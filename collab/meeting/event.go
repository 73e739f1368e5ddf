package meeting

import (
	"time"

	"parley/collab/delta"
	"parley/collab/merge"
	"parley/collab/text"
)

// A Version is a place in the meeting's log, counted from 1; 0 is before
// everything.
type Version = merge.Version

// A Command is what one client asks. Its Number is the client's own, growing
// by any step; with the session it names the command, so that one sent twice
// happens once.
type Command struct {
	Number uint64
	Base   Version // the last event the client had taken in
	Ask    Ask
	// Prior is the number of the Edit or Undo on which this one stands: the
	// client's last that it had not yet seen in the log. 0: there was none, or
	// this is a Say. What stands on a command that is refused is refused too.
	Prior uint64
}

// An Ask is one of Edit, Undo, Say, Guard, Remove and Revoke, one about proposals
// (see Propose), or one of the proceedings: Floored, Adjourned, AgendaSet,
// ItemTaken, HandsAsked, HandsEnded, HandShown, Captioned, Stated, Prepared,
// Delivered, Confided, DocumentOpened, DocumentBefore and DocumentClosed, most of
// which happen as they are asked.
type Ask interface{ ask() }

// Edit asks to change the draft. The delta was made on the log up to the
// command's Base plus the same client's own later entries. Sweeping says that
// it is meant although it deletes most of the text; see Sweeps. It is the very
// Edited that it becomes, so that nothing has to be copied: nearly every command
// and every event is one.
type Edit = Edited

// Undo asks to switch own entries, named by their command numbers: out if they
// stand, in again if they are out.
type Undo struct{ Of []uint64 }

// Say asks to put a line into the chat.
type Say struct{ Text string }

func (Edit) ask() {}
func (Undo) ask() {}
func (Say) ask()  {}

// An Event is what has happened: one entry of the log.
type Event struct {
	Number  Version
	At      time.Time   // the server's clock, whole milliseconds, UTC
	By      text.Author // 0: the server itself
	Command uint64      // the command's own number, 0 where there was none
	Base    Version     // the command's base
	What    What
}

// What is one of Opened, Served, Entered, Edited, Undone, Said, Guarded, Removed
// and Revoked, one about proposals (see Proposed), one of the proceedings' that
// are asked for, and Withheld.
type What interface{ what() }

// Opened begins every log.
type Opened struct {
	Title string
	Text  string // the draft as it was brought
}

// Served says that a server took the meeting up. It may give new people the
// numbers from First up to First+ServedBlock-1, so that no number is given
// twice however often servers are restarted.
type Served struct{ First text.Author }

// ServedBlock is how many people's numbers one Served event hands out.
const ServedBlock = 4096

// Entered comes before the first event of a person's own: listeners are not in
// the log.
type Entered struct{ Person Person }

// Edited is an Edit that was taken.
type Edited struct {
	Delta    delta.Delta
	Sweeping bool
}

// Undone is an Undo that was taken.
type Undone struct{ Of []uint64 }

// Said is a line of chat.
type Said struct{ Text string }

func (Opened) what()  {}
func (Served) what()  {}
func (Entered) what() {}
func (Edited) what()  {}
func (Undone) what()  {}
func (Said) what()    {}

// Happens returns what the command becomes once it is taken.
func (c Command) Happens() What {
	switch a := c.Ask.(type) {
	case Undo:
		return Undone(a)
	case Say:
		return Said(a)
	case Guard:
		return Guarded(a)
	case Remove:
		return Removed{Person: a.Person}
	case Revoke:
		return Revoked(a)
	}
	if what := negotiation(c.Ask); what != nil {
		return what
	}
	what, _ := c.Ask.(What) // it happens as it was asked
	return what
}

// Completed reports whether the server adds to what is asked, or the person's own
// screen changes with it, so that who asks is told what became of it, as all are.
func Completed(w What) bool {
	switch w.(type) {
	case Guarded, Removed, Revoked, Confided, Prepared, Delivered, DocumentOpened, DocumentClosed:
		return true
	}
	return Negotiates(w)
}
