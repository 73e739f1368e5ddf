package main

import (
	"context"

	"parley/cmd/internal/roam"
	"parley/collab/session"
)

// stay has the lines of a person follow the machine until ctx ends: from one
// network to another, and out of its sleep.
func (v visit) stay(ctx context.Context, s *session.Session) {
	roam.Watch(ctx, func(c roam.Change) {
		v.log.Info("the network changed", "gone", c.Gone, "come", c.Come, "slept", c.Slept)
		s.Moved(c.Gone, c.Slept)
		if v.sound != nil {
			v.sound.Moved(c.Gone, c.Slept)
		}
	})
}

// warn has the text's line asked at once when the sound's is lost: who speaks
// sends no text that would show that it is dead, too.
func warn(ctx context.Context, lost <-chan struct{}, s *session.Session) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-lost:
			s.Doubt()
		}
	}
}
