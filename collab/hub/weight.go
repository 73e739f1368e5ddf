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

// size returns how many bytes a delta inserts, in how many steps.
func size(d delta.Delta) (bytes, steps int) {
	for op := range d.Ops() {
		bytes += len(op.Insert)
		steps++
	}
	return bytes, steps
}
