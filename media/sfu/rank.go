package sfu

import "parley/media/slot"

// Rank is the hub's word about the floor: what a person has of it decides in
// which slot, and before whom, its voice is heard. While nobody has a rank all
// are equal, and the loudest are heard. A rank is no permission: Allow is. Like
// one it may come before the person's sound connects, and holds until it is set anew, or
// until Drop.
func (s *Server) Rank(meeting string, peer Fingerprint, r slot.Rank) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.meeting(meeting)
	m.mu.Lock()
	m.setRank(peer, r)
	m.mu.Unlock()
	s.tidy(m)
}

// setRank sets a person's rank. The caller holds m.mu.
func (m *meeting) setRank(who Fingerprint, r slot.Rank) {
	if r == slot.None {
		delete(m.ranks, who)
	} else {
		m.ranks[who] = r
	}
	m.chooser.Floor = len(m.ranks) > 0
	if l := m.members[who]; l != nil {
		l.rank = r
	}
}
