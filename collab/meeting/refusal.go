package meeting

import (
	"errors"
	"fmt"

	"parley/collab/floor"
)

// A Refusal says why a command was not taken. It travels as its code; the
// words for the user are the fronts'.
type Refusal uint8

// The refusals. They travel: never renumber them.
const (
	NotAllowed  Refusal = iota + 1 // the role may not do this
	Malformed                      // the command does not fit the log it names
	TooOld                         // made on a version that cannot be merged any more
	TooBig                         // past a limit
	TooFast                        // more commands than one person may send
	Unmeant                        // deletes most of the text, and does not say that it means to
	Unfounded                      // made on top of an own change that is not in the log
	NotYourself                    // would put the asker out
	NotTheHost                     // would put out who hosts the meeting
	Nobody                         // nobody has that number, or has been here lately
)

// The refusals of the proceedings. They travel: never renumber them.
const (
	ListClosed   Refusal = iota + 40 // the speakers' list is closed
	IsListed                         // asked for the floor already
	NotListed                        // there is no such request
	HasFloor                         // has the floor already
	NoFloor                          // nobody has the floor, or the asker has not
	NotYours                         // it is another's to do
	ListFull                         // the speakers' list is full
	IsAdjourned                      // the meeting is closed
	NoSuchItem                       // the agenda has no such item
	NoHands                          // no show of hands is open
	NoDelegation                     // the asker is of none
	NotPrepared                      // who has the floor has prepared no statement
)

var refusalWords = map[Refusal]string{
	NotAllowed:  "your role may not do this",
	Malformed:   "the command does not fit the log",
	TooOld:      "made on a version too old to merge",
	TooBig:      "larger than the limit",
	TooFast:     "too many commands at once",
	Unmeant:     "deletes most of the draft without being asked to",
	Unfounded:   "made on top of a change that was refused",
	NotYourself: "that would put yourself out",
	NotTheHost:  "that is who hosts the meeting, or the host's own link",
	Nobody:      "nobody here has that number, nor had lately",

	ListClosed:   "the speakers' list is closed",
	IsListed:     "you are on the speakers' list already",
	NotListed:    "there is no such request on the speakers' list any more",
	HasFloor:     "you have the floor already",
	NoFloor:      "you do not have the floor",
	NotYours:     "that is another's to do",
	ListFull:     "the speakers' list is full",
	IsAdjourned:  "the chair has closed the meeting",
	NoSuchItem:   "the agenda has no such item",
	NoHands:      "no show of hands is open",
	NoDelegation: "you are of no delegation",
	NotPrepared:  "no statement is prepared for this turn",

	NoDocument:       "the meeting has no document of that number",
	TooManyDocuments: "the meeting has as many documents as it can have",
	DocumentIsClosed: "the document is closed, and nothing in it changes until the chair opens it again",

	NoProposal:      "there is no such proposal",
	NoParagraph:     "that paragraph is not in the text any more",
	AlreadyDecided:  "that proposal has been decided",
	YourOwn:         "that proposal is your own",
	ChangesNothing:  "that would change nothing",
	TooMuchProposed: "past the limit of what can be proposed in a meeting",
	LockedParagraph: "that paragraph is agreed ad ref",
	BaseChanged:     "base changed: the paragraph reads otherwise than when this was proposed",
	NotThatDecision: "a proposal of that kind cannot be decided so",
	TooLateToUndo:   "there is no decision to take back, or it is more than 30 s old, or the paragraph was changed since",
	NoBracket:       "no bracket opens there",
	OnlyEditors:     "only editors and chairs type into this draft: propose the change instead",
	WindowOpen:      "objections to another proposal are being waited for",
	NoWindow:        "nobody was asked for objections to that proposal",
}

// floorRefusal is what a floor's error is on the wire.
func floorRefusal(err error) error {
	for _, as := range []struct{ err, refusal error }{
		{floor.ErrClosed, ListClosed}, {floor.ErrListed, IsListed}, {floor.ErrUnlisted, NotListed}, {floor.ErrHolds, HasFloor},
		{floor.ErrNobody, NoFloor}, {floor.ErrNotYours, NotYours}, {floor.ErrFull, ListFull},
	} {
		if errors.Is(err, as.err) {
			return as.refusal
		}
	}
	if err != nil {
		return Malformed
	}
	return nil
}

// The refusals of what is about proposals. They travel: never renumber them.
const (
	NoProposal      Refusal = iota + 20 // there is no such proposal
	NoParagraph                         // the paragraph, or the words, are not in the text
	AlreadyDecided                      // the proposal has been decided
	YourOwn                             // it is one's own: nobody supports that
	ChangesNothing                      // it would change nothing
	TooMuchProposed                     // past a limit of what can be proposed
	LockedParagraph                     // the paragraph is agreed ad ref
	BaseChanged                         // the paragraph reads otherwise than when it was proposed
	NotThatDecision                     // a proposal of that kind cannot be decided so
	TooLateToUndo                       // nothing to take back, or too late
	NoBracket                           // no bracket opens there
	OnlyEditors                         // only editors and chairs type into this draft
	WindowOpen                          // anybody may object to another proposal just now
	NoWindow                            // nobody was asked for objections to it
)

// Error makes a Refusal an error.
func (r Refusal) Error() string {
	if w, ok := refusalWords[r]; ok {
		return w
	}
	return fmt.Sprintf("refused for reason %d", uint8(r))
}
