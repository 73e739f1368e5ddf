// Package merge says what an edit that was made on an older version of a text
// means on the newest. The meeting's log holds edits as they were typed, by
// index; every machine that reads the same log through a Document gets the
// same text, and no identifiers of letters travel. DESIGN.md has the reasons.
package merge

import (
	"errors"
	"math"

	"parley/collab/delta"
	"parley/collab/text"
)

// A Version is a number of the meeting's log. A document's entries are sparse
// in it, because other things take numbers too. 0 is before everything.
type Version = uint64

// latest is the version of what is not in the log yet.
const latest Version = math.MaxUint64

// An Entry is what one author did to the text in one step, as that author saw
// the text: an edit, or the undoing of earlier entries.
type Entry struct {
	// By is the author. All entries of one author are one sequence.
	By text.Author
	// Number is the author's own, and grows; it may leave gaps.
	Number uint64
	// Base is the last number of the log that the author had seen. It never
	// goes back from one entry of an author to the next.
	Base Version
	// Delta is an edit of the text after the log up to Base and the author's
	// own later entries. It is the zero Delta in an undo.
	Delta delta.Delta
	// Undo switches edits of the same author, named by Number: those that
	// stood are undone, those that were undone stand again.
	Undo []uint64
	// Prior is the number of the author's newest entry that the log up to Base
	// did not have, 0: there was none. Only an entry that is pending needs it:
	// it has no effect any more once that one was withdrawn. In the log it is
	// always the author's newest one after Base.
	Prior uint64
}

// Numbered is an entry with its number in the log.
type Numbered struct {
	At Version
	Entry
}

// UndoReach is how many entries of the document's log back, counted from its
// own base, an undo may name an entry; its author's own after that base it may
// name all. The limit is part of the rules, and not of a machine's memory, so
// that all machines accept the same undos.
const UndoReach = 512

// What is wrong with an entry; errors wrap one of these.
var (
	// ErrTooOld reports an entry made on a version, or an undo of an entry,
	// from before what can still be placed.
	ErrTooOld = errors.New("too far back")
	// ErrAhead reports an entry made on a version that does not exist yet.
	ErrAhead = errors.New("ahead of the log")
	// ErrOrder reports an entry whose number or base goes back.
	ErrOrder = errors.New("out of its author's order")
	// ErrLength reports an edit of a text with another length than the one
	// its author saw.
	ErrLength = errors.New("made on a text of another length")
	// ErrUnknown reports an entry that is named but not there (any more), or
	// not its author's, or not an edit.
	ErrUnknown = errors.New("names no edit of its author")
	// ErrPrior reports an entry made on top of one of its author's that is not
	// there.
	ErrPrior = errors.New("made on top of what is not there")
	// ErrLimit reports an entry that would make the text longer than
	// delta.MaxLen.
	ErrLimit = errors.New("makes the text too long")
)

// A record is an entry that is pending, or that a window has placed, and what
// the window knows of it.
type record struct {
	Entry
	at     Version // latest while it is pending
	direct bool    // it was pending and its author had seen everything then
	void   bool    // pending, but it no longer fits

	in *window // the window that has placed it; the rest is that window's
	trace
}

// A trace is what an entry has done in a window.
type trace struct {
	targets            []*record // what Undo names
	items, deleted     []*item
	undone             bool // switched off by an odd number of undos
	seen, seenAsUndone bool // known to the viewer; and known as undone
}
