package sfu

// Hush is the hub's word that nothing is to be sent to a person for now,
// because their text needs the line, or that it may be again. It may come before
// the person's sound connects, and holds until it is taken back, or until Drop.
func (s *Server) Hush(meeting string, peer Fingerprint, on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.meeting(meeting)
	m.hush(peer, on)
	s.tidy(m)
}

func (m *meeting) hush(who Fingerprint, on bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if on {
		m.hushed[who] = struct{}{}
	} else {
		delete(m.hushed, who)
	}
	if l := m.members[who]; l != nil {
		l.hushed.Store(on)
	}
}
