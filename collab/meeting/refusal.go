package meeting

import "fmt"

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
}

// Error makes a Refusal an error.
func (r Refusal) Error() string {
	if w, ok := refusalWords[r]; ok {
		return w
	}
	return fmt.Sprintf("refused for reason %d", uint8(r))
}
