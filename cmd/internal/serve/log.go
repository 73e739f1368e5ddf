package serve

import (
	"errors"
	"fmt"
	"path/filepath"

	"parley/collab/eventlog"
	"parley/collab/hub"
)

// OpenLog opens the log of the meetings that a directory keeps, to be read, and
// says by what name the log has the one with that ID; empty: the only one that
// is open. The caller closes it. The error wraps ErrServed where a server has
// the directory.
func OpenLog(dir, id string) (log *eventlog.Jet, name string, err error) {
	kept, err := keptIn(dir, id)
	if err != nil {
		return nil, "", err
	}
	log, err = eventlog.Open(filepath.Join(dir, "log"))
	switch {
	case errors.Is(err, eventlog.ErrInUse):
		return nil, "", fmt.Errorf("read the log of the meeting in %s: %w", dir, ErrServed)
	case err != nil:
		return nil, "", err
	}
	return log, hub.Name(kept), nil
}
