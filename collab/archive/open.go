package archive

import (
	"fmt"

	"parley/collab/meeting"
)

// Open reads the snapshot that was kept at number at of the log: the state of
// the meeting, which decode reads, and its past. One that is of another version
// than it was kept for, or than its past, is refused. Whether the log goes that
// far is for the caller to see, who has it.
func Open(at meeting.Version, b []byte, decode func([]byte) (*meeting.Snapshot, error)) (*meeting.State, *Past, error) {
	inner, past, err := Parse(b)
	if err != nil {
		return nil, nil, err
	}
	snap, err := decode(inner)
	if err != nil {
		return nil, nil, err
	}
	if snap.Head != at || past.Last() > at {
		return nil, nil, fmt.Errorf("the snapshot at %d is of version %d, its past of %d: %w", at, snap.Head, past.Last(), ErrMalformed)
	}
	state, err := meeting.FromSnapshot(snap)
	if err != nil {
		return nil, nil, err
	}
	return state, past, nil
}
