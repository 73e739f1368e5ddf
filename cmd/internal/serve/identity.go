package serve

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"

	"parley/collab/eventlog"
	"parley/collab/hub"
)

// meetingOf returns the meeting in the log, or a new name for one. A directory
// has one meeting, and the log itself says which, so that there is no second
// file to lose.
func meetingOf(ctx context.Context, log *eventlog.Jet) (id [8]byte, err error) {
	names, err := log.Meetings(ctx)
	if err != nil {
		return id, fmt.Errorf("look for the meeting: %w", err)
	}
	for _, name := range names {
		b, err := hex.DecodeString(name)
		if err == nil && len(b) == len(id) && hub.Name([8]byte(b)) == name {
			return [8]byte(b), nil
		}
	}
	rand.Read(id[:]) // never returns an error
	return id, nil
}
