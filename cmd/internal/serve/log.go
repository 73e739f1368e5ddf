package serve

import (
	"path/filepath"

	"parley/collab/eventlog"
	"parley/collab/hub"
)

// OpenLog opens the log of the meetings that a directory keeps, to be read, and
// says by what name the log has the one with that ID; empty: the only one that
// is open. The caller closes it. A directory that is being served has another
// door: the error wraps eventlog.ErrInUse.
func OpenLog(dir, id string) (log *eventlog.Jet, name string, err error) {
	kept, err := keptIn(dir, id)
	if err != nil {
		return nil, "", err
	}
	if log, err = eventlog.Open(filepath.Join(dir, "log")); err != nil {
		return nil, "", err
	}
	return log, hub.Name(kept), nil
}
