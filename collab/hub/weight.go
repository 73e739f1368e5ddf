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

// A snapshot holds the last edits whole, because concurrent ones and undos may
// refer to them, so what they insert is bounded: with the draft itself it must
// fit into a welcome (wire.MaxFrame).
const (
	ballastEdits = 512     // merge.UndoReach: these are in every snapshot
	ballastMost  = 8 << 20 // bytes that they may insert together
	ballastSmall = 4 << 10 // bytes that an edit may insert even then
)

// ballast is how much the last edits of a meeting insert. It belongs to the
// hall.
type ballast struct {
	sizes [ballastEdits]int
	next  int
	sum   int
}

// takes reports whether an edit that inserts so many bytes may come.
func (b *ballast) takes(bytes int) bool {
	return bytes <= ballastSmall || b.sum+bytes <= ballastMost
}

// add notes an edit that came.
func (b *ballast) add(bytes int) {
	b.sum += bytes - b.sizes[b.next]
	b.sizes[b.next] = bytes
	b.next = (b.next + 1) % ballastEdits
}
