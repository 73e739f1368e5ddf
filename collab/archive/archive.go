// Package archive keeps what has happened to a meeting's draft in little
// space: every change with its number, its time and its author. It is written
// from the newest text backwards: a change says how long what it put in is, and
// what it took out, so that the newest text is read at once and every older one
// by walking back. DESIGN.md has the reasons. The package does no I/O.
package archive

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
)

// ErrMalformed reports bytes that are no archive.
var ErrMalformed = errors.New("no archive of a draft")

// A Change is what one event of the log did to the draft.
type Change struct {
	Number meeting.Version
	At     time.Time // whole milliseconds, UTC
	By     text.Author
}

// A Past is all the changes of a draft, from the empty text on. It has one
// owner; what Sealed returns does not change any more and belongs to anybody.
// The zero Past has no changes.
type Past struct {
	blocks []block
	open   record // since the last block
}

// A block is a stretch of changes, written down.
type block struct {
	first, last meeting.Version // numbers of its first and last change
	changes     int
	bytes       []byte
}

// Add takes in the next change: what it did to the text before it. One that
// did nothing is not kept.
func (p *Past) Add(c Change, did delta.Delta, before text.Text) error {
	if !did.Changes() {
		return nil
	}
	if c.Number <= p.Last() {
		return fmt.Errorf("archive change %d after %d: out of order", c.Number, p.Last())
	}
	if did.BaseLen() != before.Len() {
		return fmt.Errorf("archive change %d: made on %d code points, the text has %d", c.Number, did.BaseLen(), before.Len())
	}
	p.open.add(c, did, before)
	return nil
}

// Last returns the number of the newest change, 0 if there is none.
func (p *Past) Last() meeting.Version {
	if n := len(p.open.changes); n > 0 {
		return p.open.changes[n-1].number
	}
	if n := len(p.blocks); n > 0 {
		return p.blocks[n-1].last
	}
	return 0
}

// Len returns how many changes there are.
func (p *Past) Len() int {
	n := len(p.open.changes)
	for _, b := range p.blocks {
		n += b.changes
	}
	return n
}

// Part returns the past so far, for another owner: what is added to either
// later, the other does not have.
func (p *Past) Part() *Past {
	return &Past{slices.Clone(p.blocks), p.open.clip()}
}

// maxBlock is how many changes a block has at most when two are made one: so
// much is unfolded at once.
const maxBlock = 1 << 19

// Seal writes down what is not in a block yet. Blocks of a size are put
// together, so that there are few, they are packed well, and a change is
// rewritten only as often as the past has doubled.
func (p *Past) Seal() error {
	if len(p.open.changes) == 0 {
		return nil
	}
	whole := p.open.clip()
	for n := len(p.blocks); n > 0; n = len(p.blocks) {
		before := p.blocks[n-1]
		if before.changes >= 2*len(whole.changes) || before.changes+len(whole.changes) > maxBlock {
			break
		}
		r, err := before.unfold()
		if err != nil {
			return fmt.Errorf("pack the past: %w", err)
		}
		if len(r.steps)+len(whole.steps) > maxSteps {
			break
		}
		r.join(whole)
		whole, p.blocks = r, p.blocks[:n-1]
	}
	p.blocks = append(p.blocks, fold(whole))
	p.open = record{}
	return nil
}

// Adopt takes over the blocks of a sealed Part of this past: what it was
// sealed from need not be kept any more.
func (p *Past) Adopt(sealed *Past) {
	upTo := sealed.Last()
	if len(sealed.open.changes) > 0 || upTo > p.Last() {
		return // no sealed part of this
	}
	if n := len(p.blocks); n > 0 && p.blocks[n-1].last > upTo {
		return // out of date
	}
	p.blocks = slices.Clone(sealed.blocks)
	p.open.drop(upTo)
}
