package sfu

import (
	"log/slog"
	"testing"

	"parley/media/plane"
)

// One leaves; before its connection's end is told, another comes: the end of
// the old one must not take the new one's meeting away.
func TestTheEndOfAnOldConnectionLeavesTheNewMeetingAlone(t *testing.T) {
	s := &Server{meetings: map[string]*meeting{}, log: slog.New(slog.DiscardHandler)}
	old := &plane.Peer{Owner: invited{meeting: "m"}}
	s.opened(old)
	// what Drop does up to its unlock
	s.mu.Lock()
	m := s.meetings["m"]
	m.drop(old.Fingerprint())
	s.tidy(m)
	s.mu.Unlock()
	fresh := &plane.Peer{Owner: invited{meeting: "m"}}
	s.opened(fresh)
	s.closed(old, plane.ErrClosed) // what peer.Close() leads to
	if s.meetings["m"] != fresh.Owner.(*member).meeting {
		t.Error("the meeting with the new member is not the one that Allow finds")
	}
}
