package hub

import (
	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/wire"
)

const (
	// bytesPerToken is how many bytes of a message, and of what it unfolds to,
	// weigh as much as a command.
	bytesPerToken = 4096
	// stepsPerToken is how many steps of a delta do.
	stepsPerToken = 128
)

// weigh returns how many commands' worth of work a frame is, beside itself:
// what is small on the wire may be large in the draft.
func weigh(frame any) float64 {
	c, ok := frame.(wire.CommandFrame)
	if !ok {
		return 0
	}
	edit, ok := c.Command.Ask.(meeting.Edit)
	if !ok {
		return 0
	}
	bytes, steps := size(edit.Delta)
	return float64(bytes)/bytesPerToken + float64(steps)/stepsPerToken
}

// What placing a late edit, a place named late, or an undo, makes the meeting look at, is known only
// afterwards. So many entries and pieces of text weigh as much as a command:
const (
	walkedPerToken = 2048 // after an old edit; the next of others, who look from the head again, walk as far
	undonePerToken = 1024
	namesPerToken  = 32   // edits that an undo names
	oldEdit        = 1024 // events: what was made further back than this is old
)

// weighUndo is weigh for an undo, which is small itself: what it switches has
// all the steps of the edits that it names.
func (a *attendee) weighUndo(l *hall, u meeting.Undo) float64 {
	steps := 0
	l.ask(func() { steps = l.state.Steps(a.person.Number, u) })
	return float64(len(u.Of))/namesPerToken + float64(steps)/stepsPerToken
}

// weighWalk returns the weight of what a command made the meeting look at. Who
// had seen what is new pays nothing: if it was far, somebody else led there.
func (l *hall) weighWalk(c meeting.Command, walked int) float64 {
	switch c.Ask.(type) {
	case meeting.Undo:
		return float64(walked) / undonePerToken
	case meeting.Edit, meeting.Retain, meeting.Remark:
		if c.Base+oldEdit < l.state.Head() {
			return float64(walked) / walkedPerToken
		}
	}
	return 0
}

// size returns how many bytes a delta inserts, in how many steps.
func size(d delta.Delta) (bytes, steps int) {
	for op := range d.Ops() {
		bytes += len(op.Insert)
		steps++
	}
	return bytes, steps
}
