package meeting

import "parley/collab/merge"

// A Load is how much a snapshot has to carry beside the draft: from which
// version on, and how many bytes of edits.
type Load = merge.Load

// Load returns what Snapshot(oldest) carries.
func (s *State) Load(oldest Version) Load { return s.doc.Load(oldest) }

// LoadWith returns what Snapshot(oldest) would carry once the command, which
// Check takes, has happened, and how far back the command itself reaches.
func (s *State) LoadWith(oldest Version, by Person, c Command) (with Load, reach Version) {
	e := entry(by.Number, c)
	return s.doc.LoadWith(oldest, e), s.doc.ReachOf(e)
}

// Fence returns a version at which snapshots can start later, if no command is
// taken any more that reaches back behind it.
func (s *State) Fence() Version { return s.doc.Fence() }
