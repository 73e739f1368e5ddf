package serve

import (
	"context"
	"fmt"

	"parley/collab/floor"
	"parley/collab/hub"
	"parley/collab/text"
	"parley/media/slot"
)

// CheckMode says whether there is such a mode; empty is as the meeting is. The
// error is a sentence for the person.
func CheckMode(mode string) error {
	if _, ok := floor.ParseMode(mode); !ok && mode != "" {
		return fmt.Errorf("--mode %q is not known: chaired (who has the floor, and the chair, is heard) and open (everybody is) are", text.CleanLine(mode, 40))
	}
	return nil
}

// setMode gives a meeting the mode that was asked for.
func (s *Server) setMode(ctx context.Context, id ID, mode string) error {
	if mode == "" {
		return nil
	}
	m, ok := floor.ParseMode(mode)
	if !ok {
		return CheckMode(mode)
	}
	return s.hub.SetMode(ctx, id, m)
}

// rank hands the floor's word on to the sound.
func (s *Server) rank(meeting string, sound [32]byte, r hub.Rank) {
	s.sound.Rank(meeting, sound, map[hub.Rank]slot.Rank{hub.Speaker: slot.Floor, hub.Chair: slot.Chair, hub.Holder: slot.Holder}[r])
}
